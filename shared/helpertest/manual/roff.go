// Package manual generates manual pages from a program's package comment and from the help of
// its commands, so that the pages cannot differ from them
// (https://man7.org/linux/man-pages/man7/man-pages.7.html).
package manual

import "strings"

// head returns the beginning of a page.
func head(name, deed string) string {
	return ".TH " + strings.ToUpper(escaped(name)) + " 1 \"\" dockercfg\n" +
		".SH NAME\n" + escaped(name) + " \\- " + escaped(deed) + "\n"
}

// preformatted returns text whose lines are not joined.
func preformatted(text string) string {
	return ".PP\n.RS 2\n.nf\n" + escaped(strings.ReplaceAll(text, "\t", "    ")) + "\n.fi\n.RE\n"
}

// escaped escapes what roff would interpret.
func escaped(text string) string {
	lines := strings.Split(strings.NewReplacer(`\`, `\e`, "-", `\-`).Replace(text), "\n")
	for i, line := range lines {
		if strings.HasPrefix(line, ".") || strings.HasPrefix(line, "'") {
			lines[i] = `\&` + line
		}
	}
	return strings.Join(lines, "\n")
}
