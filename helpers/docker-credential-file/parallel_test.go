package main

import (
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
)

// TestParallel: 200 processes at once, the first of which creates the key. All logins are saved, and of
// those for one registry exactly one.
func TestParallel(t *testing.T) {
	home := t.TempDir()
	run := func(verb, in string) (string, error) {
		cmd := exec.Command("docker-credential-file", verb)
		cmd.Env = []string{"PATH=" + os.Getenv("PATH"), "HOME=" + home, "AppData=" + home, "LocalAppData=" + home,
			"USERPROFILE=" + home}
		// A file is complete at once; a pipe would have to wait until a busy machine fills it.
		request, err := os.CreateTemp(t.TempDir(), "request")
		if err != nil {
			return "", err
		}
		defer request.Close()
		if _, err := request.WriteString(in); err != nil {
			return "", err
		}
		if _, err := request.Seek(0, io.SeekStart); err != nil {
			return "", err
		}
		cmd.Stdin = request
		out, err := cmd.CombinedOutput()
		return string(out), err
	}
	var group sync.WaitGroup
	for i := range 200 {
		group.Go(func() {
			server := "same.example"
			if i%2 == 0 {
				server = fmt.Sprintf("r%d.example", i)
			}
			if out, err := run("store", fmt.Sprintf(`{"ServerURL":"%s","Username":"u%d","Secret":"s%d"}`, server, i,
				i)); err != nil {
				t.Errorf("store %d: %v: %s", i, err, out)
			}
		})
	}
	group.Wait()
	listed, err := run("list", "")
	if err != nil {
		t.Fatalf("list: %v: %s", err, listed)
	}
	if n := strings.Count(listed, ".example"); n != 101 {
		t.Errorf("%d logins are listed, want 101", n)
	}
	got, err := run("get", "same.example")
	var user, secret int
	if err != nil {
		t.Fatalf("get: %v: %s", err, got)
	}
	if _, err := fmt.Sscanf(got, `{"ServerURL":"same.example","Username":"u%d","Secret":"s%d"}`, &user,
		&secret); err != nil || user != secret {
		t.Errorf("a mixed value: %s", got)
	}
	if left, _ := filepath.Glob(filepath.Join(home, "*", "*", "*", "*", ".dockercfg-tmp-*")); len(left) > 0 {
		t.Errorf("left %v", left)
	}
}
