package helpers

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/dockercfg/dockercfg/helpers/internal/reference/pages"
	"github.com/dockercfg/dockercfg/shared/helpertest/manual"
)

// TestManual: a program's manual is the comment of its package, from which its man page is
// generated. The README's table of programs comes from the reference. After a change:
//
//	go test ./helpers -run TestManual -update
func TestManual(t *testing.T) {
	mains, err := filepath.Glob("*/main.go")
	if err != nil || len(mains) == 0 {
		t.Fatal("no programs")
	}
	for _, main := range mains {
		name := filepath.Dir(main)
		text, err := manual.Comment(main)
		if err != nil {
			t.Fatal(err)
		}
		for _, needed := range []string{"The three commonest errors", "config"} {
			if strings.HasPrefix(name, "docker-credential-") && !strings.Contains(text, needed) {
				t.Errorf("%s: the manual does not say %q", name, needed)
			}
		}
		if help, helper := helpOf(t, name); helper && help != name+" "+manual.Deed(name, text)+"." {
			t.Errorf("%s --help says %q: make the constant about what the manual says", name, help)
		}
		if name != "dockercfg" { // its commands have pages, too: its own tests hold them
			compare(t, filepath.Join("..", "packaging", "man", name+".1"), page(name, text))
		}
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
	compare(t, "../README.md", head+pages.Programs()+"\n"+tail)
}

// page is the manual page of a program.
func page(name, text string) string {
	short, helper := strings.CutPrefix(name, "docker-credential-")
	if !helper {
		return manual.Program(name, name+" [flags] PROGRAM", text, "", pages.Manual(name))
	}
	return manual.Program(name, name+" get|store|erase|list|version|explain|kubelet", text, "", pages.Manual(short))
}

// TestManualSections: each manual page has the sections that people look for, and
// something in them.
func TestManualSections(t *testing.T) {
	if *update {
		t.Skip("not run: the tests of dockercfg may still be writing its pages")
	}
	written, err := filepath.Glob("../packaging/man/*.1")
	if err != nil || len(written) < 20 {
		t.Fatalf("there are %d pages", len(written))
	}
	for _, path := range written {
		text, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		for _, title := range append(manual.Titles(), "NAME", "SYNOPSIS", "DESCRIPTION", "SEE ALSO") {
			_, section, there := strings.Cut(string(text), "\n.SH "+title+"\n")
			section, _, _ = strings.Cut(section, "\n.SH ")
			if strings.TrimSpace(section) == "" {
				t.Errorf("%s: the section %s is empty or missing (%v)", path, title, there)
			}
		}
	}
}

// helpOf is what a helper says of itself to who asks it for help.
func helpOf(t *testing.T, name string) (line string, helper bool) {
	t.Helper()
	if !strings.HasPrefix(name, "docker-credential-") {
		return "", false
	}
	help := exec.Command(filepath.Join(programs(t), name), "--help")
	var told strings.Builder
	help.Stderr = &told
	if out, err := help.Output(); err != nil || strings.Count(string(out), "\n") != 1 {
		t.Errorf("%s --help: %v, %q", name, err, out)
	}
	line, _, _ = strings.Cut(told.String(), "\n")
	return line, true
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
