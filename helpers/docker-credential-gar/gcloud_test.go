//go:build unix

package main

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// withGcloud is a world with a script as gcloud, which is logged in.
func withGcloud(t *testing.T, script string) *world {
	t.Helper()
	w := newWorld(t)
	w.File(t, ".config/gcloud/configurations/config_default", "[core]\naccount = dev@example.com\n")
	w.gcloud(t, script)
	return w
}

func (w *world) gcloud(t *testing.T, script string) {
	t.Helper()
	path := w.File(t, "sdk/gcloud", "#!/bin/sh\necho \"$@\" >>\""+w.Home+"/calls\"\n"+script+"\n")
	if err := os.Chmod(path, 0o755); err != nil {
		t.Fatal(err)
	}
	w.set("PATH=" + filepath.Dir(path) + ":/usr/bin:/bin")
}

// prints is a script that prints a token.
func prints(token string, ends time.Time) string {
	return fmt.Sprintf(`[ "$*" = "config config-helper --format=json(credential)" ] || exit 9
[ "$CLOUDSDK_CORE_DISABLE_PROMPTS" = 1 ] || exit 8
if read -r line; then exit 7; fi
echo '{"credential":{"access_token":"%s","id_token":"CANARY-ID","token_expiry":"%s"}}'`, token, ends.UTC().Format(time.RFC3339))
}

// TestGcloudLogin: gcloud is started once for each token, and says itself when the token expires.
func TestGcloudLogin(t *testing.T) {
	w := withGcloud(t, prints("ya29.gcloud", time.Now().Add(40*time.Minute)))
	if e := w.Run(t, "explain", own); !strings.Contains(e.Out, "account dev@example.com of gcloud") || w.calls() != 0 {
		t.Errorf("explain: %+v, %d calls", e, w.calls())
	}
	for range 2 {
		if got := w.password(); got != "ya29.gcloud" {
			t.Errorf("the token is %s", got)
		}
	}
	w.KeepsOnly(t, "ya29.gcloud")
	if w.calls() != 1 || w.Asked() != 0 {
		t.Errorf("%d calls, %q", w.calls(), w.Dialled())
	}
	if got := w.password("CLOUDSDK_CORE_ACCOUNT=other@example.com"); got == "" || w.calls() != 2 {
		t.Error("another account has the first one's token")
	}
	for _, a := range w.Together(t, 10, func(int) string { return "gcr.io" }) {
		a.Password(t, user)
	}
	if w.calls() != 3 {
		t.Errorf("ten at once made %d calls", w.calls()-2)
	}
	w.gcloud(t, prints("ya29.short", time.Now().Add(30*time.Second)))
	w.password("DOCKERCFG_CACHE_DIR=" + w.Home + "/other")
	if w.calls() != 4 {
		t.Error("gcloud was not asked")
	}
	w.password("DOCKERCFG_CACHE_DIR=" + w.Home + "/other")
	if w.calls() != 5 {
		t.Error("a token of half a minute was kept")
	}
}

// TestGcloudFailures: gcloud's output becomes an error with the next step, and is not shown.
func TestGcloudFailures(t *testing.T) {
	says := func(text string) string { return "echo 'CANARY " + text + "' >&2; echo CANARY-OUT; exit 1" }
	for script, c := range map[string]struct{ code, text string }{
		says("There was a problem refreshing your current auth tokens: ('invalid_grant: Bad Request', {})"): {
			"login-expired", "gcloud auth login dev@example.com",
		},
		says("Reauthentication required. invalid_rapt"): {
			"login-expired", "gcloud auth login dev@example.com",
		},
		says("There was a problem refreshing: Unable to find the server at oauth2.googleapis.com"): {
			"upstream", "gcloud cannot reach Google",
		},
		says("PERMISSION_DENIED: iam.serviceAccounts.getAccessToken denied"): {
			"denied", "roles/iam.serviceAccountTokenCreator",
		},
		says("You do not currently have an active account selected."): {
			"login-expired", "gcloud has no login of dev@example.com, which its configuration names: " +
				"run `gcloud auth login dev@example.com`",
		},
		says("Your current active account [dev@example.com] does not have any valid credentials"): {
			"login-expired", "run `gcloud auth login dev@example.com`",
		},
		says("database is locked"): {"backend", "locked by another gcloud"},
		"exit 3":                   {"backend", "exit code 3"},
		"echo CANARY":              {"backend", "did not print a token"},
		`echo '{"credential":{"access_token":"CANARY"}' `: {
			"backend", "did not print a token",
		},
		`echo '{"credential":{"access_token":"CANARY x","token_expiry":"2999-01-01T00:00:00Z"}}'`: {
			"upstream", "Google returned an invalid token",
		},
		`echo '{"credential":{"access_token":"CANARY","token_expiry":"soon"}}'`: {
			"backend", "an invalid expiry time",
		},
		`echo '{"credential":{"access_token":"CANARY","token_expiry":"2001-01-01T00:00:00Z"}}'`: {
			"upstream", "has already expired",
		},
		"while :; do echo CANARY-AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA; done": {
			"backend", "",
		},
		"sleep 60 & sleep 60": {"timeout", "gcloud did not answer in time"},
	} {
		t.Run(c.code+" "+c.text, func(t *testing.T) {
			t.Parallel()
			w := withGcloud(t, script)
			w.Fails(t, c.code, c.text, "DOCKERCFG_TIMEOUT=4s")
			if len(w.Tokens(t)) != 0 {
				t.Error("something was kept")
			}
		})
	}
	w := newWorld(t)
	w.gcloud(t, "exit 9")
	if w.Anonymous(t, own); w.calls() != 0 {
		t.Error("gcloud was asked although its configuration names no account")
	}
}

// TestGcloudLocked: two gcloud processes at once collide in gcloud's files for a moment.
func TestGcloudLocked(t *testing.T) {
	w := withGcloud(t, `[ -e "$HOME/again" ] || { touch "$HOME/again"; echo "database is locked" >&2; exit 1; }
`+prints("ya29.again", time.Now().Add(time.Hour)))
	if got := w.password(); got != "ya29.again" || w.calls() != 2 {
		t.Errorf("%s, %d calls", got, w.calls())
	}
}

// TestGcloudPath: the directories from which gcloud is not started.
func TestGcloudPath(t *testing.T) {
	w := withGcloud(t, prints("ya29.gcloud", time.Now().Add(time.Hour)))
	w.Fails(t, "backend", "gcloud is not on PATH: install the Google Cloud CLI", "PATH=/nonexistent")
	w.Fails(t, "backend", "a relative entry of PATH", "PATH=sdk:.:"+relative(t, w.Home+"/sdk"))
	open := filepath.Join(w.Home, "sdk")
	if err := os.Chmod(open, 0o777); err != nil {
		t.Fatal(err)
	}
	w.Fails(t, "backend", "is writable by every user", "PATH="+open)
	if w.calls() != 0 {
		t.Error("it was started")
	}
}

func relative(t *testing.T, path string) string {
	t.Helper()
	here, err := os.Getwd()
	if err != nil {
		t.Fatal(err)
	}
	r, err := filepath.Rel(here, path)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// TestAccountIsQuoted: a shell reads the account in the command as one word.
func TestAccountIsQuoted(t *testing.T) {
	for _, named := range []bool{true, false} {
		s := session{cli: gcloud{account: "$(id)@example.com", named: named}}
		if err := s.loggedOut(); !strings.Contains(err.Error(), "`gcloud auth login '$(id)@example.com'`") {
			t.Errorf("%s", err)
		}
	}
}
