package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/dockercfg/dockercfg/shared/helpertest/fakeaws"
	"github.com/dockercfg/dockercfg/shared/tokencache"
)

// kept returns the only cached token, after change has rewritten it.
func (w *world) kept(t *testing.T, change func(*tokencache.Entry)) {
	t.Helper()
	file := w.Tokens(t)[0]
	e, ok := w.Entry(t, file)
	if !ok {
		t.Fatalf("%s is no entry", file)
	}
	change(&e)
	if err := os.WriteFile(file, e.Encode(w.Key(t)), 0o600); err != nil {
		t.Fatal(err)
	}
}

// tokenWithLeft returns a change to a token of twelve hours with the given time left.
func tokenWithLeft(left time.Duration) func(*tokencache.Entry) {
	return func(r *tokencache.Entry) {
		r.Expires = time.Now().Add(left)
		r.Minted = r.Expires.Add(-12 * time.Hour)
	}
}

// TestLifetime: a fresh token is used. A stale one is replaced, or used with a warning if that fails.
// An expired one is never used.
func TestLifetime(t *testing.T) {
	t.Parallel()
	refuse := fakeaws.Behaviour{Fault: fakeaws.Refuse(503, "ServiceUnavailable", "CANARY-BODY")}
	w := keyed(t)
	first := w.password(t, own)

	w.kept(t, tokenWithLeft(3*time.Hour))
	if a := w.Run(t, "get", own); a.Password(t, user) != first || w.Count(fakeaws.ECR) != 1 {
		t.Errorf("fresh: %+v", a)
	}
	w.kept(t, tokenWithLeft(time.Hour))
	w.Behave(fakeaws.ECR, refuse)
	a := w.Run(t, "get", own)
	if a.Password(t, user) != first || !strings.Contains(a.Err, "the token of an earlier run is used until") ||
		strings.Count(a.Err, "\n") != 1 {
		t.Errorf("aging, and no new one: %+v", a)
	}
	w.kept(t, tokenWithLeft(30*time.Second))
	w.Fails(t, "upstream", "status 503")
	w.kept(t, tokenWithLeft(-time.Second))
	w.Fails(t, "upstream", "status 503")
	w.Behave(fakeaws.ECR, fakeaws.Behaviour{})
	second := w.password(t, own)
	w.kept(t, tokenWithLeft(time.Hour))
	if third := w.Run(t, "get", own); third.Password(t, user) == second || third.Err != "" || second == first {
		t.Errorf("aging, and a new one: %+v", third)
	}
}

// TestShortLifetime: a token that is valid for a minute, or for an unknown time, is used only once.
func TestShortLifetime(t *testing.T) {
	for _, b := range []fakeaws.Behaviour{{Life: 50 * time.Second}, {ExpiresAt: fakeaws.Missing}} {
		w := keyed(t)
		w.Behave(fakeaws.ECR, b)
		first, second := w.password(t, own), w.password(t, own)
		if first == second || len(w.Tokens(t)) != 0 {
			t.Errorf("%+v: it was kept", b)
		}
	}
}

// TestDamagedCache: a damaged cache file is ignored and replaced. If someone else could have
// written it, there is a warning.
func TestDamagedCache(t *testing.T) {
	outside := filepath.Join(t.TempDir(), "outside")
	replace := func(text string) func(string) error {
		return func(path string) error { return os.WriteFile(path, []byte(text), 0o600) }
	}
	for what, c := range map[string]struct {
		damage func(path string) error
		warns  string
	}{
		"cut":             {func(path string) error { return os.Truncate(path, 100) }, ""},
		"empty":           {replace(""), ""},
		"null":            {replace("null"), ""},
		"list":            {replace("[]"), ""},
		"another version": {replace("dockercfg token 3\nwhatever"), ""},
		"1 GB":            {func(path string) error { return os.Truncate(path, 1<<30) }, "is larger than"},
		"a link": {func(path string) error {
			if err := os.Rename(path, outside); err != nil {
				return err
			}
			return os.Symlink(outside, path)
		}, "is a symbolic link"},
		"a hard link": {func(path string) error { return os.Link(path, path+".other") }, "hard link"},
		"writable":    {func(path string) error { return os.Chmod(path, 0o622) }, "is writable by other users"},
		"a directory": {func(path string) error { return replaceByDir(path) }, "is a directory"},
	} {
		t.Run(what, func(t *testing.T) {
			w := keyed(t)
			first := w.password(t, own)
			if err := c.damage(w.Tokens(t)[0]); err != nil {
				t.Fatal(err)
			}
			a := w.Run(t, "get", own)
			if a.Password(t, user) == first || (a.Err == "") != (c.warns == "") || !strings.Contains(a.Err, c.warns) {
				t.Errorf("%+v", a)
			}
			if c.warns == "" && w.password(t, own) != a.Password(t, user) {
				t.Error("it was not replaced")
			}
			if info, err := os.Stat(outside); err == nil && info.Size() < 100 {
				t.Error("the link's target was written")
			}
		})
	}
	w := keyed(t)
	first := w.password(t, own)
	if err := os.Chmod(w.Tokens(t)[0], 0o644); err != nil {
		t.Fatal(err)
	}
	if a := w.Run(t, "get", own); a.Password(t, user) != first ||
		!strings.Contains(a.Err, "was readable by other users; its mode is now 0600") {
		t.Errorf("readable for others: %+v", a)
	}
	if a := w.Run(t, "get", own); a.Err != "" {
		t.Errorf("it warns twice: %+v", a)
	}
}

