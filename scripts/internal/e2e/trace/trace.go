//go:build e2e

// Package trace parses the output of strace -f -y: which files a program opened, and whether its
// changes would survive a power loss.
package trace

import (
	"os"
	"regexp"
	"strings"
	"testing"
)

// Call is a system call. Calls are in the order in which they ended.
type Call struct {
	Thread   string
	Name     string
	Args     string
	Result   string // "0", "7</path>", "-1 EIO (…)", or "?" if its thread was killed meanwhile
	Injected bool   // whether strace made it fail
}

// Failed reports whether the call had no effect.
func (c Call) Failed() bool {
	return strings.HasPrefix(c.Result, "-1") || strings.HasPrefix(c.Result, "?")
}

var (
	whole   = regexp.MustCompile(`^(\d+) +(\w+)\((.*)\)\s+= (.*)$`)
	begun   = regexp.MustCompile(`^(\d+) +(\w+)\((.*?)(?: <unfinished \.\.\.>)?$`)
	resumed = regexp.MustCompile(`^(\d+) +<\.\.\. (\w+) resumed>(.*)$`)
	quoted  = regexp.MustCompile(`"((?:[^"\\]|\\.)*)"`)
	ofFd    = regexp.MustCompile(`^-?\d+<([^>]*)>`)
)

// Read parses a log. It joins calls that another thread's line interrupts, and skips signals and
// exits.
func Read(t testing.TB, path string) []Call {
	t.Helper()
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return Parse(string(text))
}

// Parse is Read for text.
func Parse(text string) []Call {
	var calls []Call
	pending := map[string]string{}
	for line := range strings.Lines(text) {
		line = strings.TrimSuffix(line, "\n")
		if m := resumed.FindStringSubmatch(line); m != nil {
			line = m[1] + " " + strings.TrimSuffix(pending[m[1]], " ") + strings.TrimSuffix(m[3], " <unfinished ...>")
			delete(pending, m[1])
		}
		if m := whole.FindStringSubmatch(line); m != nil {
			result, injected := strings.CutSuffix(m[4], " (INJECTED)")
			calls = append(calls, Call{m[1], m[2], m[3], result, injected})
		} else if m := begun.FindStringSubmatch(line); m != nil {
			pending[m[1]] = m[2] + "(" + m[3]
		}
	}
	for thread, rest := range pending {
		if name, args, ok := strings.Cut(rest, "("); ok {
			calls = append(calls, Call{thread, name, args, "?", false})
		}
	}
	return calls
}

// Paths returns the files that a call names, as descriptors or in quotes.
func (c Call) Paths() []string {
	if m := ofFd.FindStringSubmatch(c.Args); m != nil {
		return []string{m[1]}
	}
	if c.Name == "execve" {
		return first(quoted.FindAllStringSubmatch(c.Args, 1))
	}
	return first(quoted.FindAllStringSubmatch(c.Args, -1))
}

func first(matches [][]string) (paths []string) {
	for _, m := range matches {
		paths = append(paths, m[1])
	}
	return paths
}
