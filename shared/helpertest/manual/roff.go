// Package manual makes manual pages out of what programs say of themselves: the
// comment of a program's package, and the help of a command. Nothing is written
// twice, so nothing can differ (https://man7.org/linux/man-pages/man7/man-pages.7.html).
package manual

import "strings"

// head begins a page.
func head(name, deed string) string {
	return ".TH " + strings.ToUpper(escaped(name)) + " 1 \"\" dockercfg\n.SH NAME\n" + escaped(name) + " \\- " + escaped(deed) + "\n"
}

// preformatted is text whose lines stay as they are.
func preformatted(text string) string {
	return ".PP\n.RS 2\n.nf\n" + escaped(strings.ReplaceAll(text, "\t", "    ")) + "\n.fi\n.RE\n"
}

// escaped keeps roff from reading text as its own.
func escaped(text string) string {
	lines := strings.Split(strings.NewReplacer(`\`, `\e`, "-", `\-`).Replace(text), "\n")
	for i, line := range lines {
		if strings.HasPrefix(line, ".") || strings.HasPrefix(line, "'") {
			lines[i] = `\&` + line
		}
	}
	return strings.Join(lines, "\n")
}
