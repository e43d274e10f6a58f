//go:build e2e

package e2e

import (
	"bytes"
	"crypto/rand"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/dockercfg/dockercfg/scripts/internal/e2e/stage"
)

const mostMemory = 64 << 20

// lines is an input that repeats the same text.
type lines string

func (l lines) Read(p []byte) (int, error) {
	return copy(p, bytes.Repeat([]byte(l), len(p)/len(l)+1)), nil
}

// bounded asserts the peak memory of a program. It cannot be measured below the memory of this
// test process, since a child begins as its copy.
func bounded(t *testing.T, r stage.Result) {
	t.Helper()
	if r.Peak > mostMemory {
		nothing := stage.New(t).Run(t, "", "true").Peak
		t.Errorf("it used %d MiB, at most %d are allowed (a program that does nothing: %d)",
			r.Peak>>20, mostMemory>>20, nothing>>20)
	}
}

func TestHugeRequest(t *testing.T) {
	for name, in := range map[string]io.Reader{
		"1 GB, one line":     io.LimitReader(lines("a"), 1<<30),
		"512 MB, many lines": io.LimitReader(lines("y\n"), 512<<20),
	} {
		for _, program := range []string{stage.File, "docker-credential-vars"} {
			for _, verb := range []string{"get", "store", "erase", "explain"} {
				t.Run(program+" "+verb+" "+name, func(t *testing.T) {
					s := stage.New(t)
					cmd := s.Command(t, program, verb)
					cmd.Stdin = in
					r := stage.Start(t, cmd).Wait(t).Exit(t, 1).Says(t, program+": input: ")
					bounded(t, r)
				})
			}
		}
	}
}

// TestHugeFiles: a program does not read huge files completely.
func TestHugeFiles(t *testing.T) {
	s := stage.New(t)
	s.Store(t, server, "ann", oldSecret)
	s.WriteConfig(t, `{"auths":{`)
	config := filepath.Join(s.Config, "config.json")
	f, err := os.OpenFile(config, os.O_APPEND|os.O_WRONLY, 0)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	if _, err := io.CopyN(f, lines(`"a.example":{"auth":"YTpi"},`), 82<<20); err != nil {
		t.Fatal(err)
	}
	bounded(t, s.Run(t, "", "dockercfg", "export").Exit(t, 1).Says(t, "larger than"))
	s.WriteConfig(t, strings.Repeat(`[`, 100_000))
	bounded(t, s.Run(t, "", "dockercfg", "export").Exit(t, 1).Says(t, "config: "))

	for _, path := range tree(t, s.Home) {
		if strings.HasSuffix(path, ".v1.age") {
			if err := os.Truncate(path, 1<<30); err != nil {
				t.Fatal(err)
			}
		}
	}
	bounded(t, s.Run(t, server, stage.File, "get").Exit(t, 1).Says(t, "larger than"))
	bounded(t, s.Run(t, "", stage.File, "list").Exit(t, 1).Says(t, "larger than"))
	if err := os.Truncate(filepath.Join(s.Home, ".config/dockercfg/store-key.txt"), 1<<30); err != nil {
		t.Fatal(err)
	}
	bounded(t, s.Run(t, stage.Login("b.example", "ann", "x"), stage.File, "store").Exit(t, 1).Says(t, "larger than"))
}

// TestFlood: a helper that prints without end is killed: at once if its answer is too long, at
// its deadline if it writes to standard error.
func TestFlood(t *testing.T) {
	for name, text := range map[string]string{
		"stdout":          "exec yes MARK",
		"stdout, a child": "yes MARK & exec yes MARK",
		"stderr":          "exec yes MARK >&2",
		"both":            "yes MARK >&2 & exec yes MARK",
		"one long line":   "exec tr '\\0\\n' a </dev/zero # MARK",
	} {
		t.Run(name, func(t *testing.T) {
			s := stage.New(t)
			s = s.With("PATH=" + s.Home + ":/usr/bin:/bin")
			mark := rand.Text()
			script(t, filepath.Join(s.Home, "docker-credential-flood"), strings.ReplaceAll(text, "MARK", mark))
			s.WriteConfig(t, `{"credHelpers":{"`+server+`":"flood"}}`)
			start := time.Now()
			r := s.Run(t, "", "dockercfg", "export", "--timeout", "5s").Exit(t, 1).Says(t, "docker-credential-flood")
			bounded(t, r)
			if took := time.Since(start); took > 4*time.Second && name != "stderr" || took > 15*time.Second {
				t.Errorf("it took %s", took)
			}
			if anyProcess(mark) {
				t.Error("processes of the helper outlive it")
			}
		})
	}
}

// anyProcess reports whether a process with the mark in its arguments is running.
func anyProcess(mark string) bool {
	files, _ := filepath.Glob("/proc/[0-9]*/cmdline")
	for _, file := range files {
		if text, err := os.ReadFile(file); err == nil && strings.Contains(string(text), mark) {
			return true
		}
	}
	return false
}
