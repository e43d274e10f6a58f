package pages

import (
	"go/doc/comment"
	"regexp"
	"strings"

	"github.com/dockercfg/dockercfg/helpers/internal/reference"
)

// The parts of a helper's comment that get a heading on its page: what a paragraph
// that introduces them says.
var parts = []struct {
	heading string
	begins  *regexp.Regexp
}{
	{"Identities, in order", regexp.MustCompile(`(first of these|, in order)[^:]*:$`)},
	{"Errors", regexp.MustCompile(`^The three commonest errors:$`)},
}

// program is a helper's name that begins a comment, with the capital of a sentence.
var program = regexp.MustCompile(`^Docker-(credential-[a-z]+)`)

// Provider is a page of docs/providers: the comment of the helper's package, then the
// tables of what is the helper's.
func Provider(p reference.Provider, text string) string {
	var out strings.Builder
	out.WriteString("<!-- Generated from helpers/docker-credential-" + p.Short + "/main.go and " +
		"helpers/internal/reference:\n" +
		"     change it there, then run go test ./helpers -run TestReference -update -->\n\n# " + p.Title + "\n\n")
	body, errors := markdown(text)
	out.WriteString(body)
	out.WriteString("\n## Variables\n\n" + ownOf(p.Short) +
		"\n[Environment variables](../environment.md) also lists those for proxies, certificates and " +
		"directories, and the suite's own.\n")
	out.WriteString("\n## Keys of config.toml\n\n" + keysOf(p.Short) +
		"\n[config.toml](../config-toml.md) explains how to write a rule.\n")
	out.WriteString(errors + "\n[Errors](../errors.md) explains every code, with real messages.\n")
	out.WriteString("\n## Not tried with a live account\n\nNever tried: " + p.Untested + ". " +
		"[What that means](../testing-status.md).\n")
	if p.More != "" {
		out.WriteString("\n## See also\n\n" + p.More + "\n")
	}
	return out.String()
}

// markdown is a comment as Markdown, with headings; its errors apart.
func markdown(text string) (body, errors string) {
	var out, last strings.Builder
	to := &out
	for i, block := range new(comment.Parser).Parse(text).Content {
		switch block := block.(type) {
		case *comment.Paragraph:
			words := plainText(block.Text)
			for _, part := range parts {
				again := strings.Contains(out.String(), "## "+part.heading)
				if part.begins.MatchString(strings.ReplaceAll(words, "\n", " ")) && !again {
					if part.heading == "Errors" {
						to = &last
					}
					to.WriteString("\n## " + part.heading + "\n")
				}
			}
			if i > 0 {
				to.WriteString("\n")
			}
			to.WriteString(escapeMarkdown(program.ReplaceAllString(words, "`docker-$1`")) + "\n")
		case *comment.Code:
			to.WriteString("\n```text\n" + strings.TrimSuffix(block.Text, "\n") + "\n```\n")
		}
	}
	return out.String(), last.String()
}

// escapeMarkdown keeps what is a pattern or a placeholder from being read as Markdown.
// What is between backquotes is code already.
func escapeMarkdown(text string) string {
	spans := strings.Split(text, "`")
	for i := 0; i < len(spans); i += 2 {
		spans[i] = strings.NewReplacer("<", "&lt;", "*", `\*`, "_", `\_`).Replace(spans[i])
	}
	return strings.Join(spans, "`")
}

func plainText(parts []comment.Text) string {
	var out strings.Builder
	for _, part := range parts {
		switch part := part.(type) {
		case comment.Plain:
			out.WriteString(string(part))
		case comment.Italic:
			out.WriteString(string(part))
		case *comment.Link:
			out.WriteString(plainText(part.Text))
		case *comment.DocLink:
			out.WriteString(plainText(part.Text))
		}
	}
	return out.String()
}

// Untested is the table of docs/testing-status.md: what no live account has proved.
func Untested() string {
	var rows [][]string
	for _, p := range reference.Providers() {
		rows = append(rows, []string{"[" + p.Title + "](providers/" + p.Page + ".md)", p.Untested})
	}
	rows = append(rows, []string{"`vars`, `file`, `auto`", "nothing: they connect to no provider"})
	return Table([]string{"provider", "never tried live"}, rows)
}
