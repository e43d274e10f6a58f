package main

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
)

// bench is one run, and its place; everything is below dir and goes with it.
type bench struct {
	dir      string
	run      Run
	counting bool   // instructions alone, no times
	valgrind string // its path; "" where this machine does not have it
}

func (b *bench) path(elements ...string) string {
	return filepath.Join(append([]string{b.dir}, elements...)...)
}

// build makes the programs the way they are released, and the floor under all
// of them: a Go program that does nothing. The working directory is the root of
// the repository, to which scripts/bench changes.
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

// home makes an empty home directory. The environment with it has nothing of
// this machine: no proxies, no XDG directories, no provider's variables.
func (b *bench) home(name string) (env []string, err error) {
	home := b.path(name)
	if err := os.MkdirAll(filepath.Join(home, ".docker"), 0o700); err != nil {
		return nil, err
	}
	path := strings.Join([]string{b.path("fakes"), "/usr/bin", "/bin"}, string(filepath.ListSeparator))
	return []string{"HOME=" + home, "PATH=" + path}, nil
}

// memory makes a directory that lies in memory, where there is such a place: a
// disk takes up to a millisecond for a new file where many were removed just
// before, and both helpers make one.
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

// file writes text and gives its path.
func (b *bench) file(name, text string) (path string, err error) {
	path = b.path(name)
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return "", err
	}
	return path, os.WriteFile(path, []byte(text), 0o600)
}

// empty is the program that does nothing, the base of most tables.
func (b *bench) empty(env []string, stdin string) subject {
	return subject{what: "an empty Go program", who: floor, path: b.path("tools", "empty"), env: env, stdin: stdin}
}
