//go:build unix

package main

import (
	"encoding/json"
	"maps"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/dockercfg/dockercfg/shared/helpertest"
	"github.com/dockercfg/dockercfg/shared/helpertest/built"
)

// TestList merges the parts; a failing one is left out with a warning.
func TestList(t *testing.T) {
	s := newStage(t)
	s.fake(t, "ecr", gives("ecr")) // lists only cached tokens
	s.fake(t, "quay", gives("quay"))
	s.fake(t, "gitlab", gives("gitlab"))
	s.fake(t, "ghcr", `echo "docker-credential-ghcr: store: it is broken"; exit 1`)
	s.fake(t, "heroku", `echo "CANARY, not JSON"`)
	s.login(t, "kept.example", "ann")
	s.started(t)
	a := s.Run(t, "list", "", "DOCKER_NAMED__EXAMPLE_USR=v", "DOCKER_NAMED__EXAMPLE_PSW=CANARY", "QUAY_USER=q",
		"GH_TOKEN=CANARY", "HEROKU_API_KEY=CANARY", "AWS_PROFILE=p")
	if a.Code != 0 || a.Out != `{"kept.example":"ann","listed.quay.example":"quay","named.example":"v"}`+"\n" {
		t.Errorf("%+v", a)
	}
	for _, want := range []string{"left out of the list: store: docker-credential-ghcr: it is broken",
		"left out of the list: helper: docker-credential-heroku: its list is invalid"} {
		if !strings.Contains(a.Err, want) {
			t.Errorf("%q is not said: %q", want, a.Err)
		}
	}
	if strings.Count(a.Err, "\n") != 2 {
		t.Errorf("%q", a.Err)
	}
	started := s.started(t)
	slices.Sort(started)
	if want := []string{"ghcr list", "heroku list", "quay list"}; !slices.Equal(started, want) {
		t.Errorf("started %q, want %q", started, want)
	}
}

// TestListAlone: without credentials in variables and without logins, no helper is started: this
// process lists the cached tokens.
func TestListAlone(t *testing.T) {
	dir := withHelpers(t)
	w := helpertest.NewWorld(t, helpertest.Build(t, ownName), private,
		append(clouds(t, dir, func() {}), "DOCKERCFG_KEEPER=file",
			"AWS_ACCESS_KEY_ID=one", "AWS_SECRET_ACCESS_KEY=s", "DIGITALOCEAN_ACCESS_TOKEN=one")...)
	for _, host := range []string{private, ocean} {
		w.Run(t, "get", host)
	}
	w.File(t, toml, "[[registry]]\nmatch = \""+private+"\"\n")
	w.Run(t, "get", private) // the rules are an input of the token
	for _, short := range []string{"ecr", "digitalocean", "vars", "file", "quay", "ghcr"} {
		put(t, dir, short, gives(short))
	}
	log := filepath.Join(w.Home, "log")
	a := w.Run(t, "list", "", "LOG="+log)
	if a.Code != 0 || a.Err != "" || a.Out != `{"`+private+`":"AWS"}`+"\n" {
		t.Errorf("%+v", a)
	}
	if data, err := os.ReadFile(log); !os.IsNotExist(err) {
		t.Errorf("started: %s", data)
	}
	w.File(t, toml, "")
	w.Run(t, "get", ocean, "LOG="+log)
	for short, variable := range map[string]string{"quay": "QUAY_USER=x", "ghcr": "GITHUB_TOKEN=x"} {
		if a := w.Run(t, "list", "", "LOG="+log, variable); !strings.Contains(a.Out, "listed."+short+".example") {
			t.Errorf("%s is not asked with %s: %+v", short, variable, a)
		}
	}
}

