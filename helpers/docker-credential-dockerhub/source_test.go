package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/dockercfg/dockercfg/shared/helpertest/built"
)

// TestStaticSecret: a pair is returned unchanged, without a request and without caching, and explain says which
// one it is.
func TestStaticSecret(t *testing.T) {
	for _, c := range []struct{ env, user, secret, words string }{
		{"DOCKER_USERNAME=gen DOCKER_PASSWORD=CANARY-1", "gen", "CANARY-1",
			"variables DOCKER_USERNAME and DOCKER_PASSWORD"},
		{"DOCKERHUB_USERNAME=two DOCKERHUB_TOKEN=CANARY-2", "two", "CANARY-2",
			"variables DOCKERHUB_USERNAME and DOCKERHUB_TOKEN"},
		{"DOCKER_HUB_USERNAME=three DOCKER_HUB_PASSWORD=CANARY-3", "three", "CANARY-3",
			"variables DOCKER_HUB_USERNAME and DOCKER_HUB_PASSWORD"},
		{"DOCKERHUB_USERNAME=two DOCKERHUB_TOKEN=CANARY-2 DOCKERHUB_OIDC_CONNECTIONID=" + connectionID, "two",
			"CANARY-2", "variables DOCKERHUB_USERNAME and DOCKERHUB_TOKEN"},
	} {
		w := newWorld(t, strings.Fields(c.env)...)
		for _, asked := range []string{own, "dhi.io", "https://index.docker.io/v1/"} {
			if got := w.Run(t, "get", asked).Password(t, c.user); got != c.secret {
				t.Errorf("%s: %s", asked, got)
			}
		}
		if e := w.Run(t, "explain", own); !strings.Contains(e.Out,
			`"Source":"`+c.words+`","Cached":false,"Kind":"static"`) || strings.Contains(e.Out, "CANARY") {
			t.Errorf("explain: %+v", e)
		}
		w.silent(t)
		if len(w.Tokens(t)) != 0 {
			t.Error("it was kept")
		}
	}
}

// TestNothing: if nothing is configured, every name is anonymous, and no request is made, not even on a
// runner.
func TestNothing(t *testing.T) {
	w := newWorld(t, append(job[2:len(job):len(job)], "DOCKER_REGISTRY=quay.io", "DOCKER_USERNAME=u",
		"DOCKER_PASSWORD=CANARY")...)
	for _, asked := range []string{own, "index.docker.io/library/nginx", "registry-1.docker.io", "dhi.io"} {
		w.Anonymous(t, asked)
	}
	w.silent(t)
}

// TestRules: one file sets the users for Docker Hub and for a mirror.
func TestRules(t *testing.T) {
	w := inJob(t)
	token := w.File(t, "token", "CANARY-T\n")
	config := func(text string) { w.File(t, ".config/dockercfg/config.toml", text) }
	config("[[registry]]\nmatch = \"docker.io\"\nusername = \"bot\"\ncredentials_file = \"" + token + "\"\n\n" +
		"[[registry]]\nhelper = \"dockerhub\"\nhosts = [\"mirror.corp.example\"]\n")
	for _, asked := range []string{own, "https://index.docker.io/v1/"} {
		if got := w.Run(t, "get", asked).Password(t, "bot"); got != "CANARY-T" {
			t.Errorf("%s: %s", asked, got)
		}
	}
	if e := w.Run(t, "explain", own); !strings.Contains(e.Out,
		`"Source":"token of bot in a file, by the rule in line 1 of config.toml"`) {
		t.Errorf("explain: %+v", e)
	}
	w.silent(t)
	mirror := *w.World
	mirror.Own = "mirror.corp.example"
	mirror.Fails(t, "config", "line 6: this host does not belong to Docker: add its username and credentials_file")
	mirror.Anonymous(t, "x.mirror.corp.example")
	w.silent(t)
	config("[[registry]]\nmatch = \"docker.io\"\nusername = \"acme3\"\n")
	w.Run(t, "get", own).Password(t, "acme3")
	config("[[registry]]\nmatch = \"docker.io\"\non_failure = \"anonymous\"\n")
	w.Anonymous(t, own, "DOCKERHUB_OIDC_CONNECTIONID=none")
	config("[[registry]]\nhelper = \"dockerhub\"\nhosts = [\"docker.io\"]\nusername = \"bot\"\n" +
		"credentials_file = \"" + token + "\"\n")
	w.Anonymous(t, "https://index.docker.io/v1/refresh-token")
}

