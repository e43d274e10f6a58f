//go:build unix

package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/dockercfg/dockercfg/helpers/dockercfg/internal/encryption"
)

// TestSizes: what encrypt writes, decrypt opens, and what is too large is refused with
// that reason before anything is written.
func TestSizes(t *testing.T) {
	t.Parallel()
	s := newStage(t, "{}", nil)
	line := "A=" + strings.Repeat("b", 61) + "\n"
	s.write(t, "most", strings.Repeat(line, encryption.MaxPlain/len(line)), 0o600)
	s.write(t, "more", strings.Repeat(line, encryption.MaxPlain/len(line))+"\n", 0o600)
	s.write(t, "huge", "codeship:v2\n"+strings.Repeat("AAAA", 5<<20), 0o600)
	s.write(t, "plain", "{"+strings.Repeat(" ", 20<<20)+"}", 0o600)
	key, err := s.command("keygen", "--age", "-o", "key.txt").Output()
	if err != nil {
		t.Fatalf("%v: %s", err, key)
	}
	_, recipient, _ := strings.Cut(strings.TrimSpace(string(key)), "age1")
	if out, err := s.command("keygen").CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	for kind, flags := range map[string][2][]string{
		"jet": {},
		"age": {{"--armor", "--recipient", "age1" + recipient}, {"--identity", "key.txt"}},
	} {
		for _, c := range []struct {
			verb, in, out, refused string
			flags                  []string
		}{
			{"encrypt", "most", "most." + kind, "", flags[0]},
			{"decrypt", "most." + kind, "most.again." + kind, "", flags[1]},
			{"encrypt", "more", "more." + kind, "is larger than 8388608 bytes", flags[0]},
			{"decrypt", "huge", "huge." + kind, "it is larger than 16 MiB", nil},
			{"decrypt", "plain", "plain." + kind, "is plain JSON, not encrypted", nil},
		} {
			out, err := s.command(append(append([]string{c.verb}, c.flags...), c.in, c.out)...).CombinedOutput()
			_, missing := os.Stat(filepath.Join(s.dir, c.out))
			refused := err != nil && missing != nil
			if refused != (c.refused != "") || !strings.Contains(string(out), c.refused) {
				t.Errorf("%s %s (%s): %v: %.300s", c.verb, c.in, kind, err, out)
			}
		}
	}
	cmd := s.command("encrypt", "-", "piped")
	cmd.Stdin = strings.NewReader(strings.Repeat(line, encryption.MaxPlain/len(line)) + "\n")
	if out, err := cmd.CombinedOutput(); err == nil || !strings.Contains(string(out), "larger than 8388608 bytes") {
		t.Errorf("from standard input: %v: %.300s", err, out)
	}
}
