package verify

import (
	"fmt"
	"net/http"
	"sort"
	"strings"
	"testing"

	"github.com/dockercfg/dockercfg/shared/registry"
)

func text(all []challenge) string {
	var out []string
	for _, c := range all {
		var params []string
		for name, value := range c.params {
			params = append(params, name+"="+value)
		}
		sort.Strings(params)
		out = append(out, fmt.Sprint(c.scheme, params))
	}
	return strings.Join(out, " ")
}

func TestChallenges(t *testing.T) {
	for header, want := range map[string]string{
		`Bearer realm="https://auth.docker.io/token",service="registry.docker.io"`: "" +
			"bearer[realm=https://auth.docker.io/token service=registry.docker.io]",
		`Basic realm="Registry"`:                                "basic[realm=Registry]",
		`BEARER Realm = "a,b \"c\"" , Error=insufficient_scope`: `bearer[error=insufficient_scope realm=a,b "c"]`,
		`Basic realm="x", Bearer realm="y",service="z"`:         "basic[realm=x] bearer[realm=y service=z]",
		`Basic`:                      "basic[]",
		`Negotiate, Basic realm="x"`: "negotiate[] basic[realm=x]",
		`Bearer realm="x",realm="y"`: "",
		`Bearer realm="x",REALM="x"`: "",
		`Bearer realm="x`:            "",
		`Bearer realm=`:              "",
		`realm="x"`:                  "",
		``:                           "",
		`"`:                          "",
	} {
		got := text(challenges(http.Header{"Www-Authenticate": {header}}))
		if strings.HasPrefix(got, "realm[]") || strings.HasPrefix(got, "bearer[]") {
			got = "" // offers nothing that is answered
		}
		if got != want {
			t.Errorf("%s: %q, want %q", header, got, want)
		}
	}
	many := http.Header{"Www-Authenticate": {strings.Repeat("Basic realm=x, ", 10000)}}
	if n := len(challenges(many)); n > maxChallenges {
		t.Errorf("%d challenges are read", n)
	}
}

func FuzzChallenges(f *testing.F) {
	f.Add(`Bearer realm="https://x/token",service="y" Basic`)
	f.Fuzz(func(t *testing.T, value string) {
		for _, c := range challenges(http.Header{"Www-Authenticate": {value, value}}) {
			if c.scheme != strings.ToLower(c.scheme) || len(c.params["realm"]) > len(value) {
				t.Fatalf("%q gives %v", value, c)
			}
		}
	})
}

// TestRealm checks which token services may receive a registry's login.
func TestRealm(t *testing.T) {
	for pair, good := range map[string]bool{
		"registry-1.docker.io https://auth.docker.io/token":                       true,
		"dhi.io https://auth.docker.io/token":                                     true,
		"registry.gitlab.com https://gitlab.com/jwt/auth":                         true,
		"registry.digitalocean.com https://api.digitalocean.com/v2/registry/auth": true,
		"ghcr.io https://ghcr.io/token":                                           true,
		"us-docker.pkg.dev https://us-docker.pkg.dev/v2/token":                    true,
		"registry.example.com:5050 https://gitlab.example.com/jwt":                true,
		"10.0.0.1:5000 https://10.0.0.1:5001/token":                               true,
		"127.0.0.1:5000 http://localhost:5100/token":                              true,
		"[::1]:5000 http://127.0.0.1:5100/token":                                  true,
		"registry https://registry/token":                                         true,
		"registry-1.docker.io http://auth.docker.io/token":                        false,
		"registry-1.docker.io https://auth.docker.io.evil.test/token":             false,
		"registry-1.docker.io https://evil-docker.io/token":                       false,
		"ghcr.io https://auth.docker.io/token":                                    false,
		"registry.example.com https://other.example.org/token":                    false,
		"a.example.co.uk https://b.other.co.uk/token":                             false,
		"team.azurecr.io https://evil.azurecr.io/token":                           true, // see below
		"a.github.io https://b.github.io/token":                                   false,
		"registry.example.com https://user:pw@registry.example.com/":              false,
		"registry.example.com https://registry.example.com@evil.test/":            false,
		"registry.example.com https://169.254.169.254/token":                      false,
		"registry.example.com http://127.0.0.1/token":                             false,
		"registry.example.com https://[::1]/token":                                false,
		"10.0.0.1:5000 https://10.0.0.2/token":                                    false,
		"registry https://auth/token":                                             false,
		"registry.example.com /token":                                             false,
		"registry.example.com https:///token":                                     false,
		"registry.example.com ftp://registry.example.com/":                        false,
		"registry.example.com https://registry.example.com/#x":                    false,
		"registry.example.com https://registry.example.com\\@evil.test/":          false,
		"localhost:5000 http://evil.test/token":                                   false,
	} {
		host, realm, _ := strings.Cut(pair, " ")
		name, err := registry.Parse(host)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := checkRealm(name, realm, loopback); (err == nil) != good {
			t.Errorf("%s: %v", pair, err)
		}
	}
}

// loopback reports whether a host needs no TLS by default.
func loopback(host string) bool {
	name, err := registry.Parse(host)
	return err == nil && name.Loopback()
}
