//go:build unix

package main

import (
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// worlds is what each page of docs/ is read in: a machine as its reader has it.
// Pages that a tool writes hold no commands.
var worlds = map[string]func(t *testing.T) stage{
	"macos.md": func(t *testing.T) stage {
		return newStage(t, `{"auths": {"https://index.docker.io/v1/": {}, "ghcr.io": {}}, "credsStore": "osxkeychain"}`, map[string]string{
			"osxkeychain": `[ "$1" = get ] || { echo '{"https://index.docker.io/v1/":"alice","ghcr.io":"bob"}'; exit; }
read -r server; echo '{"Username":"alice","Secret":"CANARY"}'`,
		})
	},
}

// block is a fenced block of commands.
var block = regexp.MustCompile("(?ms)^```sh\n(.*?)^```$")

// TestDocuments runs every command of docs/, page by page, as one script in a new
// home. What a page says a program prints is in blocks of another kind.
func TestDocuments(t *testing.T) {
	pages, err := filepath.Glob("../../docs/*.md")
	if err != nil || len(pages) == 0 {
		t.Fatal("there are no pages")
	}
	for _, page := range pages {
		text, err := os.ReadFile(page)
		if err != nil {
			t.Fatal(err)
		}
		var script []string
		for _, found := range block.FindAllStringSubmatch(string(text), -1) {
			script = append(script, found[1])
		}
		name := filepath.Base(page)
		world, known := worlds[name]
		if !known && len(script) > 0 {
			t.Errorf("nobody runs the commands of %s: give it a world", name)
		}
		if !known || len(script) == 0 {
			continue
		}
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := world(t)
			cmd := exec.Command("sh", "-euc", strings.Join(script, "\n"))
			cmd.Dir, cmd.Env = s.dir, slices.DeleteFunc(s.command().Env, func(a string) bool { return strings.HasPrefix(a, "DOCKER_CONFIG=") })
			if err := os.Symlink(filepath.Join(s.dir, "docker"), filepath.Join(s.dir, "home", ".docker")); err != nil {
				t.Fatal(err)
			}
			if out, err := cmd.CombinedOutput(); err != nil || strings.Contains(string(out), "CANARY") {
				t.Errorf("%v: %s", err, out)
			}
		})
	}
}
