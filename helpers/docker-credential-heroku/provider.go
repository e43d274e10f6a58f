package main

import (
	"context"
	"os"
	"path/filepath"
	"runtime"
	"strings"

	"github.com/dockercfg/dockercfg/shared/credential"
	"github.com/dockercfg/dockercfg/shared/fault"
	"github.com/dockercfg/dockercfg/shared/place"
	"github.com/dockercfg/dockercfg/shared/registry"
	"github.com/dockercfg/dockercfg/shared/rule"
	"github.com/dockercfg/dockercfg/shared/safefile"
	"github.com/dockercfg/dockercfg/shared/tokencache"
	"github.com/dockercfg/dockercfg/shared/warm"
)

const (
	host     = "registry.heroku.com"
	variable = "HEROKU_API_KEY"
	user     = "_" // any other does as well
	maxNetrc = 1 << 20
)

func provider() warm.Provider {
	return warm.Provider{Name: "docker-credential-heroku", Match: match, Source: source, Listed: func() []string { return []string{host} }}
}

func match(name registry.Name) bool { return name.Standard() && name.Host == host }

// source is the key of the variable, else that of `heroku login`
// (https://devcenter.heroku.com/articles/authentication#api-token-storage).
func source(_ registry.Name, u rule.Rule) (tokencache.Source, error) {
	if err := u.Only("docker-credential-heroku"); err != nil {
		return tokencache.Source{}, err
	}
	key, words := os.Getenv(variable), "variable "+variable
	if key == "" {
		var err error
		if key, err = loggedIn(); err != nil {
			return tokencache.Source{}, err
		}
		words = "login of the heroku command in ~/.netrc"
	}
	return tokencache.Source{
		Words: words, Configured: key != "", None: key == "",
		Static: tokencache.Pair{Username: user, Secret: key},
	}, nil
}

// loggedIn is the password of api.heroku.com in ~/.netrc, or "".
func loggedIn() (string, error) {
	home, err := place.Home(os.Getenv)
	if err != nil {
		return "", nil
	}
	name := ".netrc"
	if runtime.GOOS == "windows" {
		name = "_netrc"
	}
	data, err := safefile.ReadNamed(filepath.Join(home, name), maxNetrc, false)
	if os.IsNotExist(err) {
		return "", nil
	}
	if err != nil {
		return "", fault.New(fault.Config, "reading ~/%s: %w", name, err)
	}
	return password(string(data), "api.heroku.com"), nil
}

// password reads a machine's password out of a .netrc
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

// mint would exchange an identity for a token; here the key is the login.
func mint(context.Context, registry.Name, rule.Rule) (credential.Credential, error) {
	return credential.Credential{}, fault.ErrNotFound
}
