// Package built provides tests with this suite's programs, as they are released. It imports
// no package of the suite, so that the tests of credhelper-conformance can use it.
package built

import (
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"syscall"
)

// Variable names a directory that contains all programs. scripts/test builds them there
// once, since a build takes longer than most tests. If it is not set, each test builds the
// programs that it starts, so that `go test ./helpers/X` needs no preparation.
const Variable = "HELPERTEST_PROGRAMS"

const helpers = "github.com/dockercfg/dockercfg/helpers/"

// Into writes programs, such as docker-credential-file, into the directory dir. They are
// copies, so a test may replace one by a script.
func Into(dir string, programs ...string) error {
	from := os.Getenv(Variable)
	if from == "" {
		return build(dir, programs)
	}
	for _, program := range programs {
		if err := place(filepath.Join(from, File(program)), filepath.Join(dir, File(program))); err != nil {
			return fmt.Errorf("copying %s from $%s: %w", program, Variable, err)
		}
	}
	return nil
}

// File returns the name of a program's file on this system.
func File(program string) string {
	if runtime.GOOS == "windows" {
		return program + ".exe"
	}
	return program
}

// build builds programs without a C compiler and without symbols, as a release does.
func build(dir string, programs []string) error {
	args := []string{"build", "-buildvcs=false", "-ldflags=-s -w", "-o", dir + string(filepath.Separator)}
	for _, program := range programs {
		args = append(args, helpers+program)
	}
	cmd := exec.Command("go", args...)
	cmd.Env = append(os.Environ(), "CGO_ENABLED=0")
	if out, err := cmd.CombinedOutput(); err != nil {
		return fmt.Errorf("building %q: %w: %s", programs, err, out)
	}
	return nil
}

// place copies a program. It prevents other goroutines from starting a process meanwhile: that
// process would inherit the open file for a moment, in which the system cannot start the
// program (https://go.dev/issue/22315).
func place(from, to string) error {
	syscall.ForkLock.RLock()
	defer syscall.ForkLock.RUnlock()
	source, err := os.Open(from)
	if err != nil {
		return err
	}
	defer source.Close()
	target, err := os.OpenFile(to, os.O_CREATE|os.O_TRUNC|os.O_WRONLY, 0o755)
	if err != nil {
		return err
	}
	_, err = io.Copy(target, source)
	if closed := target.Close(); err == nil {
		err = closed
	}
	return err
}
