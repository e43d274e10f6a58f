package main

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
)

// bench is one run. All its files are below dir, which is removed at the end.
type bench struct {
	dir      string
	run      Run
	counting bool   // count instructions and measure no times
	valgrind string // path of valgrind, or "" if it is not installed
}

func (b *bench) path(elements ...string) string {
	return filepath.Join(append([]string{b.dir}, elements...)...)
}

// build builds the programs as they are released, and an empty Go program, which no program
// can be faster than. The working directory must be the root of the repository, to which
// scripts/bench changes.
func (b *bench) build(ctx context.Context) error {
	source := b.path("empty.go")
	if err := os.WriteFile(source, []byte("package main\n\nfunc main() {}\n"), 0o600); err != nil {
		return err
	}
	const own = "./scripts/internal/bench/"
	for _, args := range [][]string{
		{"bin/", "./helpers/..."}, {"tools/", own + "endpoint"}, {"tools/", own + "peak"}, {"tools/", own + "crowd"},
		{"tools/empty", source},
	} {
		to := b.dir + "/" + args[0]
		cmd := exec.CommandContext(ctx, "go", "build", "-trimpath", "-ldflags", "-s -w", "-o", to, args[1])
		cmd.Env = append(os.Environ(), "CGO_ENABLED=0")
		if out, err := cmd.CombinedOutput(); err != nil {
			return fmt.Errorf("building %s: %w\n%s", args[1], err, out)
		}
	}
	return b.installPeers(ctx)
}

// home creates an empty home directory, and returns an environment with it and without this
// machine's settings: no proxies, no XDG directories, no provider's variables.
func (b *bench) home(name string) (env []string, err error) {
	home := b.path(name)
	if err := os.MkdirAll(filepath.Join(home, ".docker"), 0o700); err != nil {
		return nil, err
	}
	path := strings.Join([]string{b.path("fakes"), "/usr/bin", "/bin"}, string(filepath.ListSeparator))
	return []string{"HOME=" + home, "PATH=" + path}, nil
}

// memory creates a directory in memory, if the system has a file system for that. On a disk,
// creating a file can take a millisecond if many were just removed, and both helpers create
// one.
func (b *bench) memory(name string) (forget func(), err error) {
	dir, err := os.MkdirTemp("/dev/shm", "bench")
	if err != nil {
		return func() {}, os.Mkdir(b.path(name), 0o700)
	}
	forget = func() {
		os.RemoveAll(dir)
		os.Remove(b.path(name))
	}
	return forget, os.Symlink(dir, b.path(name))
}

// file writes a file and returns its path.
func (b *bench) file(name, text string) (path string, err error) {
	path = b.path(name)
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return "", err
	}
	return path, os.WriteFile(path, []byte(text), 0o600)
}

// empty returns the program that does nothing, the base of most tables.
func (b *bench) empty(env []string, stdin string) subject {
	return subject{what: "an empty Go program", who: floor, path: b.path("tools", "empty"), env: env, stdin: stdin}
}
