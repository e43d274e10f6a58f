package main

import (
	"bytes"
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/dockercfg/dockercfg/shared/helpertest/fakeaws"
)

// world is a home with Amazon's two files in it and Amazon's services on
// loopback; nothing in it leads anywhere else.
type world struct {
	*fakeaws.Server
	home string
	env  []string
}

func newWorld(t *testing.T, env ...string) *world {
	t.Helper()
	w := &world{Server: start(t), home: t.TempDir()}
	w.env = append([]string{"PATH=" + os.Getenv("PATH"), "HOME=" + w.home, "USERPROFILE=" + w.home, "LocalAppData=" + w.home,
		"GORACE=" + os.Getenv("GORACE"), "SystemRoot=" + os.Getenv("SystemRoot"), "AWS_ENDPOINT_URL=" + w.URL(), "AWS_EC2_METADATA_DISABLED=true"}, env...)
	return w
}

// keyed is a world whose identity is a pair of variables.
func keyed(t *testing.T, env ...string) *world {
	return newWorld(t, append([]string{"AWS_ACCESS_KEY_ID=AKIAEXAMPLEEXAMPLE00", "AWS_SECRET_ACCESS_KEY=CANARY-KEY"}, env...)...)
}

// file writes a file below home.
func (w *world) file(t *testing.T, name, text string) string {
	t.Helper()
	path := filepath.Join(w.home, name)
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

type answer struct {
	out, err string
	code     int
	took     time.Duration
}

func (a answer) password(t *testing.T) string {
	t.Helper()
	_, rest, ok := strings.Cut(a.out, `"Username":"AWS","Secret":"`)
	if !ok || a.code != 0 {
		t.Fatalf("that is no credential: %+v", a)
	}
	return strings.TrimSuffix(rest, "\"}\n")
}

// run asks the program; a failure's text is on both streams and holds no canary.
func (w *world) run(t *testing.T, verb, stdin string, env ...string) answer {
	t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()
	cmd := exec.CommandContext(ctx, program, verb)
	cmd.Env = append(w.env[:len(w.env):len(w.env)], env...)
	cmd.Stdin = strings.NewReader(stdin)
	var out, errs bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &errs
	began := time.Now()
	_ = cmd.Run()
	a := answer{out.String(), errs.String(), cmd.ProcessState.ExitCode(), time.Since(began)}
	if a.code != 0 && strings.Contains(a.out+a.err, "CANARY") || strings.Contains(a.err, "CANARY") {
		t.Errorf("it shows a secret: %+v", a)
	}
	return a
}

// fails checks an error: its code, a part of its text, both streams, exit code 1.
func (w *world) fails(t *testing.T, code, text string, env ...string) {
	t.Helper()
	a := w.run(t, "get", own, env...)
	if a.code != 1 || !strings.HasPrefix(a.out, program+": "+code+": ") || a.err != a.out || strings.Count(a.out, "\n") != 1 || !strings.Contains(a.out, text) {
		t.Errorf("want %s, %q: %+v", code, text, a)
	}
}

// tokens are the files in the cache.
func (w *world) tokens(t *testing.T) []string {
	t.Helper()
	files, err := filepath.Glob(filepath.Join(w.home, ".cache", "dockercfg", "*.token"))
	if err != nil {
		t.Fatal(err)
	}
	return files
}
