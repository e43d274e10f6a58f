//go:build unix

package main

import (
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/dockercfg/dockercfg/shared/filestore"
	"github.com/dockercfg/dockercfg/shared/helpertest"
	"github.com/dockercfg/dockercfg/shared/helpertest/built"
	"github.com/dockercfg/dockercfg/shared/helpertest/faulty"
	"github.com/dockercfg/dockercfg/shared/registry"
)

const (
	ocean = "registry.digitalocean.com"
	other = "own.example"       // no provider's
	stack = "own.stack.example" // no provider's, unless a file says so
	toml  = ".config/dockercfg/config.toml"
)

// store is a store whose login is the file "login" in the home directory.
const store = `#!/bin/sh
in=$(cat)
if test "$1" = get && test -e "$HOME/login"; then
	printf '{"ServerURL":"%s","Username":"me","Secret":"%s"}\n' "$in" "$(cat "$HOME/login")"
	exit
fi
echo "credentials not found in native keychain"
exit 1
`

// withHelpers creates a directory with the router's helpers and the store.
func withHelpers(t *testing.T) (dir string) {
	t.Helper()
	dir = t.TempDir()
	if err := built.Into(dir, "docker-credential-ecr", "docker-credential-digitalocean", "docker-credential-vars",
		"docker-credential-file"); err != nil {
		t.Fatal(err)
	}
	if err := helpertest.WriteProgram(filepath.Join(dir, "docker-credential-kept"), []byte(store), 0o755); err != nil {
		t.Fatal(err)
	}
	return dir
}

// clouds are the variables that select a fake Amazon and a fake DigitalOcean, whose tokens name who
// requested them, and the helpers in dir.
func clouds(t *testing.T, dir string, between func()) []string {
	t.Helper()
	amazon := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		between()
		_, key, _ := strings.Cut(r.Header.Get("Authorization"), "Credential=")
		key, _, _ = strings.Cut(key, "/")
		w.Header().Set("Content-Type", "application/x-amz-json-1.1")
		_ = json.NewEncoder(w).Encode(map[string]any{"authorizationData": []any{map[string]any{
			"authorizationToken": base64.StdEncoding.EncodeToString([]byte("AWS:" + key)),
			"expiresAt":          time.Now().Add(12 * time.Hour).Unix(),
		}}})
	}))
	t.Cleanup(amazon.Close)
	cloud := helpertest.NewExchange(t, "api.digitalocean.com", func(w http.ResponseWriter, r *http.Request) {
		between()
		pair := fmt.Sprintf("do:%x", sha256.Sum256([]byte(r.Header.Get("Authorization"))))
		faulty.Answer(http.StatusOK, faulty.JSON,
			`{"auths":{"`+ocean+`":{"auth":"`+base64.StdEncoding.EncodeToString([]byte(pair))+`"}}}`)(w, r)
	})
	return append(cloud.Environment(), "AWS_ENDPOINT_URL_ECR="+amazon.URL, "AWS_EC2_METADATA_DISABLED=true",
		"PATH="+dir+":"+os.Getenv("PATH"))
}

