package oracle

import (
	"maps"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/docker/cli/cli/config"
)

// pair is a login as a client reads it. An identity token is not a password, so it has its own field.
type pair struct{ user, secret, token string }

// dockerGet returns the login that the docker CLI's loader finds for a registry.
func dockerGet(t *testing.T, dir, host string) pair {
	t.Helper()
	file, err := config.Load(dir)
	if err != nil {
		t.Fatal(err)
	}
	got, err := file.GetAuthConfig(host)
	if err != nil {
		t.Fatalf("docker's loader, %s: %v", host, err)
	}
	return pair{got.Username, got.Password, got.IdentityToken}
}

// dockerAll returns all logins that the loader finds, as the classic `docker build` does.
func dockerAll(t *testing.T, dir string) map[string]pair {
	t.Helper()
	file, err := config.Load(dir)
	if err != nil {
		t.Fatal(err)
	}
	all, err := file.GetAllCredentials()
	if err != nil {
		t.Fatalf("docker's loader: %v", err)
	}
	pairs := map[string]pair{}
	for key, got := range all {
		pairs[key] = pair{got.Username, got.Password, got.IdentityToken}
	}
	return pairs
}

// logins are the logins that the tests of this file store, by their key in the store.
var logins = map[string]pair{
	"https://index.docker.io/v1/": {user: "alice", secret: "hub's \"secret\""},
	"registry.example:5000":       {user: "bob", secret: "two:colons:\n"},
	"plain.example":               {user: "carol", secret: "<&>\u2028"},
}

func keepLogins(t *testing.T) {
	t.Helper()
	for key, p := range logins {
		logIn(t, key, p.user, p.secret)
	}
}

// compare checks both functions of the loader, and all names of Docker Hub.
func compare(t *testing.T, dir string) {
	t.Helper()
	for key, want := range logins {
		names := []string{key}
		if strings.HasPrefix(key, "https://") {
			names = append(names, "docker.io", "index.docker.io")
		}
		for _, name := range names {
			if got := dockerGet(t, dir, name); got != want {
				t.Errorf("GetAuthConfig(%s) = %+v, want %+v", name, got, want)
			}
		}
	}
	if got := dockerGet(t, dir, "other.example"); got != (pair{}) {
		t.Errorf("GetAuthConfig(other.example) = %+v, want nothing", got)
	}
	if got := dockerAll(t, dir); !maps.Equal(got, logins) {
		t.Errorf("GetAllCredentials() = %+v, want %+v", got, logins)
	}
}

const (
	storeConfig   = `{"credsStore": "file"}`
	helpersConfig = `{"credHelpers": {"https://index.docker.io/v1/": "file", "registry.example:5000": "file", "plain.example": "file"}}`
)

func TestLoaderAsksHelpers(t *testing.T) {
	for what, text := range map[string]string{"credsStore": storeConfig, "credHelpers": helpersConfig} {
		t.Run(what, func(t *testing.T) {
			isolate(t)
			keepLogins(t)
			compare(t, writeConfig(t, text))
		})
	}
}

// TestLoaderReadsExport: the loader finds the same logins in the exported file, without any helper.
func TestLoaderReadsExport(t *testing.T) {
	for what, text := range map[string]string{"credsStore": storeConfig, "credHelpers": helpersConfig} {
		t.Run(what, func(t *testing.T) {
			isolate(t)
			keepLogins(t)
			static := t.TempDir()
			export(t, writeConfig(t, text), "--format", "config-json", "-o", filepath.Join(static, "config.json"))
			noHelpers(t)
			compare(t, static)
		})
	}
}

// TestLoaderReadsVariable: docker ignores an invalid DOCKER_AUTH_CONFIG and only prints a warning. The
// logins would then be missing.
func TestLoaderReadsVariable(t *testing.T) {
	isolate(t)
	keepLogins(t)
	text := export(t, writeConfig(t, storeConfig), "--format", "auth-config-env", "-o", "-")
	noHelpers(t)
	set(t, "DOCKER_AUTH_CONFIG", strings.TrimSuffix(text, "\n"))
	compare(t, writeConfig(t, `{}`))
}

// TestIdentityToken: docker's loader gets an identity token as such, from the helper and from the
// exported file.
func TestIdentityToken(t *testing.T) {
	isolate(t)
	logIn(t, "registry.example", "<token>", "refresh")
	input := writeConfig(t, storeConfig)
	if got, want := dockerGet(t, input, "registry.example"), (pair{token: "refresh"}); got != want {
		t.Errorf("from the helper: %+v, want %+v", got, want)
	}
	static := t.TempDir()
	export(t, input, "--identity-tokens", "-o", filepath.Join(static, "config.json"))
	noHelpers(t)
	if got := dockerGet(t, static, "registry.example").token; got != "refresh" {
		t.Errorf("from the exported file: token %q, want refresh", got)
	}
}

// export runs `dockercfg export` with a config. The test fails if the command fails.
func export(t *testing.T, dir string, args ...string) (stdout string) {
	t.Helper()
	path := filepath.Join(programs, "dockercfg")
	stdout, stderr, code := run(t, path, append([]string{"export", "--config", dir}, args...)...)
	if code != 0 {
		t.Fatalf("dockercfg export %v: exit code %d: %s", args, code, stderr)
	}
	return stdout
}

// noHelpers removes everything from the environment that could answer instead of a static file.
func noHelpers(t *testing.T) {
	t.Helper()
	set(t, "PATH", t.TempDir())
	set(t, "HOME", t.TempDir())
	for _, assignment := range os.Environ() {
		if name, _, _ := strings.Cut(assignment, "="); strings.HasPrefix(name, "DOCKER") {
			_ = os.Unsetenv(name)
		}
	}
}
