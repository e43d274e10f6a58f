package helpers

import (
	"fmt"
	"go/doc"
	"go/doc/comment"
	"go/parser"
	"go/token"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// TestManual: a program's manual is the comment of its package, and the README's
// table and the man pages are made of it. After a change of one:
//
//	go test ./helpers -run TestManual -update
func TestManual(t *testing.T) {
	mains, err := filepath.Glob("*/main.go")
	if err != nil || len(mains) == 0 {
		t.Fatal("no programs")
	}
	table := "| program | what it does |\n|---|---|\n"
	for _, main := range mains {
		name := filepath.Dir(main)
		text := manual(t, main)
		for _, needed := range []string{"The three commonest errors", "config"} {
			if strings.HasPrefix(name, "docker-credential-") && !strings.Contains(text, needed) {
				t.Errorf("%s: the manual does not say %q", name, needed)
			}
		}
		table += "| `" + name + "` | " + deed(name, text) + " |\n"
		compare(t, filepath.Join("..", "packaging", "man", name+".1"), page(name, text))
	}
	readme, err := os.ReadFile("../README.md")
	if err != nil {
		t.Fatal(err)
	}
	head, rest, ok := strings.Cut(string(readme), "| program |")
	_, tail, ends := strings.Cut(rest, "\n\n")
	if !ok || !ends {
		t.Fatal("the README has no table of programs")
	}
	compare(t, "../README.md", head+table+"\n"+tail)
}

// compare holds a file against what it has to be, or writes it.
func compare(t *testing.T, path, want string) {
	t.Helper()
	if *update {
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(want), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	if got, err := os.ReadFile(path); err != nil || string(got) != want {
		t.Errorf("%s is not what the programs' comments say (%v): run with -update", path, err)
	}
}

// manual is the comment of a program's package.
func manual(t *testing.T, main string) string {
	t.Helper()
	file, err := parser.ParseFile(token.NewFileSet(), main, nil, parser.ParseComments|parser.PackageClauseOnly)
	if err != nil {
		t.Fatal(err)
	}
	return file.Doc.Text()
}

// deed is the first sentence without the program's name.
func deed(name, text string) string {
	sentence := strings.TrimSuffix(new(doc.Package).Synopsis(text), ".")
	return strings.TrimPrefix(strings.TrimPrefix(sentence, strings.ToUpper(name[:1])+name[1:]), " ")
}

// page is a manual page (https://man7.org/linux/man-pages/man7/man-pages.7.html).
func page(name, text string) string {
	var out strings.Builder
	fmt.Fprintf(&out, ".TH %s 1 \"\" dockercfg\n.SH NAME\n%s \\- %s\n.SH DESCRIPTION\n", strings.ToUpper(escaped(name)), escaped(name), escaped(deed(name, text)))
	for i, block := range new(comment.Parser).Parse(text).Content {
		switch block := block.(type) {
		case *comment.Code:
			fmt.Fprintf(&out, ".PP\n.RS 2\n.nf\n%s.fi\n.RE\n", escaped(strings.ReplaceAll(block.Text, "\t", "    ")))
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
	return out.String()
}

// plain is a paragraph's text.
func plain(parts []comment.Text) string {
	var out strings.Builder
	for _, part := range parts {
		switch part := part.(type) {
		case comment.Plain:
			out.WriteString(string(part))
		case comment.Italic:
			out.WriteString(string(part))
		case *comment.Link:
			out.WriteString(plain(part.Text))
		case *comment.DocLink:
			out.WriteString(plain(part.Text))
		}
	}
	return escaped(out.String())
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
