//go:build unix

package main

import (
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"github.com/dockercfg/dockercfg/shared/helpertest"
)

// chosenStore is a config that names a store.
const chosenStore = `{"credsStore": "kept"}`

// unreadable are Docker configs that name the store but cannot be read.
var unreadable = map[string]struct {
	make func(t *testing.T, path string)
	said string // the reason in the error
}{
	"a comma too much": {content(`{"credsStore": "kept",}`), "line 1, column 23"},
	"cut":              {content(`{"credsStore": "ke`), "line 1, column 19"},
	"another encoding": {content("\xff\xfe{\x00}\x00"), "UTF-16"},
	"a list":           {content(`{"credsStore": ["kept"]}`), "credsStore is not a string"},
	"too large":        {content(chosenStore + strings.Repeat(" ", 8<<20)), "is larger than"},
	"a directory":      {func(t *testing.T, path string) { must(t, os.Mkdir(path, 0o700)) }, "is a directory"},
	"a link to itself": {func(t *testing.T, path string) { must(t, os.Symlink("config.json", path)) },
		"too many levels"},
	"a pipe": {func(t *testing.T, path string) { must(t, syscall.Mkfifo(path, 0o600)) },
		"is not a regular file"},
	"no permission": {func(t *testing.T, path string) {
		content(chosenStore)(t, path)
		must(t, os.Chmod(path, 0))
	}, "permission denied"},
	"a directory without permission": {func(t *testing.T, path string) {
		content(chosenStore)(t, path)
		must(t, os.Chmod(filepath.Dir(path), 0))
		t.Cleanup(func() { must(t, os.Chmod(filepath.Dir(path), 0o700)) })
	}, "permission denied"},
	"a file as its directory": {func(t *testing.T, path string) {
		must(t, os.Remove(filepath.Dir(path)))
		content(chosenStore)(t, filepath.Dir(path))
	}, "not a directory"},
}

