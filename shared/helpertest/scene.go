package helpertest

import (
	"fmt"
	"maps"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"
)

// scene is a home directory, an environment and a fake.
type scene struct {
	program, home, dir string
	env                map[string]string
	links, answered    int
	between            atomic.Pointer[func()]
}

func (a Agreement) scene(t *testing.T, program string) *scene {
	t.Helper()
	s := &scene{program: program, home: t.TempDir(), env: map[string]string{}}
	reachable(t, program)
	reachable(t, s.home)
	for _, name := range []string{"PATH", "SystemRoot", "GORACE"} {
		s.env[name] = os.Getenv(name)
	}
	for _, name := range []string{"HOME", "USERPROFILE", "AppData", "LocalAppData"} {
		s.env[name] = s.home
	}
	s.env["DOCKERCFG_KEEPER"], s.env["DOCKERCFG_CACHE_DIR"] = "none", filepath.Join(s.home, "cache")
	env := a.Start(t, s.home, func() {
		if f := s.between.Load(); f != nil {
			(*f)()
		}
	})
	for _, assignment := range env {
		name, value, _ := strings.Cut(assignment, "=")
		s.env[name] = value
		for _, path := range filepath.SplitList(value) {
			reachable(t, path)
		}
	}
	giveAway(t, s.home)
	return s
}

// set sets a variable; the value "-" unsets it.
func (s *scene) set(name, value string) {
	if value == "-" {
		delete(s.env, name)
		return
	}
	value = os.Expand(value, func(other string) string { return s.env[other] })
	s.env[name] = strings.ReplaceAll(value, "~", s.home)
}

func (s *scene) apply(t *testing.T, state State, how string) {
	t.Helper()
	for _, assignment := range state.Env {
		name, value, set := strings.Cut(assignment, "=")
		if !set {
			value = "-"
		}
		s.set(name, value)
	}
	for name, text := range state.Files {
		s.file(t, name, text, how)
	}
	if state.Dir != "" {
		s.dir = filepath.Join(s.home, state.Dir)
		must(t, os.MkdirAll(s.dir, 0o700))
		giveAway(t, s.home)
	}
}

// file changes a file's content in one of these ways: "write" writes it in place, "copy" does
// so and keeps the file's old times as `cp -p` does, "rename" replaces the file by another
// one, and "link" replaces it by a symbolic link.
func (s *scene) file(t *testing.T, name, text, how string) {
	t.Helper()
	path := filepath.Join(s.home, name)
	must(t, os.MkdirAll(filepath.Dir(path), 0o700))
	if text == "-" {
		must(t, os.RemoveAll(path))
		return
	}
	text = strings.ReplaceAll(text, "~", s.home)
	defer giveAway(t, s.home)
	before, err := os.Stat(path)
	switch {
	case how == "rename" || how == "copy" && err != nil:
		must(t, os.WriteFile(path+".new", []byte(text), 0o600))
		if err == nil {
			must(t, os.Chtimes(path+".new", before.ModTime(), before.ModTime()))
		}
		must(t, os.Rename(path+".new", path))
	case how == "link":
		s.links++
		target := fmt.Sprintf("%s.%d", path, s.links)
		must(t, os.WriteFile(target, []byte(text), 0o600))
		if err == nil {
			must(t, os.Chtimes(target, before.ModTime(), before.ModTime()))
		}
		must(t, os.RemoveAll(path))
		must(t, os.Symlink(target, path))
	default:
		must(t, os.WriteFile(path, []byte(text), 0o600))
		if how == "copy" {
			must(t, os.Chtimes(path, before.ModTime(), before.ModTime()))
		}
	}
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// change changes one variable or file at random.
func (s *scene) change(t *testing.T, r *rand.Rand, a Agreement) (what string, undo func()) {
	t.Helper()
	names, files := sorted(a.Variables), sorted(a.Files)
	if n := r.IntN(len(names) + len(files)); n < len(names) {
		values := a.Variables[names[n]]
		value := values[r.IntN(len(values))]
		before, set := s.env[names[n]]
		s.set(names[n], value)
		return names[n] + "=" + value, func() {
			if s.env[names[n]] = before; !set {
				delete(s.env, names[n])
			}
		}
	}
	name := files[r.IntN(len(files))]
	path := filepath.Join(s.home, name)
	before, err := os.ReadFile(path)
	text := "-"
	if err == nil {
		text = string(before)
	}
	undo = func() { s.file(t, name, text, "rename") }
	if info, err := os.Stat(path); err == nil {
		switch r.IntN(8) {
		case 0:
			must(t, os.Chtimes(path, time.Now(), info.ModTime().Add(time.Hour)))
			return name + " touched", undo
		case 1:
			must(t, os.Chmod(path, []os.FileMode{0, 0o600, 0o666}[r.IntN(3)]))
			return name + " with another mode", undo
		}
	}
	contents := a.Files[name]
	next, how := contents[r.IntN(len(contents))], replacements()[r.IntN(len(replacements()))]
	s.file(t, name, next, how)
	return fmt.Sprintf("%s by %s: %q", name, how, next), undo
}

func sorted[V any](m map[string]V) []string { return slices.Sorted(maps.Keys(m)) }

// whileMinting changes a file between two requests of a get, and in half of the cases
// changes it back before the next request. The answer of that get is not checked.
func (s *scene) whileMinting(t *testing.T, r *rand.Rand, a Agreement) (what string) {
	t.Helper()
	files := sorted(a.Files)
	if len(files) == 0 {
		what, _ = s.change(t, r, a)
		return what
	}
	name := files[r.IntN(len(files))]
	path := filepath.Join(s.home, name)
	before, err := os.ReadFile(path)
	if err != nil {
		what, _ = s.change(t, r, a)
		return what
	}
	contents := a.Files[name]
	text, at, back := contents[r.IntN(len(contents))], r.IntN(3), r.IntN(2) == 0
	requests := 0
	change := func() {
		switch requests++; {
		case requests == at+1:
			s.file(t, name, text, "write")
		case requests == at+2 && back:
			s.file(t, name, string(before), "write")
		}
	}
	// The cache must be empty, so that the helper requests a token.
	must(t, os.RemoveAll(s.env["DOCKERCFG_CACHE_DIR"]))
	s.between.Store(&change)
	s.get(t, a.Registries[0])
	s.between.Store(nil)
	return fmt.Sprintf("%s was %q while a token was created, from request %d on, changed back: %v",
		name, text, at+1, back)
}

// get runs get, by default with the cache.
func (s *scene) get(t *testing.T, asked string, env ...string) Answer {
	t.Helper()
	w := &World{Program: s.program, Home: s.home, Dir: s.dir, prepare: asUser}
	for _, name := range sorted(s.env) {
		w.Env = append(w.Env, name+"="+s.env[name])
	}
	return w.Run(t, "get", asked, env...)
}

// agree reports whether the answer with the cache is the same as the one without.
func (s *scene) agree(t *testing.T, asked, what string) bool {
	t.Helper()
	with := s.get(t, asked)
	without := s.get(t, asked, "DOCKERCFG_CACHE=off")
	again := s.get(t, asked) // with what the first get has cached
	if without.Code == 0 {
		s.answered++
	}
	for _, with := range []Answer{with, again} {
		if with.Out != without.Out || with.Code != without.Code {
			t.Errorf("%s: with the cache %q, without %q", what, with.Out, without.Out)
			return false
		}
	}
	return true
}
