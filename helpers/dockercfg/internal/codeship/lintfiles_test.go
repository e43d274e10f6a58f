package codeship

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/dockercfg/dockercfg/helpers/dockercfg/internal/jet"
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
			".gitignore": patterns + "\n", ".dockerignore": patterns + "\n",
			".git/index": "DIRC\x00\x00\x00\x03\x0econf/plain.env\x00",
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

// TestGitIndex checks when git is known to track a file, when it is known not to, and when
// the user is told to look.
func TestGitIndex(t *testing.T) {
	const tracks, look = "git tracks it", "git's index is outside the project"
	for name, c := range map[string]struct {
		files project
		dir   string
		want  string
	}{
		"no repository":     {project{}, "", ""},
		"nothing added":     {project{".git/HEAD": ""}, "", ""},
		"version 2":         {project{".git/index": testIndex}, "", tracks},
		"version 2, others": {project{".git/index": "DIRC\x00\x00\x00\x02\x01a\x00"}, "", ""},
		"version 4":         {project{".git/index": "DIRC\x00\x00\x00\x04\x00codeship.aes\x00"}, "", look},
		"empty":             {project{".git/index": ""}, "", look},
		"a work tree":       {project{".git": "gitdir: ../elsewhere\n"}, "", look},
		"a subdirectory":    {project{".git/index": "DIRC\x00\x00\x00\x02"}, "a/b", look},
	} {
		dir := c.files.write(t)
		inner := project{"codeship-services.yml": oneService, jet.DefaultKey: testKey}
		for file, text := range inner {
			path := filepath.Join(dir, filepath.FromSlash(c.dir), file)
			if err := errors.Join(os.MkdirAll(filepath.Dir(path), 0o700), os.WriteFile(path, []byte(text), 0o600)); err != nil {
				t.Fatal(err)
			}
		}
		p, err := Load(Where{Dir: filepath.Join(dir, filepath.FromSlash(c.dir))})
		if err != nil {
			t.Fatal(err)
		}
		l := &linter{Project: p}
		tracked(l)
		var got []string
		for _, found := range l.findings {
			for _, kind := range []string{tracks, look} {
				if strings.HasPrefix(found.What, kind) {
					got = append(got, kind)
				}
			}
		}
		if strings.Join(got, ", ") != c.want {
			t.Errorf("%s: %q, want %q", name, got, c.want)
		}
	}
}
