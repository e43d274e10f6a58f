package oracle

import (
	"maps"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/docker/cli/cli/config"
)

// pair is what a reader takes a login to be. An identity token is another thing
// than a password, so it is told apart.
type pair struct{ user, secret, token string }

// dockerGet asks the docker CLI's loader for one registry.
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

// dockerAll asks the loader for everything, as a classic `docker build` does.
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

// logins are kept in every test of this file, by their key in the store.
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

// compare asks the loader in both of its ways, and for Docker Hub by both names.
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

// TestLoaderReadsExport: the exported file alone, where no helper is installed.
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

// TestLoaderReadsVariable: docker ignores a DOCKER_AUTH_CONFIG that it does not
// like, with a warning nobody sees; then the pairs below are missing.
func TestLoaderReadsVariable(t *testing.T) {
	isolate(t)
	keepLogins(t)
	text := export(t, writeConfig(t, storeConfig), "--format", "auth-config-env", "-o", "-")
	noHelpers(t)
	set(t, "DOCKER_AUTH_CONFIG", strings.TrimSuffix(text, "\n"))
	compare(t, writeConfig(t, `{}`))
}

// TestIdentityToken: docker's readers get it as a token in both files.
func TestIdentityToken(t *testing.T) {
	isolate(t)
	logIn(t, "registry.example", "<token>", "refresh")
	input := writeConfig(t, storeConfig)
	if got, want := dockerGet(t, input, "registry.example"), (pair{token: "refresh"}); got != want {
		t.Errorf("by the helper: %+v, want %+v", got, want)
	}
	static := t.TempDir()
	export(t, input, "--identity-tokens", "-o", filepath.Join(static, "config.json"))
	noHelpers(t)
	if got := dockerGet(t, static, "registry.example").token; got != "refresh" {
		t.Errorf("by the exported file: token %q, want refresh", got)
	}
}

// export runs `dockercfg export` over a config, which has to succeed.
func export(t *testing.T, dir string, args ...string) (stdout string) {
	t.Helper()
	path := filepath.Join(programs, "dockercfg")
	stdout, stderr, code := run(t, path, append([]string{"export", "--config", dir}, args...)...)
	if code != 0 {
		t.Fatalf("dockercfg export %v: exit code %d: %s", args, code, stderr)
	}
	return stdout
}

// noHelpers takes everything away that could answer instead of a static file.
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