func replaceByDir(path string) error {
	if err := os.Remove(path); err != nil {
		return err
	}
	return os.Mkdir(path, 0o700)
}

// TestCacheDirectory: the directories in which tokens are cached, and those in which they cannot be.
func TestCacheDirectory(t *testing.T) {
	w := keyed(t)
	elsewhere := filepath.Join(t.TempDir(), "cache")
	for _, c := range []struct{ env, dir string }{
		{"DOCKERCFG_CACHE_DIR=" + elsewhere, elsewhere},
		{"AWS_ECR_CACHE_DIR=" + elsewhere + "2", elsewhere + "2"},
		{"DOCKER_CONFIG=" + elsewhere + "3", elsewhere + "3/dockercfg-cache"},
		{"XDG_CACHE_HOME=" + elsewhere + "4", elsewhere + "4/dockercfg"},
	} {
		w.password(t, own, c.env)
		info, err := os.Stat(c.dir)
		files, _ := filepath.Glob(filepath.Join(c.dir, "*.token"))
		if err != nil || info.Mode().Perm() != 0o700 || len(files) != 1 {
			t.Errorf("%s: %v, %q", c.env, err, files)
		}
	}
	for _, env := range []string{"DOCKERCFG_CACHE=off", "AWS_ECR_DISABLE_CACHE=1", "DOCKERCFG_CACHE_DIR=relative",
		"HOME=" + elsewhere + "/none"} {
		if a := w.Run(t, "get", own, env); a.Password(t, user) == w.password(t, own, env) || a.Err != "" {
			t.Errorf("%s: %+v", env, a)
		}
	}
	if len(w.Tokens(t)) != 0 || exists("relative") || exists(elsewhere+"/none") {
		t.Error("something was kept where it should not be")
	}
}

func exists(path string) bool {
	_, err := os.Stat(path)
	return err == nil
}

// TestErase: a logout removes the registry's tokens, of every identity, and no others.
func TestErase(t *testing.T) {
	w := keyed(t)
	const other = "999999999999.dkr.ecr.eu-west-1.amazonaws.com"
	w.password(t, own)
	w.password(t, own, "AWS_ACCESS_KEY_ID=AKIAEXAMPLEEXAMPLE99")
	kept := w.password(t, other)
	if a := w.Run(t, "erase", own); a.Code != 0 || a.Out+a.Err != "" || len(w.Tokens(t)) != 1 {
		t.Errorf("%+v, left %q", a, w.Tokens(t))
	}
	if w.password(t, other) != kept {
		t.Error("another registry's token is gone")
	}
	if a := w.Run(t, "list", ""); a.Out != `{"`+other+`":"AWS"}`+"\n" {
		t.Errorf("list: %+v", a)
	}
}

// TestSweep: a new token removes the expired ones from the cache, and leaves the others.
func TestSweep(t *testing.T) {
	w := keyed(t)
	w.password(t, own)
	w.kept(t, tokenWithLeft(-time.Hour))
	w.password(t, "999999999999.dkr.ecr.eu-west-1.amazonaws.com")
	if left := w.Tokens(t); len(left) != 1 {
		t.Errorf("left %q", left)
	}
}
