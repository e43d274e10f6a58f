package manual

import (
	"fmt"
	"go/doc"
	"go/doc/comment"
	"go/parser"
	"go/token"
	"strings"
)

// Comment returns the package comment in a program's main file.
func Comment(main string) (string, error) {
	file, err := parser.ParseFile(token.NewFileSet(), main, nil, parser.ParseComments|parser.PackageClauseOnly)
	if err != nil {
		return "", err
	}
	return file.Doc.Text(), nil
}

// Deed returns a package comment's first sentence without the program's name, such as "checks
// whether …".
func Deed(name, text string) string {
	sentence := strings.TrimSuffix(new(doc.Package).Synopsis(text), ".")
	return strings.TrimPrefix(strings.TrimPrefix(sentence, strings.ToUpper(name[:1])+name[1:]), " ")
}

// Program returns the manual page of a program, made from its package comment and from r.
// between comes before r's sections: the list of the program's commands, or "".
func Program(name, synopsis, text, between string, r Reference) string {
	var out strings.Builder
	out.WriteString(head(name, Deed(name, text)) + ".SH SYNOPSIS\n.B " + escaped(synopsis) + "\n.SH DESCRIPTION\n")
	for i, block := range new(comment.Parser).Parse(text).Content {
		switch block := block.(type) {
		case *comment.Code:
			out.WriteString(preformatted(strings.TrimSuffix(block.Text, "\n")))
		case *comment.Heading:
			fmt.Fprintf(&out, ".SH %s\n", strings.ToUpper(plain(block.Text)))
		case *comment.Paragraph:
			if i > 0 {
				out.WriteString(".PP\n")
			}
			fmt.Fprintf(&out, "%s\n", plain(block.Text))
		case *comment.List:
			for _, item := range block.Items {
				for _, part := range item.Content {
					fmt.Fprintf(&out, ".IP \\(bu 2\n%s\n", plain(part.(*comment.Paragraph).Text))
				}
			}
		}
	}
	return out.String() + between + r.before() + r.examples("") + r.see()
}

// plain returns a paragraph's text.
func plain(parts []comment.Text) string { return escaped(words(parts)) }

func words(parts []comment.Text) string {
	var out strings.Builder
	for _, part := range parts {
		switch part := part.(type) {
		case comment.Plain:
			out.WriteString(string(part))
		case comment.Italic:
			out.WriteString(string(part))
		case *comment.Link:
			out.WriteString(words(part.Text))
		case *comment.DocLink:
			out.WriteString(words(part.Text))
		}
	}
	return out.String()
}
