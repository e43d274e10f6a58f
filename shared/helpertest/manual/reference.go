package manual

import (
	"fmt"
	"regexp"
	"strings"
)

// Reference is the sections of a page that come from tables, in Markdown's spelling.
type Reference struct {
	Exit, Environment, Files []Entry
	Examples                 string // lines as they are; "" where the page has its own
	See                      []string
}

// Entry is a term and what it means.
type Entry struct{ Term, Text string }

// Titles are the sections that every page has.
func Titles() []string { return []string{"EXIT STATUS", "ENVIRONMENT", "FILES", "EXAMPLES"} }

// before are the sections that come before a page's examples.
func (r Reference) before() string {
	return entries("EXIT STATUS", r.Exit, "") +
		entries("ENVIRONMENT", r.Environment, "It reads no variable.") +
		entries("FILES", r.Files, "It uses no file but those that its command line names.")
}

// examples are the section of examples, given or of the table.
func (r Reference) examples(own string) string {
	if own == "" {
		own = r.Examples
	}
	if own == "" {
		return ""
	}
	return ".SH EXAMPLES\n" + preformatted(own)
}

// see is the last section.
func (r Reference) see() string {
	var names []string
	for _, name := range r.See {
		names = append(names, ".BR "+escaped(name)+" (1)")
	}
	if len(names) == 0 {
		return ""
	}
	return ".SH SEE ALSO\n" + strings.Join(names, ",\n") + "\n"
}

// link is a link of Markdown.
var link = regexp.MustCompile(`\[([^]]*)\]\([^)]*\)`)

// entries is a section of terms; otherwise is its text where there is none.
func entries(title string, list []Entry, otherwise string) string {
	var out strings.Builder
	fmt.Fprintf(&out, ".SH %s\n", title)
	if len(list) == 0 {
		out.WriteString(escaped(otherwise) + "\n")
	}
	for _, e := range list {
		text := strings.ReplaceAll(link.ReplaceAllString(e.Text, "$1"), "`", "")
		fmt.Fprintf(&out, ".TP\n\\fB%s\\fR\n%s\n", escaped(e.Term), escaped(text))
	}
	return out.String()
}
