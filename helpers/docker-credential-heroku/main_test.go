package main

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/dockercfg/dockercfg/helpers/internal/heroku"
	"github.com/dockercfg/dockercfg/shared/helpertest"
)

const (
	program  = "docker-credential-heroku"
	host     = heroku.Host
	variable = heroku.Variable
)

func TestMain(m *testing.M) { helpertest.Main(m, program, main) }

func TestConformance(t *testing.T) {
	helpertest.Conformance(t, helpertest.Helper{
		Name: program, Own: host, User: user, Secret: "s3cr:et", Lister: true,
		Env: []string{variable + "=s3cr:et", "DOCKERCFG_KEEPER=none"},
	})
}

// TestNothing: without the secret a pull is anonymous, and no other registry gets the secret.
func TestNothing(t *testing.T) {
	w := helpertest.NewWorld(t, program, host, "DOCKERCFG_KEEPER=none")
	w.Anonymous(t, host)
	w.Anonymous(t, host+".evil.example", variable+"=CANARY")
	w.Anonymous(t, "evil-"+host, variable+"=CANARY")
	if got := w.Run(t, "get", host, variable+"=s3cr:et").Password(t, user); got != "s3cr:et" {
		t.Errorf("%q", got)
	}
}

// TestNetrc: only the login of Heroku's own command is used, and no other machine's.
func TestNetrc(t *testing.T) {
	w := helpertest.NewWorld(t, program, host, "DOCKERCFG_KEEPER=none")
	w.File(t, ".netrc", "# a comment with machine api.heroku.com password no\nmachine git.heroku.com\n  login u\n"+
		"  password other\nmachine api.heroku.com\n  login u@example.com\n  password CANARY-KEY\n"+
		"default login x password none\n")
	if got := w.Run(t, "get", host).Password(t, user); got != "CANARY-KEY" {
		t.Errorf("%q", got)
	}
	if a := w.Run(t, "explain", host); a.Code != 0 {
		t.Errorf("%+v", a)
	}
	if got := w.Run(t, "get", host, variable+"=first").Password(t, user); got != "first" {
		t.Errorf("the variable does not come first: %q", got)
	}
	for text, want := range map[string]string{
		"machine api.heroku.com password a": "a", "machine x password a machine api.heroku.com login b": "",
		"machine api.heroku.com login password password p": "p",
		"machine api.heroku.com password":                  "", "": "", "default password d": "",
	} {
		if got := password(text, "api.heroku.com"); got != want {
			t.Errorf("%q: %q", text, got)
		}
	}
}

// TestStrayCharacters: characters that an env file or a shell adds to a key.
func TestStrayCharacters(t *testing.T) {
	helpertest.NewWorld(t, program, host, "DOCKERCFG_KEEPER=none").Strays(t, variable, "CANARY")
}

// TestNetrcUnread: the error names a .netrc that cannot be read; it is not "not found".
func TestNetrcUnread(t *testing.T) {
	for text, says := range map[string]string{"/": "it is a directory", "\xff\xfem\x00": "it is written in UTF-16"} {
		w := helpertest.NewWorld(t, program, host, "DOCKERCFG_KEEPER=none")
		if path := filepath.Join(w.Home, ".netrc"); text == "/" {
			if err := os.Mkdir(path, 0o700); err != nil {
				t.Fatal(err)
			}
		} else {
			w.File(t, ".netrc", text)
		}
		w.Fails(t, "config", "reading ~/.netrc: "+says)
		w.Run(t, "get", host, variable+"=CANARY").Password(t, user)
	}
}
