//go:build e2e

package release

import (
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"go.yaml.in/yaml/v3"

	"github.com/dockercfg/dockercfg/scripts/internal/e2e/stage"
)

// action is what a runner reads of action.yml.
type action struct {
	Inputs map[string]struct{ Default string }
	Runs   struct {
		Using string
		Steps []struct {
			Shell, Run string
			Env        map[string]string
		}
	}
}

// step runs the action's one step as a runner does, in a new home, and gives what it
// put on PATH.
func (a action) step(t *testing.T, source string, given map[string]string, more ...string) (stage.Result, string, *stage.Stage) {
	t.Helper()
	if a.Runs.Using != "composite" || len(a.Runs.Steps) != 1 || a.Runs.Steps[0].Shell != "bash" {
		t.Fatalf("the action has another shape: %+v", a)
	}
	s := stage.New(t)
	path, output := filepath.Join(s.Temp, "path"), filepath.Join(s.Temp, "output")
	env := append([]string{"GITHUB_ACTION_PATH=" + source, "GITHUB_PATH=" + path, "GITHUB_OUTPUT=" + output, "RUNNER_TEMP=" + s.Temp,
		"RUNNER_OS=Linux", "RUNNER_ARCH=X64", "PATH=" + filepath.Join(goenv(t, "GOROOT"), "bin") + ":/usr/sbin:/usr/bin:/sbin:/bin", "DOCKER_CONFIG="}, more...)
	for name, value := range a.Runs.Steps[0].Env {
		for input, about := range a.Inputs {
			chosen, ok := given[input]
			if !ok {
				chosen = about.Default
			}
			value = strings.ReplaceAll(value, "${{ inputs."+input+" }}", chosen)
		}
		if strings.Contains(value, "${{") {
			t.Fatalf("%s is %s", name, value)
		}
		env = append(env, name+"="+value)
	}
	world := s.With(env...)
	r := world.Run(t, "", "/bin/bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", a.Runs.Steps[0].Run)
	added, _ := os.ReadFile(path)
	return r, strings.TrimSpace(string(added)), s
}

// action: from source and from a release; what it refuses; Docker's config is
// touched only if that was asked for.
func (s snapshot) action(t *testing.T) {
	text, err := os.ReadFile(filepath.Join(s.clone, "action.yml"))
	if err != nil {
		t.Fatal(err)
	}
	var a action
	if err := yaml.Unmarshal(text, &a); err != nil {
		t.Fatal(err)
	}
	caches := []string{"GOCACHE=" + goenv(t, "GOCACHE"), "GOMODCACHE=" + goenv(t, "GOMODCACHE"), "GOPROXY=" + goenv(t, "GOPROXY"), "GOTOOLCHAIN=local"}
	version := "v" + s.version
	spoiled := false
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		rest, ok := strings.CutPrefix(r.URL.Path, "/"+version+"/")
		file, err := os.ReadFile(filepath.Join(s.dist, filepath.Base(rest)))
		if !ok || err != nil {
			http.NotFound(w, r)
			return
		}
		if spoiled && strings.HasSuffix(rest, ".gz") {
			file[len(file)/2] ^= 1
		}
		_, _ = w.Write(file)
	}))
	defer server.Close()

	for name, c := range map[string]struct {
		given map[string]string
		env   []string
	}{
		"source":  {map[string]string{"configure": "true"}, caches},
		"release": {map[string]string{"configure": "true", "version": version, "mirror": server.URL}, nil},
		"alone":   {map[string]string{"version": version, "mirror": server.URL}, nil},
	} {
		r, path, world := a.step(t, s.clone, c.given, c.env...)
		r.OK(t)
		for _, program := range s.programs {
			if info, err := os.Stat(filepath.Join(path, program)); err != nil || info.Mode()&0o111 == 0 {
				t.Errorf("%s: %s: %v", name, program, err)
			}
		}
		config, err := os.ReadFile(filepath.Join(world.Home, ".docker/config.json"))
		if configured := err == nil && strings.Contains(string(config), `"credsStore": "auto"`); configured != (c.given["configure"] == "true") {
			t.Errorf("%s: the config: %s (%v)", name, config, err)
		}
	}
	refused := func(given map[string]string, says string, more ...string) {
		t.Helper()
		if r, path, _ := a.step(t, s.clone, given, more...); r.Code == 0 || path != "" || !strings.Contains(r.Out, "::error::setup-dockercfg: ") || !strings.Contains(r.Out, says) {
			t.Errorf("%v: %+v", given, r)
		}
	}
	mirror := map[string]string{"version": version, "mirror": server.URL}
	spoiled = true
	refused(mirror, "is not what was released")
	spoiled = false
	refused(map[string]string{"version": "v9.9.9", "mirror": server.URL}, "cannot be downloaded")
	refused(map[string]string{"version": "../v1.2.3", "mirror": server.URL}, "is no name of a release")
	refused(map[string]string{"version": "v1.2.3; id", "mirror": server.URL}, "is no name of a release")
	refused(mirror, "there are no programs for Amiga", "RUNNER_OS=Amiga")
	refused(mirror, "there are no programs for PPC", "RUNNER_ARCH=PPC")
	refused(nil, "needs Go", "PATH=/usr/bin:/bin")
}

func goenv(t *testing.T, name string) string {
	t.Helper()
	out, err := exec.Command("go", "env", name).Output()
	if err != nil {
		t.Fatal(err)
	}
	return strings.TrimSpace(string(out))
}