// TestListAsksWhoMay: the list is the same as the helpers' own, whichever variable or file contains a
// credential, but only those are started that may have one.
func TestListAsksWhoMay(t *testing.T) {
	dir := t.TempDir()
	shorts := []string{"dockerhub", "ghcr", "gitlab", "heroku", "quay", "vars"}
	var programs []string
	for _, short := range shorts {
		programs = append(programs, "docker-credential-"+short)
	}
	if err := built.Into(dir, programs...); err != nil {
		t.Fatal(err)
	}
	secret := filepath.Join(dir, "secret")
	if err := os.WriteFile(secret, []byte("s3cret"), 0o600); err != nil {
		t.Fatal(err)
	}
	rule := func(match string) map[string]string {
		return map[string]string{toml: "[[registry]]\nmatch = \"" + match +
			"\"\nusername = \"u\"\ncredentials_file = \"" + secret + "\"\n"}
	}
	for _, c := range []struct {
		env   []string
		files map[string]string
		none  bool
	}{
		{env: []string{"DOCKERHUB_USERNAME=u", "DOCKERHUB_TOKEN=t"}},
		{env: []string{"DOCKER_HUB_USERNAME=u", "DOCKER_HUB_PASSWORD=t"}},
		{env: []string{"DOCKER_USERNAME=u", "DOCKER_PASSWORD=t"}},
		{env: []string{"DOCKER_REGISTRY=own.example", "DOCKER_USERNAME=u", "DOCKER_PASSWORD=t"}},
		{env: []string{"REGISTRY=own.example", "AUTH=dTpw"}},
		{env: []string{"DOCKER_AUTH_CONFIG=" + `{"auths":{"own.example":{"auth":"dTpw"}}}`}},
		{env: []string{"DOCKER_OWN__EXAMPLE_USR=u", "DOCKER_OWN__EXAMPLE_PSW=p"}},
		{env: []string{"GH_TOKEN=ghp_x"}}, {env: []string{"GITHUB_TOKEN=ghp_x"}},
		{env: []string{"CI_REGISTRY=own.example", "CI_REGISTRY_USER=u", "CI_REGISTRY_PASSWORD=p"}},
		{env: []string{"CI_DEPLOY_USER=u", "CI_DEPLOY_PASSWORD=p"}},
		{env: []string{"CI_JOB_TOKEN=t", "CI_REGISTRY=own.example"}},
		{env: []string{"GITLAB_TOKEN=glpat-x"}}, {env: []string{"HEROKU_API_KEY=k"}},
		{files: map[string]string{".netrc": "machine api.heroku.com login u password p\n"}},
		{env: []string{"QUAY_USERNAME=u", "QUAY_PASSWORD=p"}}, {env: []string{"QUAY_USER=u+r", "QUAY_TOKEN=p"}},
		{files: rule("quay.io")}, {files: rule("*.io")}, {files: rule("own.example"), none: true}, {none: true},
	} {
		t.Run(strings.Join(c.env, " "), func(t *testing.T) {
			w := helpertest.NewWorld(t, helpertest.Build(t, ownName), "own.example",
				append(c.env, "PATH="+dir+":"+os.Getenv("PATH"), "DOCKERCFG_KEEPER=none")...)
			for name, text := range c.files {
				w.File(t, name, text)
			}
			want := map[string]string{}
			for _, short := range shorts {
				helper := *w
				helper.Program = filepath.Join(dir, "docker-credential-"+short)
				var listed map[string]string
				a := helper.Run(t, "list", "")
				if err := json.Unmarshal([]byte(a.Out), &listed); err != nil {
					t.Logf("%s: %+v", short, a)
				}
				maps.Copy(want, listed)
			}
			var got map[string]string
			a := w.Run(t, "list", "")
			if err := json.Unmarshal([]byte(a.Out), &got); err != nil || !maps.Equal(got, want) ||
				len(want) == 0 != c.none {
				t.Errorf("the router lists %+v, the helpers %q", a, want)
			}
		})
	}
}

// TestListIsBounded: a store that waits to be unlocked does not delay the rest.
func TestListIsBounded(t *testing.T) {
	t.Parallel()
	s := newStage(t, "DOCKERCFG_KEEPER=pass")
	s.fake(t, "pass", "sleep 60")
	s.fake(t, "quay", gives("quay"))
	a := s.Run(t, "list", "", "QUAY_USERNAME=u")
	if a.Code != 0 || a.Out != `{"listed.quay.example":"quay"}`+"\n" ||
		!strings.Contains(a.Err, "docker-credential-pass: it did not answer in time") || a.Took > 8*time.Second {
		t.Errorf("%+v", a)
	}
}

// TestLiteral: registries that config.toml names in full are listed before there is a token, if there is
// an identity for them.
func TestLiteral(t *testing.T) {
	s := newStage(t)
	s.rules(t, `
[[registry]]
match = ["`+private+`", "*.dkr.ecr.*.amazonaws.com"]
profile = "prod"

[[registry]]
hosts = ["registry.corp.example:5050"]
helper = "gitlab"

[[registry]]
match = ["quay.io", "other.example"]

[[registry]]
match = "pass.example"
helper = "pass"
`)
	named := func(user string) string {
		return strings.Replace(gives(user), `{"listed.`+user+`.example":"`+user+`"}`, `{}`, 1)
	}
	s.fake(t, "ecr", named("AWS"))
	s.fake(t, "gitlab", named("gitlab-ci-token"))
	s.fake(t, "quay", `case $1 in list) echo "{}";; *) `+nothing+`;; esac`)
	s.fake(t, "pass", strings.Replace(gives("passed"), "listed.passed", "pass", 1))
	a := s.Run(t, "list", "")
	if a.Code != 0 || a.Err != "" || a.Out != `{"`+private+
		`":"AWS","pass.example":"passed","registry.corp.example:5050":"gitlab-ci-token"}`+"\n" {
		t.Errorf("%+v", a)
	}
}

// TestMerge: if several list a registry, the user name is the one that get returns.
func TestMerge(t *testing.T) {
	got := merge([]part{
		{listed: map[string]string{"quay.io": "robot", "ghcr.io": "x"}},
		{logins: true, listed: map[string]string{
			"https://quay.io": "ann", azure: "ann", "Upper.example": "up", "https://upper.example": "low",
		}},
		{cloud: true, listed: map[string]string{azure: "az"}},
	})
	want := map[string]string{
		"quay.io": "ann", "https://quay.io": "ann", "ghcr.io": "x", azure: "az", "Upper.example": "up",
		"https://upper.example": "low",
	}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("%q, want %q", got, want)
	}
}
