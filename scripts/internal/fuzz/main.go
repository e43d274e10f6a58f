// Fuzz runs every fuzz target of the tree for a part of the given time. An input that makes a
// target fail is written to testdata/fuzz in the target's directory, so that it becomes a
// test.
package main

import (
	"bytes"
	"context"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"io"
	"io/fs"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"strings"
	"syscall"
	"time"
)

// target is one fuzz target.
type target struct {
	dir, name string // dir is relative to the root, with slashes
	seeds     int    // number of calls of Add, and of files in its corpus
}

const usage = "usage: scripts/fuzz DURATION [NAME…], such as: scripts/fuzz 10m, or scripts/fuzz 1m shared/strictjson"

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	code := run(ctx, ".", os.Args[1:], os.Stdout, os.Stderr)
	stop()
	os.Exit(code)
}

// run takes the time for all targets, and parts of directories or names that select some of
// them. It returns 1 if a target failed, and 2 for a usage error.
func run(ctx context.Context, root string, args []string, out, errs io.Writer) int {
	complain := func(code int, format string, a ...any) int {
		fmt.Fprintf(errs, "scripts/fuzz: "+format+"\n", a...)
		return code
	}
	if len(args) == 0 {
		return complain(2, "%s", usage)
	}
	all, err := time.ParseDuration(args[0])
	if err != nil || all <= 0 {
		return complain(2, "%q is not a duration: %s", args[0], usage)
	}
	targets, err := find(root)
	if err != nil {
		return complain(1, "reading the tests: %v", err)
	}
	targets = chosen(targets, args[1:])
	if len(targets) == 0 {
		return complain(2, "no target has %s in its name", strings.Join(args[1:], " or "))
	}
	each := max(all/time.Duration(len(targets)), time.Second).Round(time.Second)
	var crashed []string
	for i, t := range targets {
		fmt.Fprintf(out, "%d/%d %s %s for %s\n", i+1, len(targets), t.dir, t.name, each)
		if err := t.fuzz(ctx, root, each, out); err != nil {
			crashed = append(crashed, t.dir+" "+t.name)
		}
		if ctx.Err() != nil {
			return complain(1, "it was interrupted")
		}
	}
	if len(crashed) > 0 {
		names := strings.Join(crashed, ", ")
		return complain(1, "these failed, and testdata/fuzz beside them holds the input: %s", names)
	}
	return 0
}

// chosen returns the targets whose directory and name contain one of the parts.
func chosen(targets []target, parts []string) (some []target) {
	for _, t := range targets {
		wanted := len(parts) == 0
		for _, part := range parts {
			wanted = wanted || strings.Contains(t.dir+"."+t.name, part)
		}
		if wanted {
			some = append(some, t)
		}
	}
	return some
}

// fuzz runs one target. If it passes, fuzz prints the last line of its progress, which contains
// the number of inputs; if it fails, fuzz prints everything.
func (t target) fuzz(ctx context.Context, root string, each time.Duration, out io.Writer) error {
	args := []string{"test", "-run", "^$", "-fuzz", "^" + t.name + "$", "-fuzztime", each.String(), "."}
	cmd := exec.CommandContext(ctx, "go", args...)
	cmd.Dir = filepath.Join(root, filepath.FromSlash(t.dir))
	cmd.WaitDelay = 10 * time.Second
	// The workers need time to end and to write what they found.
	cmd.Cancel = func() error { return cmd.Process.Signal(os.Interrupt) }
	text, err := cmd.CombinedOutput()
	if err != nil {
		_, _ = out.Write(text)
		return err
	}
	if at := bytes.LastIndex(text, []byte("fuzz: elapsed: ")); at >= 0 {
		line, _, _ := bytes.Cut(text[at:], []byte("\n"))
		fmt.Fprintf(out, "  %s\n", line)
	}
	return nil
}

// find reads every test file below root, except those of other modules.
func find(root string) (targets []target, err error) {
	err = filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case d.IsDir() && path != root && (d.Name() == "testdata" || d.Name()[0] == '.' || isModule(path)):
			return filepath.SkipDir
		case d.IsDir() || !strings.HasSuffix(path, "_test.go"):
			return nil
		}
		found, err := targetsOf(root, path)
		targets = append(targets, found...)
		return err
	})
	return targets, err
}

func isModule(dir string) bool {
	_, err := os.Stat(filepath.Join(dir, "go.mod"))
	return err == nil
}

func targetsOf(root, path string) (targets []target, err error) {
	text, err := os.ReadFile(path)
	if err != nil || !bytes.Contains(text, []byte("\nfunc Fuzz")) {
		return nil, err
	}
	file, err := parser.ParseFile(token.NewFileSet(), path, text, 0)
	if err != nil {
		return nil, err
	}
	dir, err := filepath.Rel(root, filepath.Dir(path))
	if err != nil {
		return nil, err
	}
	for _, decl := range file.Decls {
		f, ok := decl.(*ast.FuncDecl)
		if !ok || f.Recv != nil || !strings.HasPrefix(f.Name.Name, "Fuzz") {
			continue
		}
		corpus, err := filepath.Glob(filepath.Join(filepath.Dir(path), "testdata", "fuzz", f.Name.Name, "*"))
		if err != nil {
			return nil, err
		}
		targets = append(targets, target{filepath.ToSlash(dir), f.Name.Name, adds(f.Body) + len(corpus)})
	}
	return targets, nil
}

// adds counts the target's calls of Add, a call in a loop once, and the arguments of a function
// that adds them, such as helpertest.FuzzHosts.
func adds(body *ast.BlockStmt) (n int) {
	ast.Inspect(body, func(node ast.Node) bool {
		if called, ok := node.(*ast.SelectorExpr); ok {
			name := called.Sel.Name
			if name == "Add" || strings.HasPrefix(name, "Fuzz") && name != "Fuzz" {
				n++
			}
		}
		return true
	})
	return n
}
