package codeship

import (
	"strings"
	"testing"

	"github.com/dockercfg/dockercfg/shared/dockerconfig"
)

// TestUnreadKey checks that a warning is recognized by its kind, not by its text.
func TestUnreadKey(t *testing.T) {
	l := &linter{}
	l.content("a.encrypted", dockerconfig.Config{Warnings: []dockerconfig.Warning{
		{Kind: dockerconfig.UnreadKey, Place: "a.encrypted", Text: "any words"},
		{Kind: dockerconfig.Other, Text: "a key that is not read by any client"},
	}})
	if len(l.findings) != 1 || l.findings[0].What != "any words" {
		t.Errorf("%+v", l.findings)
	}
}

// TestUnlisted checks which ignore files do not cover an env file, as git and docker read
// them: docker's patterns begin at the root.
func TestUnlisted(t *testing.T) {
	for patterns, want := range map[string]string{
		"plain.env": ".dockerignore", "/plain.env": ".gitignore .dockerignore", "conf/plain.env": "",
		"*.env": ".dockerignore", "conf/*.env": "", "conf": "", "conf/*.env\n!conf/plain.env": ".gitignore .dockerignore",
	} {
		dir := project{
			"codeship-services.yml": "app:\n  image: team/app\n  env_file: ./conf/plain.env\n", "conf/plain.env": "A=1\n",
			".gitignore": patterns + "\n", ".dockerignore": patterns + "\n", ".git/index": "\x0econf/plain.env\x00",
		}.write(t)
		p, err := Load(Where{Dir: dir})
		if err != nil {
			t.Fatal(err)
		}
		l := &linter{Project: p}
		tracked(l)
		files, inIndex := []string{}, false
		for _, found := range l.findings {
			if found.Fix == "conf/plain.env" {
				files = append(files, found.File)
			}
			inIndex = inIndex || strings.HasPrefix(found.What, "git tracks it")
		}
		if got := strings.Join(files, " "); got != want || !inIndex {
			t.Errorf("%q: not in %q, want %q; tracked: %t", patterns, got, want, inIndex)
		}
	}
}