// TestLogin: a docker login overrides everything until logout. Docker's own session beside it is
// accepted, but not stored and never returned.
func TestLogin(t *testing.T) {
	dir := t.TempDir()
	if err := built.Into(dir, "docker-credential-file"); err != nil {
		t.Fatal(err)
	}
	w := newWorld(t, "DOCKERHUB_USERNAME=ci", "DOCKERHUB_TOKEN=CANARY-CI", "DOCKERCFG_KEEPER=file",
		"PATH="+dir+string(os.PathListSeparator)+os.Getenv("PATH"))
	w.Run(t, "get", own).Password(t, "ci")
	for _, entry := range []string{"https://index.docker.io/v1/access-token",
		"https://index.docker.io/v1/refresh-token", "https://index.docker.io/v1/"} {
		if a := w.Run(t, "store", `{"ServerURL":"`+entry+`","Username":"me","Secret":"CANARY-`+
			entry[len(entry)-7:len(entry)-1]+`"}`); a.Code != 0 || a.Out != "" {
			t.Fatalf("%s: %+v", entry, a)
		}
	}
	kept := *w.World
	kept.Program = filepath.Join(dir, "docker-credential-file")
	if a := kept.Run(t, "list", ""); a.Out != `{"https://index.docker.io/v1/":"me"}`+"\n" {
		t.Errorf("kept are %+v", a)
	}
	for _, asked := range []string{own, "https://index.docker.io/v1/", "registry-1.docker.io"} {
		if got := w.Run(t, "get", asked).Password(t, "me"); got != "CANARY-.io/v1" {
			t.Errorf("%s: %s", asked, got)
		}
	}
	if e := w.Run(t, "explain", own); !strings.Contains(e.Out, `"Source":"login kept by docker-credential-file"`) {
		t.Errorf("explain: %+v", e)
	}
	w.Run(t, "get", "dhi.io").Password(t, "ci") // another registry, without a login
	w.File(t, ".config/dockercfg/config.toml", "[[registry]]\nhelper = \"dockerhub\"\nhosts = [\"docker.io\"]\n")
	for _, entry := range []string{"https://index.docker.io/v1/access-token",
		"https://index.docker.io/v1/refresh-token"} {
		w.Anonymous(t, entry)
		for _, verb := range []string{"explain", "answer"} {
			if a := w.Run(t, verb, entry); a.Out != "credentials not found in native keychain\n" {
				t.Errorf("%s %s: %+v", verb, entry, a)
			}
		}
		if a := w.Run(t, "erase", entry); a.Code != 0 || a.Out+a.Err != "" {
			t.Errorf("erase %s: %+v", entry, a)
		}
	}
	w.Run(t, "get", own).Password(t, "me")
	if a := w.Run(t, "store", `{"ServerURL":"hub.docker.com","Username":"me","Secret":"CANARY"}`); a.Code != 1 ||
		!strings.Contains(a.Out, ": input: ") {
		t.Errorf("store: %+v", a)
	}
	if a := w.Run(t, "erase", "https://index.docker.io/v1/"); a.Code != 0 || a.Out+a.Err != "" {
		t.Errorf("erase: %+v", a)
	}
	w.Run(t, "get", own).Password(t, "ci")
	w.silent(t)
}

// TestLoginBeforeToken: a login after a token was cached overrides it at once, and after logout the token
// is used again.
func TestLoginBeforeToken(t *testing.T) {
	dir := t.TempDir()
	if err := built.Into(dir, "docker-credential-file"); err != nil {
		t.Fatal(err)
	}
	w := inJob(t, "DOCKERCFG_KEEPER=file", "PATH="+dir+string(os.PathListSeparator)+os.Getenv("PATH"))
	first := w.Run(t, "get", own).Password(t, user)
	for range 2 {
		if again := w.Run(t, "get", own).Password(t, user); again != first {
			t.Errorf("the token is not kept: %s, %s", first, again)
		}
	}
	if a := w.Run(t, "store",
		`{"ServerURL":"https://index.docker.io/v1/","Username":"me","Secret":"CANARY-LOGIN"}`); a.Code != 0 {
		t.Fatalf("%+v", a)
	}
	if got := w.Run(t, "get", own).Password(t, "me"); got != "CANARY-LOGIN" {
		t.Errorf("after docker login: %s", got)
	}
	if a := w.Run(t, "erase", "https://index.docker.io/v1/"); a.Code != 0 {
		t.Fatalf("%+v", a)
	}
	w.Run(t, "get", own).Password(t, user)
}

// TestStrayCharacters: characters that an env file or a shell adds to a secret.
func TestStrayCharacters(t *testing.T) {
	w := newWorld(t)
	for user, secret := range map[string]string{
		"DOCKER_USERNAME": "DOCKER_PASSWORD", "DOCKERHUB_USERNAME": "DOCKERHUB_TOKEN",
		"DOCKER_HUB_USERNAME": "DOCKER_HUB_PASSWORD",
	} {
		w.Strays(t, secret, "CANARY", user+"=ann")
		w.Strays(t, user, "ann", secret+"=CANARY")
	}
	inJob(t).Strays(t, "DOCKERHUB_USERNAME", user)
}

// TestRealm: pull-through caches ask for the host that issues Docker Hub's tokens.
func TestRealm(t *testing.T) {
	w := newWorld(t)
	w.Anonymous(t, "auth.docker.io")
	pair := []string{"DOCKERHUB_USERNAME=ann", "DOCKERHUB_TOKEN=CANARY"}
	for _, asked := range []string{"auth.docker.io", "https://auth.docker.io", "auth.docker.io:443"} {
		if got := w.Run(t, "get", asked, pair...).Password(t, "ann"); got != "CANARY" {
			t.Errorf("%s: %s", asked, got)
		}
	}
	for _, asked := range []string{"auth.docker.io.evil.test", "auth.docker.io:8443", "x.auth.docker.io",
		"http://auth.docker.io", "auth.docker.com"} {
		w.Anonymous(t, asked, pair...)
	}
}
