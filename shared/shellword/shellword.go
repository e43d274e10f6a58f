// Package shellword quotes words for the commands that messages suggest. Names of files
// may come from other people.
package shellword

import (
	"fmt"
	"runtime"
	"strings"
)

// safe contains the characters that have no special meaning within a word in any POSIX
// shell.
const safe = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_./:@%+,-"

// Quote returns text as one word for a POSIX shell. A word with bytes that a terminal
// does not show becomes $'...', which bash, zsh and ksh understand: people must see what
// a command does before they run it.
func Quote(text string) string {
	switch {
	case text == "":
		return "''"
	case strings.Trim(text, safe) == "":
		return text
	case strings.IndexFunc(text, unprintable) < 0:
		return "'" + strings.ReplaceAll(text, "'", `'\''`) + "'"
	}
	var out strings.Builder
	out.WriteString("$'")
	for _, c := range []byte(text) {
		switch {
		case c == '\'' || c == '\\':
			out.WriteByte('\\')
			out.WriteByte(c)
		case unprintable(rune(c)):
			out.WriteString(fmt.Sprintf(`\%03o`, c))
		default:
			out.WriteByte(c)
		}
	}
	out.WriteByte('\'')
	return out.String()
}

// Path is Quote for a path. One that begins with a hyphen would be an option.
func Path(path string) string {
	if strings.HasPrefix(path, "-") {
		path = "./" + path
	}
	return Quote(path)
}

// Remove returns the command that removes a file.
func Remove(path string) string {
	if runtime.GOOS == "windows" {
		return `del "` + path + `"`
	}
	return "rm " + Path(path)
}

func unprintable(r rune) bool { return r < ' ' || r > '~' }
