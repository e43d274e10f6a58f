package main

import (
	"context"
	"os"
	"path/filepath"
	"runtime"
	"strings"

	"github.com/dockercfg/dockercfg/helpers/internal/heroku"
	"github.com/dockercfg/dockercfg/shared/envname"
	"github.com/dockercfg/dockercfg/shared/fault"
	"github.com/dockercfg/dockercfg/shared/identity"
	"github.com/dockercfg/dockercfg/shared/inputs"
	"github.com/dockercfg/dockercfg/shared/registry"
	"github.com/dockercfg/dockercfg/shared/safefile"
	"github.com/dockercfg/dockercfg/shared/userconfig"
	"github.com/dockercfg/dockercfg/shared/userdirs"
)

const (
	user     = "_" // the registry accepts any name
	maxNetrc = 1 << 20
)

// nothing is the session type: the key is the login and needs no exchange.
type nothing struct{}

// identify returns the key in the variable, or else that of `heroku login`
// (https://devcenter.heroku.com/articles/authentication#api-token-storage).
func identify(
	_ context.Context, in *inputs.Recorder, _ registry.Name, u userconfig.Rule,
) (nothing, identity.Identity, error) {
	if err := u.Only("docker-credential-heroku"); err != nil {
		return nothing{}, identity.Identity{}, err
	}
	key, err := envname.Secret(heroku.Variable)
	if err != nil {
		return nothing{}, identity.Identity{}, err
	}
	if key != "" {
		return nothing{}, identity.OfPair("variable "+heroku.Variable, user, key), nil
	}
	key, err = loggedIn(in)
	if key == "" || err != nil {
		return nothing{}, identity.Nothing("no key"), err
	}
	return nothing{}, identity.OfPair("login of the heroku command in ~/.netrc", user, key), nil
}

// loggedIn returns the password of api.heroku.com in ~/.netrc, or "".
func loggedIn(in *inputs.Recorder) (string, error) {
	home, err := userdirs.Home(os.Getenv)
	if err != nil {
		return "", nil
	}
	name := ".netrc"
	if runtime.GOOS == "windows" {
		name = "_netrc"
	}
	data, err := in.Read(filepath.Join(home, name), maxNetrc, false)
	if safefile.Absent(err) {
		return "", nil
	}
	if err != nil {
		return "", fault.New(fault.Config, "reading ~/%s: %s: fix it, or set %s",
			name, safefile.Problem(err), heroku.Variable)
	}
	text, err := safefile.Text(data)
	if err != nil {
		return "", fault.New(fault.Config, "reading ~/%s: %w", name, err)
	}
	return password(text, "api.heroku.com"), nil
}

// password returns a machine's password in a .netrc, or ""
// (https://everything.curl.dev/usingcurl/netrc.html).
func password(text, machine string) (found string) {
	var words []string
	for line := range strings.Lines(text) {
		if !strings.HasPrefix(strings.TrimSpace(line), "#") {
			words = append(words, strings.Fields(line)...)
		}
	}
	inside := false
	for i := 0; i < len(words); i++ {
		switch words[i] {
		case "default":
			inside = false
		case "machine", "login", "account", "password":
			if i+1 == len(words) {
				return found
			}
			switch value := words[i+1]; {
			case words[i] == "machine":
				inside = value == machine
			case words[i] == "password" && inside && found == "":
				found = value
			}
			i++
		}
	}
	return found
}
