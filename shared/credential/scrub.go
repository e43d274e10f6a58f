package credential

import "strings"

// Scrub makes foreign text fit to be shown: printable ASCII on one line, at
// most max bytes, and every run of 20 or more characters that a token is made
// of cut to a mark. What another program printed may hold a secret anywhere.
func Scrub(text string, max int) string {
	var out strings.Builder
	for len(text) > 0 && out.Len() < max {
		run := 0
		for run < len(text) && tokenByte(text[run]) {
			run++
		}
		switch {
		case run >= 20:
			out.WriteString("[cut]")
		case run > 0:
			out.WriteString(text[:run])
		default:
			run = 1
			c := text[0]
			if c < ' ' || c > '~' {
				c = ' '
			}
			out.WriteByte(c)
		}
		text = text[run:]
	}
	s := strings.Join(strings.Fields(out.String()), " ")
	return s[:min(len(s), max)]
}

func tokenByte(c byte) bool {
	return c|0x20 >= 'a' && c|0x20 <= 'z' || c >= '0' && c <= '9' || strings.IndexByte("+/=_-", c) >= 0
}