// TestAgreement: with cached tokens and routes, the router gives the same answer as without them,
// whatever store, rule, variable or login there is.
func TestAgreement(t *testing.T) {
	t.Parallel()
	const ofDev, ofVars, ofStore = "[[registry]]\nmatch = \"" + private + "\"\nprofile = \"dev\"\n",
		"[[registry]]\nmatch = \"" + private + "\"\nhelper = \"vars\"\n[[registry]]\nmatch = \"" + ocean +
			"\"\nhelper = \"vars\"\n",
		"[[registry]]\nmatch = \"*.digitalocean.com\"\nhelper = \"kept\"\n[[registry]]\nmatch = \"" + private +
			"\"\nhelper = \"kept\"\n"
	const toOcean = "[[registry]]\nhosts = [\"" + other + "\"]\nhelper = \"digitalocean\"\n"
	const usr, psw = "DOCKER_REGISTRY__DIGITALOCEAN__COM_USR", "DOCKER_REGISTRY__DIGITALOCEAN__COM_PSW"
	profile := func(key string) string {
		return "[dev]\naws_access_key_id = " + key + "\naws_secret_access_key = s\n"
	}
	env := func(env ...string) helpertest.State { return helpertest.State{Env: env} }
	file := func(name, text string) helpertest.State {
		return helpertest.State{Files: map[string]string{name: text}}
	}
	login := func(host string) string {
		name, err := registry.Parse(host)
		if err != nil {
			t.Fatal(err)
		}
		return ".local/share/dockercfg/store/" + filestore.FileName(name)
	}
	// These rules do not mention the registry: the cache records that no provider has it.
	const beside = "[[registry]]\nmatch = \"x.example\"\nhelper = \"kept\"\n"
	dir := withHelpers(t)
	keys := env("AWS_ACCESS_KEY_ID=one", "AWS_SECRET_ACCESS_KEY=s", "DIGITALOCEAN_ACCESS_TOKEN=one")
	stored := env(append(keys.Env, "DOCKERCFG_KEEPER")...) // the embedded store, which needs no variable
	ruled := helpertest.State{Env: stored.Env, Files: map[string]string{toml: beside}}
	helpertest.Agreement{
		Program: ownName, Registries: []string{private, ocean, private + "/team/app", "https://" + ocean + "/", other},
		Start: func(t *testing.T, _ string, between func()) []string {
			return clouds(t, dir, between)
		},
		Variables: map[string][]string{
			"AWS_ACCESS_KEY_ID": {"one", "one", "two", "-"}, "AWS_SECRET_ACCESS_KEY": {"s"},
			"AWS_PROFILE":               {"-", "-", "dev"},
			"DIGITALOCEAN_ACCESS_TOKEN": {"one", "one", "two", "-"}, "DOCKERCFG_KEEPER": {"none", "none", "kept", "-"},
			usr: {"-", "-", "ci"}, psw: {"-", "by variable"}, "DOCKERCFG_CONFIG": {"-", "-", "~/other.toml"},
		},
		Files: map[string][]string{
			toml:         {"-", "-", ofDev, ofVars, ofStore, toOcean, "[[registry"},
			"other.toml": {"-", ofDev, ofStore, toOcean}, "login": {"-", "-", "mine", "mine too"},
			".aws/credentials":    {profile("three"), profile("four"), "-"},
			".docker/config.json": {"-", `{"credsStore":"auto"}`, `{"credsStore":"kept"}`, "{"},
		},
		Rows: []helpertest.Row{
			{Name: "another key", Before: keys, After: env("AWS_ACCESS_KEY_ID=two")},
			{Name: "no key", Before: keys, After: env("AWS_ACCESS_KEY_ID")},
			{Name: "a rule with a profile", Before: keys,
				After: helpertest.State{Env: []string{"AWS_ACCESS_KEY_ID"},
					Files: map[string]string{toml: ofDev, ".aws/credentials": profile("three")}}},
			{Name: "a rule gives it to variables", Before: keys, After: file(toml, ofVars)},
			{Name: "a rule gives it to a store", Before: keys,
				After: helpertest.State{Files: map[string]string{toml: ofStore, "login": "mine"}}},
			{Name: "a rule with a mistake", Before: keys, After: file(toml, "[[registry")},
			{Name: "a login", Asked: ocean, Before: keys,
				After: helpertest.State{Env: []string{"DOCKERCFG_KEEPER=kept"},
					Files: map[string]string{"login": "mine"}}},
			{
				Name: "a logout", Asked: ocean,
				Before: helpertest.State{Env: append(keys.Env, "DOCKERCFG_KEEPER=kept"),
					Files: map[string]string{"login": "mine"}}, After: file("login", "-"),
			},
			{Name: "a login where there is an identity", Before: keys,
				After: helpertest.State{Env: []string{"DOCKERCFG_KEEPER=kept"},
					Files: map[string]string{"login": "mine"}}},
			{Name: "a store in Docker's config", Asked: ocean, Before: keys, After: helpertest.State{
				Env:   []string{"DOCKERCFG_KEEPER"},
				Files: map[string]string{"login": "mine", ".docker/config.json": `{"credsStore":"kept"}`},
			}},
			{Name: "another token", Asked: ocean, Before: keys, After: env("DIGITALOCEAN_ACCESS_TOKEN=two")},
			{Name: "a login in the embedded store", Asked: ocean, Before: stored, After: file(login(ocean), "damaged")},
			{Name: "no registry: a variable names it", Asked: other, Before: ruled,
				After: env("DOCKER_OWN__EXAMPLE_USR=ci", "DOCKER_OWN__EXAMPLE_PSW=x")},
			{Name: "no registry: a pair for it", Asked: other, Before: ruled,
				After: env("REGISTRY="+other, "AUTH=dTpw")},
			{Name: "no registry: a document for it", Asked: other, Before: ruled,
				After: env(`DOCKER_AUTH_CONFIG={"auths":{"own.example":{"auth":"dTpw"}}}`)},
			{Name: "no registry: a rule claims it", Asked: other, Before: ruled, After: file(toml, toOcean)},
			{Name: "no registry: another file of rules", Asked: other,
				Before: helpertest.State{Env: keys.Env, Files: map[string]string{toml: beside, "other.toml": toOcean}},
				After:  env("DOCKERCFG_CONFIG=~/other.toml")},
			{Name: "no registry: a job's own", Asked: other, Before: ruled,
				After: env("CI_REGISTRY="+other, "CI_REGISTRY_USER=u", "CI_REGISTRY_PASSWORD=p")},
			{Name: "no registry: a login", Asked: other, Before: ruled, After: file(login(other), "damaged")},
			{Name: "no registry: a store", Asked: other, Before: ruled,
				After: helpertest.State{Env: []string{"DOCKERCFG_KEEPER=kept"},
					Files: map[string]string{"login": "mine"}}},
			{Name: "no registry: a store in Docker's config", Asked: other,
				Before: helpertest.State{Env: ruled.Env, Files: map[string]string{toml: beside, "login": "mine"}},
				After:  file(".docker/config.json", `{"credsStore":"kept"}`)},
			{Name: "no registry: a cloud's own file", Asked: stack, Before: ruled, After: helpertest.State{
				Env:   []string{"AZURE_ENVIRONMENT_FILEPATH=~/cloud.json"},
				Files: map[string]string{"cloud.json": `{"containerRegistryDNSSuffix":"stack.example"}`},
			}},
			{
				Name: "no registry: a cloud's file has changed", Asked: stack,
				Before: helpertest.State{
					Env: append(stored.Env, "AZURE_ENVIRONMENT_FILEPATH=~/cloud.json"),
					Files: map[string]string{
						toml: beside, "cloud.json": `{"containerRegistryDNSSuffix":"corp.example"}`,
					},
				},
				After: file("cloud.json", `{"containerRegistryDNSSuffix":"stack.example"}`),
			},
			{Name: "a rule no longer claims it", Asked: other,
				Before: helpertest.State{Env: keys.Env, Files: map[string]string{toml: toOcean}},
				After:  file(toml, "-")},
			{Name: "a variable that names the registry", Asked: ocean, Before: keys,
				After: env(usr+"=ci", psw+"=by variable")},
		},
	}.Test(t)
}

