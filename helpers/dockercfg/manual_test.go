package main

import (
	"bytes"
	"flag"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/dockercfg/dockercfg/helpers/internal/reference/pages"
	"github.com/dockercfg/dockercfg/shared/helpertest/manual"
)

var update = flag.Bool("update", false, "write manual pages and completions anew")

// TestManual compares the manual pages of the commands, and the completions in packages,
// with the commands' own help. After a change:
//
//	go test ./helpers/dockercfg -run TestManual -update
func TestManual(t *testing.T) {
	root := rootCommand(streams{})
	comment, err := manual.Comment("main.go")
	if err != nil {
		t.Fatal(err)
	}
	files := map[string]string{"man/dockercfg.1": manual.Program("dockercfg", "dockercfg COMMAND [flags]", comment,
		manual.Commands(root), pages.Manual("dockercfg"))}
	for _, c := range manual.Leaves(root) {
		path := strings.ReplaceAll(c.CommandPath(), " ", "-")
		files["man/"+path+".1"] = manual.Command(c, pages.Manual(strings.TrimPrefix(path, "dockercfg-")))
		if c.Short == "" || strings.HasSuffix(c.Short, ".") {
			t.Errorf("%s: its short description is %q", c.CommandPath(), c.Short)
		}
		for _, line := range strings.Split(c.Long+"\n"+c.Example, "\n") {
			if len(line) > 90 {
				t.Errorf("%s: a line of its help has %d characters: %s", c.CommandPath(), len(line), line)
			}
		}
	}
	for name, write := range map[string]func(io.Writer) error{
		"dockercfg.bash": func(w io.Writer) error { return bashCompletion(root, w) },
		"_dockercfg":     root.GenZshCompletion,
		"dockercfg.fish": func(w io.Writer) error { return root.GenFishCompletion(w, true) },
		"dockercfg.ps1":  root.GenPowerShellCompletionWithDesc,
	} {
		var text bytes.Buffer
		if err := write(&text); err != nil {
			t.Fatal(err)
		}
		files["completions/"+name] = text.String()
	}
	packaging := filepath.Join("..", "..", "packaging")
	for name, want := range files {
		path := filepath.Join(packaging, filepath.FromSlash(name))
		if *update {
			if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
				t.Fatal(err)
			}
			if err := os.WriteFile(path, []byte(want), 0o644); err != nil {
				t.Fatal(err)
			}
		}
		if got, err := os.ReadFile(path); err != nil || string(got) != want {
			t.Errorf("%s is not what the commands say (%v): run with -update", path, err)
		}
	}
	left, _ := filepath.Glob(filepath.Join(packaging, "man", "dockercfg*.1"))
	for _, path := range left {
		if files["man/"+filepath.Base(path)] == "" {
			t.Errorf("%s does not belong to a command: remove it", path)
		}
	}
}
