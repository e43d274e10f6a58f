//go:build e2e

package release

import (
	"crypto/sha256"
	"encoding/pem"
	"fmt"
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

// action is the part of action.yml that a runner reads.
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

// step runs the action's only step as a runner does, in a new home directory, and returns the
// directory that it adds to PATH.
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

// action: the programs come from source or from a release, whose archive must have the hash that the
// workflow names, or a signature. The mirror's own list of hashes is not trusted. Docker's config
// changes only if that is requested.
func (s snapshot) action(t *testing.T) {
	stage.Needs(t, stage.Namespaces)
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
	signer, stranger, release := newSigner(t), newSigner(t), t.TempDir()
	archive := filepath.Base(s.archive("linux_amd64"))
	for _, name := range []string{archive, "SHA256SUMS"} {
		copyTo(t, filepath.Join(s.dist, name), filepath.Join(release, name))
	}
	signer.sign(t, release, []string{archive})
	server := httptest.NewTLSServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		rest, ok := strings.CutPrefix(r.URL.Path, "/"+version+"/")
		file, err := os.ReadFile(filepath.Join(release, filepath.Base(rest)))
		if !ok || err != nil {
			http.NotFound(w, r)
			return
		}
		_, _ = w.Write(file)
	}))
	defer server.Close()
	mirrored := []string{"CURL_CA_BUNDLE=" + certificate(t, server), "PATH=" + offline(t) + ":/usr/sbin:/usr/bin:/sbin:/bin"}
	key := filepath.Join(signer.dir, "cosign.pub")
	given := func(more ...string) map[string]string {
		inputs := map[string]string{"version": version, "mirror": server.URL, "key": key}
		for i := 0; i < len(more); i += 2 {
			inputs[more[i]] = more[i+1]
		}
		return inputs
	}
	hash := hashOf(t, filepath.Join(release, archive))

	for name, c := range map[string]struct {
		given map[string]string
		env   []string
	}{
		"source":  {map[string]string{"configure": "true"}, caches},
		"signed":  {given("configure", "true"), mirrored},
		"alone":   {given(), mirrored},
		"by hash": {given("sha256", hash), append(mirrored, "PATH=/usr/bin:/bin")},
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
	refused(given("version", "v9.9.9"), "cannot be downloaded", mirrored...)
	refused(given("version", "../v1.2.3"), "is not a release's name", mirrored...)
	refused(given("version", "v1.2.3; id"), "is not a release's name", mirrored...)
	refused(given("mirror", strings.Replace(server.URL, "https", "http", 1)), "does not begin with https://", mirrored...)
	refused(given("sha256", strings.Repeat("0", 64)), "differs from the input sha256", mirrored...)
	refused(given(), "needs cosign, or Go to build it", append(mirrored, "PATH=/usr/bin:/bin")...)
	refused(given("key", filepath.Join(stranger.dir, "cosign.pub")), "differs from the release", mirrored...)
	refused(given(), "there are no programs for Amiga", "RUNNER_OS=Amiga")
	refused(given(), "there are no programs for PPC", "RUNNER_ARCH=PPC")
	flip(t, filepath.Join(release, archive))
	refused(given(), "differs from the release", mirrored...)
	refused(given("sha256", hash), "differs from the input sha256", mirrored...)
	// A mirror with its own list of hashes, which matches its files.
	list := hashOf(t, filepath.Join(release, archive)) + "  " + archive + "\n"
	if err := os.WriteFile(filepath.Join(release, "SHA256SUMS"), []byte(list), 0o600); err != nil {
		t.Fatal(err)
	}
	refused(given(), "differs from the release", mirrored...)
	refused(nil, "needs Go", "PATH=/usr/bin:/bin")
}

// certificate returns a file with a server's self-signed certificate, for curl.
func certificate(t *testing.T, server *httptest.Server) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "server.pem")
	text := pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: server.Certificate().Raw})
	if err := os.WriteFile(path, text, 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

// offline returns a directory with cosign in a namespace without a network: with a key it needs no
// service, but it still tries to contact one.
func offline(t *testing.T) string {
	t.Helper()
	dir := t.TempDir()
	script := "#!/bin/sh\nexec unshare -n " + filepath.Join(stage.Tools(), "cosign") + " \"$@\"\n"
	if err := os.WriteFile(filepath.Join(dir, "cosign"), []byte(script), 0o700); err != nil {
		t.Fatal(err)
	}
	return dir
}

func hashOf(t *testing.T, path string) string {
	t.Helper()
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return fmt.Sprintf("%x", sha256.Sum256(text))
}

func goenv(t *testing.T, name string) string {
	t.Helper()
	out, err := exec.Command("go", "env", name).Output()
	if err != nil {
		t.Fatal(err)
	}
	return strings.TrimSpace(string(out))
}
