package main

import (
	"strings"
	"testing"
)

// TestHintIsQuoted: a shell reads the path in the command as one word.
func TestHintIsQuoted(t *testing.T) {
	file := namedFile{path: "/my $(id)"}
	for problem, want := range map[string]string{directory: "`rmdir '/my $(id)'`", unreadable: "`chmod 600 '/my $(id)'`"} {
		if got := file.hint(problem); !strings.Contains(got, want) {
			t.Errorf("%s, not %s", got, want)
		}
	}
}

// TestProfileIsQuoted: the name of a profile may have spaces.
func TestProfileIsQuoted(t *testing.T) {
	s := session{choice: choice{profile: "my team"}}
	if got := s.profileFlag(); got != " --profile 'my team'" {
		t.Errorf("the flag is %s", got)
	}
}
