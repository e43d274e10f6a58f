//go:build e2e

package e2e

import (
	"bytes"
	"crypto/rand"
	"encoding/base64"
	"encoding/hex"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
)

// canary is a unique secret, in every form in which it could appear: plain, hexadecimal, and
// base64 at each of three alignments.
type canary struct {
	text  string
	forms []string
}

func newCanary(kind string) canary {
	c := canary{text: "CANARY-" + kind + "-" + rand.Text()}
	c.forms = []string{c.text, hex.EncodeToString([]byte(c.text))}
	for shift := range 3 {
		code := base64.StdEncoding.EncodeToString([]byte(strings.Repeat("x", shift) + c.text + "xx"))
		// A character encodes six bits; those at the ends also encode bits of the neighbours.
		c.forms = append(c.forms, code[(8*shift+5)/6:8*(shift+len(c.text))/6])
	}
	return c
}

func (c canary) in(text []byte) bool {
	for _, form := range c.forms {
		if bytes.Contains(text, []byte(form)) {
			return true
		}
	}
	return false
}

// onDisk returns the files below root that contain the canary.
func (c canary) onDisk(t *testing.T, root string) (found []string) {
	t.Helper()
	for _, path := range tree(t, root) {
		info, err := os.Lstat(path)
		if err != nil || !info.Mode().IsRegular() {
			continue
		}
		text, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		if c.in(text) {
			found = append(found, path)
		}
	}
	return found
}

// inProcesses watches the arguments and environment of all processes until the returned function
// is called, which returns those that contained the canary.
func (c canary) inProcesses() func() []string {
	stop := make(chan struct{})
	var seen []string
	var done sync.WaitGroup
	done.Go(func() {
		for {
			select {
			case <-stop:
				return
			default:
			}
			for _, what := range []string{"cmdline", "environ"} {
				files, _ := filepath.Glob("/proc/[0-9]*/" + what)
				for _, file := range files {
					if text, err := os.ReadFile(file); err == nil && c.in(text) {
						seen = append(seen, file+": "+strings.ReplaceAll(string(text), "\x00", " "))
					}
				}
			}
		}
	})
	return func() []string { close(stop); done.Wait(); return seen }
}
