package helpers

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"github.com/dockercfg/dockercfg/shared/helpertest/built"
)

// all is every program, once for all tests of this package.
var all struct {
	once sync.Once
	dir  string
	err  error
}

func TestMain(m *testing.M) {
	code := m.Run()
	if all.dir != "" {
		os.RemoveAll(all.dir)
	}
	os.Exit(code)
}

// programs is the directory of all programs.
func programs(t *testing.T) string {
	t.Helper()
	all.once.Do(func() {
		if all.dir, all.err = os.MkdirTemp("", "programs"); all.err != nil {
			return
		}
		mains, _ := filepath.Glob("*/main.go")
		for i, main := range mains {
			mains[i] = filepath.Dir(main)
		}
		all.err = built.Into(all.dir, mains...)
	})
	if all.err != nil {
		t.Fatalf("building the programs: %v", all.err)
	}
	return all.dir
}

// machine is an empty home, in which programs run.
type machine struct {
	home string
	env  []string
	full bool // standard output is a full device
}

// newMachine has no metadata service, and of PATH nothing but the programs.
func newMachine(t *testing.T, env ...string) machine {
	t.Helper()
	home := t.TempDir()
	return machine{home: home, env: append([]string{"HOME=" + home, "USERPROFILE=" + home, "PATH=" + programs(t),
		"SystemRoot=" + os.Getenv("SystemRoot"), "AWS_EC2_METADATA_DISABLED=true", "NO_GCE_CHECK=true"}, env...)}
}

// file writes a file below home.
func (m machine) file(t *testing.T, name, text string, mode os.FileMode) {
	t.Helper()
	path := filepath.Join(m.home, name)
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(text), mode); err != nil {
		t.Fatal(err)
	}
}

// run is both streams of a program, of which at least one has a line.
func (m machine) run(t *testing.T, stdin string, args ...string) (out, errs string) {
	t.Helper()
	cmd := exec.Command(filepath.Join(programs(t), built.File(args[0])), args[1:]...)
	cmd.Env, cmd.Dir, cmd.Stdin = m.env, m.home, strings.NewReader(stdin)
	var stdout, stderr bytes.Buffer
	cmd.Stdout, cmd.Stderr = &stdout, &stderr
	if m.full {
		device, err := os.OpenFile("/dev/full", os.O_WRONLY, 0)
		if err != nil {
			t.Fatal(err)
		}
		defer device.Close()
		cmd.Stdout = device
	}
	_ = cmd.Run()
	return stdout.String(), stderr.String()
}