// TestCachedToken: the router answers with a helper's cached token without starting the helper. It starts the
// helper if a new token is needed, or if another source may come first.
func TestCachedToken(t *testing.T) {
	dir := withHelpers(t)
	w := helpertest.NewWorld(t, helpertest.Build(t, ownName), private,
		append(clouds(t, dir, func() {}), "DOCKERCFG_KEEPER=file",
			"AWS_ACCESS_KEY_ID=one", "AWS_SECRET_ACCESS_KEY=s", "DIGITALOCEAN_ACCESS_TOKEN=one")...)
	said := map[string]string{}
	for asked, user := range map[string]string{private: "AWS", ocean: "do"} {
		w.Run(t, "get", asked).Password(t, user)
		said[asked] = w.Run(t, "answer", asked, "DOCKERCFG_DEBUG=1").Out // from the helper itself
	}
	for _, short := range []string{"ecr", "digitalocean", "vars", "file"} {
		fake := "#!/bin/sh\necho 'docker-credential-" + short + ": internal: started'\nexit 1\n"
		path := filepath.Join(dir, "docker-credential-"+short)
		if err := os.Remove(path); err != nil {
			t.Fatal(err)
		}
		if err := helpertest.WriteProgram(path, []byte(fake), 0o755); err != nil {
			t.Fatal(err)
		}
	}
	for asked, user := range map[string]string{private: "AWS", ocean: "do", "https://" + ocean + "/v2/": "do"} {
		w.Run(t, "get", asked).Password(t, user)
	}
	for asked, want := range said {
		if a := w.Run(t, "answer", asked); a.Out != want || !strings.Contains(want, `"Expires"`) || a.Err != "" {
			t.Errorf("%s: %+v, the helper %q", asked, a, want)
		}
	}
	for _, row := range [][]string{
		{private, "AWS_ACCESS_KEY_ID=two"}, {private, "DOCKERCFG_CACHE=off"}, {private, "DOCKERCFG_DEBUG=1"},
		{private, "DOCKERCFG_CACHE_DIR=" + t.TempDir()},
		{ocean, "DIGITALOCEAN_ACCESS_TOKEN=two"}, {ocean, "DOCKER_REGISTRY__DIGITALOCEAN__COM_USR=ci"},
	} {
		if a := w.Run(t, "get", row[0], row[1:]...); !strings.Contains(a.Out, ": started") {
			t.Errorf("%q: %+v", row, a)
		}
	}
	if err := os.Remove(filepath.Join(dir, "docker-credential-ecr")); err != nil {
		t.Fatal(err)
	}
	if a := w.Run(t, "get", private); a.Code != 1 ||
		!strings.Contains(a.Out, "docker-credential-ecr is not installed") {
		t.Errorf("without the helper: %+v", a)
	}
}