func content(text string) func(*testing.T, string) {
	return func(t *testing.T, path string) { must(t, os.WriteFile(path, []byte(text), 0o600)) }
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// TestUnreadableConfig: a Docker config that cannot be read may name any store. So a login is not "not
// found", no other identity is used, and no other store is asked or gets a login. A variable that names
// the store solves this.
func TestUnreadableConfig(t *testing.T) {
	for name, c := range unreadable {
		t.Run(name, func(t *testing.T) {
			s := newStage(t, "DOCKER_OWN__EXAMPLE_USR=variable", "DOCKER_OWN__EXAMPLE_PSW=CANARY-v")
			s.Program = helpertest.Build(t, ownName)
			s.fake(t, "kept", gives("kept"))
			s.fake(t, "quay", gives("quay"))
			s.fake(t, "secretservice", gives("desktop"))
			path := filepath.Join(s.Home, ".docker", "config.json")
			must(t, os.Mkdir(filepath.Dir(path), 0o700))
			s.AsUser(t)
			for range 2 { // what was cached without a config is not used
				s.Anonymous(t, "public.example")
				s.answers(t, "quay.io", "quay")
			}
			s.started(t)
			c.make(t, path)
			s.AsUser(t)
			for _, bus := range []string{"", "unix:path=/nowhere"} {
				s.refused(t, c.said, "DBUS_SESSION_BUS_ADDRESS="+bus)
			}
			s.starts(t)
			s.answers(t, "own.example", "kept", "DOCKERCFG_KEEPER=kept")
		})
	}
}

// refused checks that every verb fails for the reason, and that nothing is stored.
func (s stage) refused(t *testing.T, said string, env ...string) {
	t.Helper()
	for _, asked := range []string{"own.example", "quay.io", "public.example"} {
		for _, verb := range []string{"get", "explain", "answer", "erase"} {
			if verb == "erase" && asked == "quay.io" {
				continue // its helper first removes its cached token
			}
			s.says(t, s.Run(t, verb, asked, env...), said)
		}
	}
	s.says(t, s.Run(t, "store", `{"ServerURL":"own.example","Username":"ann","Secret":"CANARY-login"}`, env...), said)
	if _, err := os.Lstat(filepath.Join(s.Home, ".local")); !os.IsNotExist(err) {
		t.Errorf("the login was kept in another store: %v", err)
	}
}

// says checks an error that names the file, the reason, and what to do.
func (s stage) says(t *testing.T, a helpertest.Answer, said string) {
	t.Helper()
	ok := a.Code == 1 && strings.HasPrefix(a.Out, ownName+": config: reading which credential store to use: ") &&
		a.Err == a.Out
	for _, part := range []string{filepath.Join(s.Home, ".docker"), said, "DOCKERCFG_KEEPER"} {
		ok = ok && strings.Contains(a.Out, part)
	}
	if !ok {
		t.Errorf("want %q: %+v", said, a)
	}
}

// TestListOfUnreadableConfig: the logins are left out of a list with the reason, and the other parts
// stay.
func TestListOfUnreadableConfig(t *testing.T) {
	s := newStage(t, "DOCKER_OWN__EXAMPLE_USR=ci", "DOCKER_OWN__EXAMPLE_PSW=CANARY")
	s.File(t, ".docker/config.json", `{"credsStore": "kept",}`)
	a := s.Run(t, "list", "")
	if a.Code != 0 || !strings.Contains(a.Out, `"own.example":"ci"`) ||
		!strings.Contains(a.Err, "left out of the list: config: reading which credential store to use: ") {
		t.Errorf("%+v", a)
	}
}

// TestListOfUnknownStore: a store whose directory is not valid does not count as empty.
func TestListOfUnknownStore(t *testing.T) {
	s := newStage(t, "DOCKERCFG_STORE=relative")
	if a := s.Run(t, "list", ""); a.Code != 0 || !strings.Contains(a.Err,
		"left out of the list: config: docker-credential-file: DOCKERCFG_STORE is not an absolute path") {
		t.Errorf("%+v", a)
	}
	if a := s.Run(t, "get", "public.example"); a.Out != helpertest.NotFound ||
		!strings.Contains(a.Err, "the credential store was skipped: config: DOCKERCFG_STORE is not an absolute path") {
		t.Errorf("%+v", a)
	}
}

// TestAbsentConfig: only a missing config, or one that docker considers empty, means that no store is
// named.
func TestAbsentConfig(t *testing.T) {
	for name, make := range map[string]func(t *testing.T, path string){
		"no directory": func(*testing.T, string) {},
		"no file":      func(t *testing.T, path string) { must(t, os.Mkdir(filepath.Dir(path), 0o700)) },
		"a dangling link": func(t *testing.T, path string) {
			must(t, os.Mkdir(filepath.Dir(path), 0o700))
			must(t, os.Symlink("nowhere", path))
		},
		"the null device": func(t *testing.T, path string) {
			must(t, os.Mkdir(filepath.Dir(path), 0o700))
			must(t, os.Symlink(os.DevNull, path))
		},
		"an empty file": func(t *testing.T, path string) {
			must(t, os.Mkdir(filepath.Dir(path), 0o700))
			content("")(t, path)
		},
	} {
		t.Run(name, func(t *testing.T) {
			s := newStage(t)
			make(t, filepath.Join(s.Home, ".docker", "config.json"))
			s.Anonymous(t, "public.example")
			if a := s.login(t, "own.example", "ann"); a.Code != 0 {
				t.Errorf("%+v", a)
			}
			s.answers(t, "own.example", "ann")
		})
	}
}

// TestOddConfig: a config with which docker continues is not an error. If something follows the
// document, docker loses it with its next login, so a login is refused.
func TestOddConfig(t *testing.T) {
	for text, loginFails := range map[string]bool{
		`{"detachKeys": "a", "credsStore": "kept", "detachKeys": "b"}`: false,
		`{"credsStore": "other", "credsStore": "kept"}`:                false,
		`{"CredsStore": "kept", "psFormat": "\ud800"}`:                 false,
		"\xef\xbb\xbf" + chosenStore:                                   false,
		chosenStore + `{"credsStore": "other"}`:                        true,
		chosenStore + "\n}":                                            true,
	} {
		s := newStage(t)
		s.fake(t, "kept", gives("kept"))
		s.File(t, ".docker/config.json", text)
		s.answers(t, "own.example", "kept")
		s.starts(t, "kept get")
		a := s.login(t, "own.example", "ann")
		if loginFails {
			s.says(t, a, "something follows the document")
			s.starts(t)
		} else if a.Code != 0 {
			t.Errorf("%s: %+v", text, a)
		}
	}
}

// TestRelativeConfig: a relative DOCKER_CONFIG is refused and does not count as unset, since it would
// be another config in another working directory.
func TestRelativeConfig(t *testing.T) {
	s := newStage(t, "DOCKER_CONFIG=config")
	s.Own = "own.example"
	s.Fails(t, "config", "reading which credential store to use: DOCKER_CONFIG is not an absolute path")
	s.Anonymous(t, "own.example", "DOCKERCFG_KEEPER=file")
}
