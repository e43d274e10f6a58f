//go:build linux

package main

import (
	"bytes"
	"os/exec"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/dockercfg/dockercfg/shared/helpertest"
)

// TestBounds checks that no file, however odd, costs more than seconds and some tens of MiB
// to read. A child's peak is never reported below that of this process, so the bound is
// larger.
func TestBounds(t *testing.T) {
	many := func(text string, n int) string { return strings.Repeat(text, n) }
	rules := map[string]string{
		"dotted keys":     "a" + many(".a", 2_000_000) + " = 1\n",
		"fewer of them":   "a" + many(".a", 250_000) + " = 1\n",
		"a long list":     "[[registry]]\nmatch = [" + many(`"a",`, 125_000) + "]\n",
		"nesting":         "x = " + many("[", 100_000) + "\n",
		"many rules":      many("[[registry]]\nmatch = \"a.b\"\n", 19_000),
		"hidden rules":    many("[[registry]]\nmatch = \"*.b\"\nhelper=\"x\"\n", 9_999),
		"a long one":      "[[registry]]\nmatch = \"" + many("a", 500_000) + "\"\n",
		"a long document": "#" + many("x", 4_000_000) + "\n",
	}
	configs := map[string]string{
		"numbers": `{"x":[` + many("1,", 3_500_000) + "1]}", "objects": `{"x":[` + many("{},", 2_300_000) + "{}]}",
		"entries": `{"auths":{` + many(`"a.example":null,`, 400_000) + `"b.example":null}}`,
		"escapes": `{"x":"` + many(`\n`, 3_500_000) + `"}`,
		"nesting": many("[", 100_000),
	}
	for what, text := range rules {
		s := newStage(t, "{}", nil)
		s.write(t, "home/.config/dockercfg/config.toml", text, 0o600)
		bounded(t, what+", doctor", s.command("doctor"))
		for _, line := range [][2]string{{"quay", "get"}, {"auto", "list"}} {
			bounded(t, what+", "+line[0], s.helper(line[0], line[1]))
		}
	}
	for what, text := range configs {
		s := newStage(t, text, nil)
		bounded(t, what+", export", s.command("export"))
		bounded(t, what+", doctor", s.command("doctor"))
		bounded(t, what+", auto", s.helper("auto", "get"))
	}
}

// helper returns a program that is asked for quay.io.
func (s stage) helper(short, verb string) *exec.Cmd {
	like := s.command()
	path, _ := exec.LookPath("docker-credential-" + short)
	cmd := exec.Command(path, verb)
	cmd.Env, cmd.Stdin = like.Env, strings.NewReader("quay.io")
	return cmd
}

func bounded(t *testing.T, what string, cmd *exec.Cmd) {
	t.Helper()
	var out bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &out
	began := time.Now()
	_ = cmd.Run()
	used, _ := cmd.ProcessState.SysUsage().(*syscall.Rusage)
	if took, peak := time.Since(began), used.Maxrss<<10; took > 10*time.Second || peak > 2*helpertest.MaxMemory() {
		t.Errorf("%s: %s, %d MiB: %.200s", what, took, peak>>20, &out)
	}
}
