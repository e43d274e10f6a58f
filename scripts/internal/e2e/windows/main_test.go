//go:build e2e

// Package windows runs the programs for windows/amd64 under wine: the conformance script of every
// helper that needs no server, and pulls from a registry on loopback. wine is not Windows: it has
// no access control lists and no encryption by account, so these tests only check the calls, the
// paths and the streams.
package windows

import (
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/dockercfg/dockercfg/scripts/internal/e2e/stage"
)

// The directories of this run, and the reason if wine is not available.
var prefix, programs, missing string

// held is the standard input of a program that runs as long as the tests. It keeps wine's own processes
// alive: otherwise each program would start them again, and they would keep the streams open for
// which a test waits.
var held io.WriteCloser

func TestMain(m *testing.M) {
	if err := stage.Check(); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	dir, err := os.MkdirTemp("", "wine")
	if err == nil {
		err = prepare(dir)
	}
	code := 1
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
	} else {
		code = m.Run()
	}
	if held != nil {
		held.Close()
		_ = wine("wineserver", "-k").Run()
		_ = wine("wineserver", "-w").Run()
	}
	_ = os.RemoveAll(dir)
	os.Exit(code)
}

// prepare creates a Windows environment in dir, with the programs and a wrapper for each of them, which
// scripts on this system start.
func prepare(dir string) error {
	prefix, programs = filepath.Join(dir, "prefix"), filepath.Join(dir, "programs")
	for _, program := range []string{"wine", "x86_64-w64-mingw32-gcc-win32"} {
		if _, err := exec.LookPath(program); err != nil {
			missing = program + " could not be installed"
			return nil
		}
	}
	boot := wine("timeout", "120", "wineboot", "-i")
	if err := boot.Run(); err != nil {
		missing = fmt.Sprintf("wine makes no Windows here: %v", err)
		return nil
	}
	shell := wine("wine", "cmd.exe")
	var err error
	if held, err = shell.StdinPipe(); err != nil {
		return err
	}
	if err := shell.Start(); err != nil {
		return err
	}
	library := filepath.Join(prefix, "drive_c/windows/system32/bcryptprimitives.dll")
	if out, err := exec.Command("x86_64-w64-mingw32-gcc-win32", "-shared", "-O2", "-o", library, "testdata/random.c", "-ladvapi32").CombinedOutput(); err != nil {
		return fmt.Errorf("testdata/random.c: %w: %s", err, out)
	}
	for _, build := range [][]string{
		{"-C", "../../../..", "build", "-buildvcs=false", "-o", programs + "/", "./helpers/..."},
		{"-C", "../../clients", "build", "-buildvcs=false", "-o", programs + "/", "github.com/google/go-containerregistry/cmd/crane"},
	} {
		cmd := exec.Command("go", build...)
		cmd.Env = append(os.Environ(), "GOOS=windows", "GOARCH=amd64", "CGO_ENABLED=0")
		if out, err := cmd.CombinedOutput(); err != nil {
			return fmt.Errorf("go %q: %w: %s", build, err, out)
		}
	}
	made, err := filepath.Glob(filepath.Join(programs, "*.exe"))
	if err != nil || len(made) == 0 {
		return fmt.Errorf("no programs were built (%w)", err)
	}
	for _, program := range made {
		text := "#!/bin/sh\nexport " + strings.Join(settings(), " ") + "\nexec wine " + program + " \"$@\"\n"
		if err := os.WriteFile(strings.TrimSuffix(program, ".exe"), []byte(text), 0o755); err != nil {
			return err
		}
	}
	return os.Setenv("PATH", programs+":"+os.Getenv("PATH"))
}

func settings() []string {
	// All programs share a server, whose socket is below TMPDIR.
	dir := filepath.Dir(prefix)
	return []string{"HOME=" + dir, "TMPDIR=" + dir, "XDG_RUNTIME_DIR=" + dir, "WINEPREFIX=" + prefix, "WINEARCH=win64",
		"LC_ALL=C.UTF-8", "WINEDEBUG=-all", "WINEPATH='" + there(programs) + "'",
		"WINEDLLOVERRIDES='mscoree=;mshtml=;bcryptprimitives=n'"}
}

func wine(name string, args ...string) *exec.Cmd {
	return exec.Command("/bin/sh", append([]string{"-c", "export " + strings.Join(settings(), " ") + "; exec \"$@\"", "sh", name}, args...)...)
}

// there returns the path of a file of this system for programs under wine.
func there(path string) string { return `Z:` + strings.ReplaceAll(path, "/", `\`) }
