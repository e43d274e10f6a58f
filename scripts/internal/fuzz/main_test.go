package main

import (
	"context"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
)

const root = "../../.."

// TestSeeds: every target of the tree has seed inputs, which run as ordinary tests.
func TestSeeds(t *testing.T) {
	targets, err := find(root)
	if err != nil {
		t.Fatal(err)
	}
	if len(targets) < 30 {
		t.Errorf("there are %d targets", len(targets))
	}
	for _, x := range targets {
		if x.seeds == 0 {
			t.Errorf("%s %s has no seed: call Add, or commit testdata/fuzz/%s", x.dir, x.name, x.name)
		}
	}
}

// TestRun: each target gets its part of the time; if one fails, it is named and the exit code
// is 1. A program replaces go test, which would first rebuild the standard library.
func TestRun(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("not run: scripts/fuzz (Windows has no shell for the stand-in)")
	}
	dir := t.TempDir()
	for name, text := range map[string]string{
		"a/a_test.go": "package x\n\nfunc FuzzGood(f *testing.F) { f.Add(1) }\n",
		"b/b_test.go": "package x\n\nfunc FuzzBad(f *testing.F) { f.Add(1) }\n",
		"b/c_test.go": "package x\n\nfunc FuzzLeftOut(f *testing.F) { f.Add(1) }\n",
		// The targets of another module are not run.
		"c/go.mod":    "module other\n",
		"c/c_test.go": "package x\n\nfunc FuzzOther(f *testing.F) { f.Add(1) }\n",
		"bin/go": "#!/bin/sh\necho \"$PWD $*\" >>../log\ncase $* in *FuzzBad*) echo its words; exit 1 ;; esac\n" +
			"echo fuzz: elapsed: 0s; echo fuzz: elapsed: 30s, 7 execs; echo PASS\n",
	} {
		path := filepath.Join(dir, name)
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(text), 0o700); err != nil {
			t.Fatal(err)
		}
	}
	t.Setenv("PATH", filepath.Join(dir, "bin")+":"+os.Getenv("PATH"))
	var out, errs strings.Builder
	if code := run(context.Background(), dir, []string{"1m", "FuzzGood", "b.FuzzBad"}, &out, &errs); code != 1 {
		t.Errorf("exit code %d", code)
	}
	want := "1/2 a FuzzGood for 30s\n  fuzz: elapsed: 30s, 7 execs\n2/2 b FuzzBad for 30s\nits words\n"
	if out.String() != want {
		t.Errorf("it says %q, want %q", out.String(), want)
	}
	if !strings.HasSuffix(errs.String(), "holds the input: b FuzzBad\n") {
		t.Errorf("it says %q", errs.String())
	}
	log, err := os.ReadFile(filepath.Join(dir, "log"))
	want = "/a test -run ^$ -fuzz ^FuzzGood$ -fuzztime 30s .\n"
	if err != nil || !strings.Contains(string(log), want) || strings.Count(string(log), "\n") != 2 {
		t.Errorf("it starts %s (%v)", log, err)
	}
}

// TestUsage: a usage error has exit code 2.
func TestUsage(t *testing.T) {
	for _, args := range [][]string{{}, {"soon"}, {"-1s"}, {"1s", "NoSuchTarget"}} {
		var out, errs strings.Builder
		if code := run(context.Background(), root, args, &out, &errs); code != 2 || errs.Len() == 0 {
			t.Errorf("%q: exit code %d: %s", args, code, errs.String())
		}
	}
}
