package main

import (
	"encoding/base64"
	"fmt"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/dockercfg/dockercfg/shared/helpertest/built"
)

// TestStaticSecret: a pair is returned unchanged, without a request and without caching, and explain says which
// one it is.
func TestStaticSecret(t *testing.T) {
	auth := base64.StdEncoding.EncodeToString([]byte("team+file:CANARY-F"))
	for _, c := range []struct{ env, user, secret, words string }{
		{"QUAY_USERNAME=team+ci QUAY_PASSWORD=CANARY-1", "team+ci", "CANARY-1",
			"variables QUAY_USERNAME and QUAY_PASSWORD"},
		{"QUAY_TOKEN=CANARY-2 QUAY_ROBOT=team+x", "$oauthtoken", "CANARY-2", "variable QUAY_TOKEN"},
		{"QUAY_CONFIG_FILE={file}", "team+file", "CANARY-F", "Docker configuration of QUAY_CONFIG_FILE"},
	} {
		w := newWorld(t)
		file := w.File(t, "team-file-auth.json", `{"auths":{"quay.io":{"auth":"`+auth+`","email":""}}}`)
		w.Env = append(w.Env, strings.Fields(strings.ReplaceAll(c.env, "{file}", file))...)
		if a := w.Run(t, "get", own); a.Password(t, c.user) != c.secret || a.Err != "" {
			t.Errorf("%s: %+v", c.env, a)
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
	w := newWorld(t)
	w.Anonymous(t, own)
	w.Fails(t, "config", "QUAY_PASSWORD is set but QUAY_USERNAME is empty: a shell replaces $oauthtoken",
		"QUAY_USERNAME=",
		"QUAY_PASSWORD=CANARY")
	w.silent(t)
}

// TestJobTokens: a CI system's token in a variable or a file is only sent to the registry, and only if it
// has the registry's audience.
func TestJobTokens(t *testing.T) {
	for _, kind := range []string{"file", "variable"} {
		w := newWorld(t, "QUAY_ROBOT="+user)
		give := func(token string) {
			if kind == "file" {
				w.Env = append(w.Env, "QUAY_OIDC_TOKEN_FILE="+w.File(t, "token", token+"\n"))
			} else {
				w.Env = append(w.Env, "QUAY_OIDC_TOKEN="+token)
			}
		}
		give(jobToken("job:1", "quay.example", time.Now().Add(time.Hour)))
		w.Fails(t, "config", "is for the audience quay.example, not for quay.io")
		give(jobToken("job:1", own, time.Now().Add(-time.Hour)))
		w.Fails(t, "login-expired", "expired at 2")
		give("CANARY")
		w.Fails(t, "config", "does not contain a JSON Web Token")
		w.silent(t)
		give(jobToken("job:1", own, time.Now().Add(time.Hour)))
		one := w.Run(t, "get", own).Password(t, user)
		if w.Run(t, "get", own).Password(t, user) != one {
			t.Errorf("%s: it is not kept", kind)
		}
		give(jobToken("job:2", own, time.Now().Add(time.Hour)))
		if w.Run(t, "get", own).Password(t, user) == one {
			t.Errorf("%s: another job gets the token", kind)
		}
		if w.Run(t, "get", own, "QUAY_ROBOT=team+cd").Password(t, "team+cd") == one {
			t.Errorf("%s: another robot gets the token", kind)
		}
		if got := fmt.Sprint(w.Dialled()); got != "[quay.io:443 quay.io:443 quay.io:443]" {
			t.Errorf("%s: it connected to %s", kind, got)
		}
		if e := w.Run(t, "explain", own); !strings.Contains(e.Out, `"Cached":true`) ||
			!strings.Contains(e.Out, `with the token of `) {
			t.Errorf("explain: %+v", e)
		}
	}
	// A configured audience is required in the token.
	w := inJob(t, "QUAY_OIDC_AUDIENCE=acme")
	w.Handle(own, federated("acme"))
	w.Run(t, "get", own).Password(t, user)
}

// TestClaimed: a Red Hat Quay gets only its rule's credential, and none of quay.io's.
func TestClaimed(t *testing.T) {
	w := inJob(t, "QUAY_TOKEN=CANARY-IO")
	w.Handle(corp, federated(corp))
	rule := func(more string) {
		w.File(t, ".config/dockercfg/config.toml", "[[registry]]\nhelper = \"quay\"\nhosts = [\""+corp+"\"]\n"+more)
	}
	rule("")
	w.Own = corp
	w.Fails(t, "config", "line 1: the rule has no credentials for this host: add username, credentials_file or both")
	w.silent(t)
	rule("username = \"team+corp\"\n")
	w.Run(t, "get", corp).Password(t, "team+corp")
	if got := fmt.Sprint(w.Dialled()); got != "[run.example:443 quay.corp.example:443]" {
		t.Errorf("it connected to %s", got)
	}
	if query := w.Requests()[0].Query.Get("audience"); query != corp {
		t.Errorf("the job's token is for %s", query)
	}
	if e := w.Run(t, "explain", corp); !strings.Contains(e.Out,
		`"Source":"robot team+corp with the token of the runner, by the rule in line 1 of config.toml","Cached":true`) {
		t.Errorf("explain: %+v", e)
	}
	asked := w.Asked()
	rule("username = \"u\"\ncredentials_file = \"" + w.File(t, "token", "CANARY-CORP\n") + "\"\n")
	if got := w.Run(t, "get", corp+"/team/app").Password(t, "u"); got != "CANARY-CORP" {
		t.Errorf("it gets %s", got)
	}
	if got := w.Run(t, "get", own).Password(t, "$oauthtoken"); got != "CANARY-IO" {
		t.Errorf("quay.io gets %s", got)
	}
	for _, other := range []string{"x." + corp, corp + ".evil.example", corp + ":8443", "http://" + corp,
		"evil-" + corp} {
		w.Anonymous(t, other)
	}
	if w.Asked() != asked {
		t.Error("a request was made")
	}
}

// TestLogin: a docker login overrides everything until logout.
func TestLogin(t *testing.T) {
	dir := t.TempDir()
	if err := built.Into(dir, "docker-credential-file"); err != nil {
		t.Fatal(err)
	}
	w := inJob(t, "QUAY_USERNAME=ci", "QUAY_PASSWORD=CANARY-CI", "DOCKERCFG_KEEPER=file",
		"PATH="+dir+string(os.PathListSeparator)+os.Getenv("PATH"))
	w.Run(t, "get", own).Password(t, "ci")
	if a := w.Run(t, "store", `{"ServerURL":"https://quay.io","Username":"me","Secret":"CANARY-ME"}`); a.Code != 0 ||
		a.Out != "" {
		t.Fatalf("store: %+v", a)
	}
	for _, asked := range []string{own, "quay.io/team/app", "https://quay.io/v2/"} {
		if got := w.Run(t, "get", asked).Password(t, "me"); got != "CANARY-ME" {
			t.Errorf("%s: %s", asked, got)
		}
	}
	if e := w.Run(t, "explain", own); !strings.Contains(e.Out, `"Source":"login kept by docker-credential-file"`) {
		t.Errorf("explain: %+v", e)
	}
	if a := w.Run(t, "store", `{"ServerURL":"quay.corp.example","Username":"me","Secret":"CANARY"}`); a.Code != 1 ||
		!strings.Contains(a.Out, ": input: ") {
		t.Errorf("store: %+v", a)
	}
	if a := w.Run(t, "erase", own); a.Code != 0 || a.Out+a.Err != "" {
		t.Errorf("erase: %+v", a)
	}
	w.Run(t, "get", own).Password(t, "ci")
	w.silent(t)
}

// TestStrayCharacters: characters that an env file or a shell adds to a secret.
func TestStrayCharacters(t *testing.T) {
	w := newWorld(t)
	w.Strays(t, "QUAY_PASSWORD", "CANARY", "QUAY_USERNAME=ann")
	w.Strays(t, "QUAY_USERNAME", "ann", "QUAY_PASSWORD=CANARY")
	w.Strays(t, "QUAY_TOKEN", "CANARY")
	w.Strays(t, "QUAY_OIDC_TOKEN", jobToken("s", own, time.Now().Add(time.Hour)), "QUAY_ROBOT="+user)
	w.Strays(t, "QUAY_ROBOT", user, "QUAY_OIDC_TOKEN="+jobToken("s", own, time.Now().Add(time.Hour)))
}
