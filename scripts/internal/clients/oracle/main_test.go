// Package oracle compares the built programs with code that this project did not write, such as
// upstream's client of the helper protocol, the docker CLI's config loader, crane, the kubelet's
// keyring, and BuildKit's Dockerfile parser. That code defines what an answer or a file means.
//
// It is a separate module, so that the product does not depend on that code. The programs are built
// in the main module, with the versions that are released.
package oracle

import (
	"bytes"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/docker/docker-credential-helpers/client"
	"github.com/docker/docker-credential-helpers/credentials"

	"github.com/dockercfg/dockercfg/shared/helpertest/built"
)

// programs is the directory of the helpers, and tools that of crane. They differ, so that a test can
// remove the helpers from PATH and keep the client.
var programs, tools string

func TestMain(m *testing.M) {
	dir, err := os.MkdirTemp("", "oracle")
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	programs, tools = filepath.Join(dir, "bin"), filepath.Join(dir, "tools")
	code := 1
	if ready := os.Getenv(built.Variable); ready != "" {
		programs = ready
	} else {
		err = build("../../../..", programs, "./helpers/...")
	}
	if err == nil {
		err = build(".", tools, "github.com/google/go-containerregistry/cmd/crane")
	}
	if err == nil {
		code = m.Run()
	} else {
		fmt.Fprintln(os.Stderr, err)
	}
	_ = os.RemoveAll(dir)
	os.Exit(code)
}

func build(from, to, packages string) error {
	cmd := exec.Command("go", "build", "-o", to+string(filepath.Separator), packages)
	cmd.Dir = from
	cmd.Env = append(os.Environ(), "CGO_ENABLED=0")
	if out, err := cmd.CombinedOutput(); err != nil {
		return fmt.Errorf("building %s: %w\n%s", packages, err, out)
	}
	return nil
}

// isolate sets an environment with a new HOME and with the helpers on PATH. Of this machine's
// variables it keeps only those that a program needs to start.
func isolate(t *testing.T) (home string) {
	t.Helper()
	before := os.Environ()
	t.Cleanup(func() {
		os.Clearenv()
		for _, assignment := range before {
			name, value, _ := strings.Cut(assignment, "=")
			_ = os.Setenv(name, value)
		}
	})
	home = t.TempDir()
	keep := map[string]string{"SYSTEMROOT": os.Getenv("SYSTEMROOT"), "TMPDIR": os.Getenv("TMPDIR")}
	os.Clearenv()
	for name, value := range keep {
		if value != "" {
			set(t, name, value)
		}
	}
	set(t, "HOME", home)
	set(t, "PATH", programs)
	return home
}

// set changes the environment until isolate's cleanup.
func set(t *testing.T, name, value string) {
	t.Helper()
	if err := os.Setenv(name, value); err != nil {
		t.Fatal(err)
	}
}

// run runs a program. The test fails if it cannot be started.
func run(t *testing.T, path string, args ...string) (stdout, stderr string, code int) {
	t.Helper()
	cmd := exec.Command(path, args...)
	var out, log bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &log
	if err := cmd.Run(); cmd.ProcessState == nil {
		t.Fatal(err)
	}
	return out.String(), log.String(), cmd.ProcessState.ExitCode()
}

// writeConfig creates a directory with a config.json that contains text.
func writeConfig(t *testing.T, text string) (dir string) {
	t.Helper()
	dir = t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "config.json"), []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return dir
}

// logIn stores a login in docker-credential-file, as `docker login` does.
func logIn(t *testing.T, server, user, secret string) {
	t.Helper()
	login := &credentials.Credentials{ServerURL: server, Username: user, Secret: secret}
	if err := client.Store(client.NewShellProgramFunc("docker-credential-file"), login); err != nil {
		t.Fatal(err)
	}
}
