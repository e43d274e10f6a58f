package main

import (
	"crypto/sha256"
	"encoding/base64"
	"fmt"
	"net/http"
	"strings"
	"testing"

	"github.com/dockercfg/dockercfg/shared/helpertest"
	"github.com/dockercfg/dockercfg/shared/helpertest/faulty"
)

const (
	toml  = ".config/dockercfg/config.toml"
	plain = "[[registry]]\nmatch = \"" + host + "\"\n"
)

// TestAgreement: with the cache, a get returns a credential of the same identity as without it.
func TestAgreement(t *testing.T) {
	const first, second = "DIGITALOCEAN_ACCESS_TOKEN", "DIGITALOCEAN_TOKEN"
	env := func(env ...string) helpertest.State { return helpertest.State{Env: env} }
	rule := func(text string, env ...string) helpertest.State {
		return helpertest.State{Env: env, Files: map[string]string{toml: text}}
	}
	helpertest.Agreement{
		Program: program, Registries: []string{host, "https://" + host + "/", host + "/team/app", "claimed.example"},
		Start: telling,
		Variables: map[string][]string{
			first: {"one", "one", "two", "refused", "b\u00e4d", "-"}, second: {"-", "one", "three"},
			"DOCKERCFG_CONFIG": {"-", "-", "~/other.toml"}, "XDG_CONFIG_HOME": {"-", "-", "~/xdg"},
		},
		Files: map[string][]string{
			toml: {"-", plain, plain + "tenant = \"t\"\n", plain + "max_age = \"2m\"\n",
				plain + "on_failure = \"anonymous\"\n", "[[registry"},
			"other.toml": {"-", plain,
				"[[registry]]\nhelper = \"digitalocean\"\nhosts = [\"claimed.example\"]\n"},
			"xdg/dockercfg/config.toml": {"-", plain + "tenant = \"t\"\n"},
		},
		Rows: []helpertest.Row{
			{Name: "rotated", Before: env(first + "=one"), After: env(first + "=two")},
			{Name: "rotated in the second variable", Before: env(second + "=one"), After: env(second + "=two")},
			{Name: "moved to the second variable", Before: env(first + "=one"), After: env(first, second+"=two")},
			{Name: "the first before the second", Before: env(second + "=one"), After: env(first + "=two")},
			{Name: "revoked", Before: env(first + "=one"), After: env(first + "=refused")},
			{Name: "gone", Before: env(first + "=one"), After: env(first)},
			{Name: "a rule with a mistake", Before: rule(plain, first+"=one"), After: rule(plain + "tenant = \"t\"\n")},
			{Name: "a wrong rule goes", Before: rule(plain+"tenant = \"t\"\n", first+"=one"), After: rule("-")},
		},
	}.Test(t)
}

// telling is DigitalOcean's API, whose credential names the token of the request.
func telling(t *testing.T, _ string, between func()) []string {
	cloud := helpertest.NewExchange(t, apiHost, func(w http.ResponseWriter, r *http.Request) {
		between()
		token := strings.TrimPrefix(r.Header.Get("Authorization"), "Bearer ")
		if token == "refused" {
			faulty.Answer(http.StatusUnauthorized, faulty.JSON, "{}")(w, r)
			return
		}
		pair := fmt.Sprintf("do:%x", sha256.Sum256([]byte(token)))
		faulty.Answer(http.StatusOK, faulty.JSON,
			`{"auths":{"`+host+`":{"auth":"`+base64.StdEncoding.EncodeToString([]byte(pair))+`"}}}`)(w, r)
	})
	return cloud.Environment()
}

// TestCacheHoldsNoSecret: the cache contains the new token, and not the API token.
func TestCacheHoldsNoSecret(t *testing.T) {
	w, _ := world(t, credentials)
	w.File(t, toml, plain+"# CANARY\n")
	w.KeepsOnly(t, w.Run(t, "get", host).Password(t, "do-user"), "CANARY-TOKEN")
}
