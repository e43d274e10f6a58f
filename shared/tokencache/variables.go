package tokencache

import (
	"os"
	"runtime"

	"github.com/dockercfg/dockercfg/shared/ascii"
	"github.com/dockercfg/dockercfg/shared/registry"
)

// common are the variables that can decide for every provider: where config.toml
// and the home directory are, and what the converter asks for.
func common() []string {
	return []string{"DOCKERCFG_CONFIG", "DOCKERCFG_STATIC", "XDG_CONFIG_HOME", "HOME", "AppData", "APPDATA", "USERPROFILE"}
}

// Variables is a digest of everything that decides about a token and is known
// without looking at a file: all variables that match a pattern, the user, and the
// repository where only one is asked for. A pattern is a name, or the beginning of
// names with a final "*"; environ is os.Environ of the start. A pattern too many costs an exchange; a pattern too few
// would serve somebody else's token.
func (k Key) Variables(environ, patterns []string, name registry.Name) string {
	taken := take(environ, patterns)
	text := make([]byte, 0, 1024)
	for _, assignment := range taken {
		text = AppendField(text, assignment)
	}
	text = appendInt(text, int64(os.Geteuid()))
	if !name.Whole() {
		text = AppendField(text, name.Path)
	}
	return k.Digest(string(text))
}

// Set tells whether a variable that matches a pattern has a value.
func Set(patterns ...string) bool {
	for _, assignment := range os.Environ() {
		if name, value, _ := ascii.Cut(assignment, '='); value != "" && matches(name, patterns) {
			return true
		}
	}
	return false
}

// take gives the assignments whose names match, sorted.
func take(environ, patterns []string) (taken []string) {
	for _, assignment := range environ {
		if name, _, _ := ascii.Cut(assignment, '='); matches(name, common()) || matches(name, patterns) {
			taken = append(taken, assignment)
		}
	}
	for i := range taken { // some ten of them: sorted as they come
		for j := i; j > 0 && taken[j] < taken[j-1]; j-- {
			taken[j], taken[j-1] = taken[j-1], taken[j]
		}
	}
	return taken
}

func matches(name string, patterns []string) bool {
	if runtime.GOOS == "windows" {
		name = upper(name)
	}
	for _, pattern := range patterns {
		if runtime.GOOS == "windows" {
			pattern = upper(pattern)
		}
		if n := len(pattern) - 1; pattern[n] == '*' {
			if ascii.HasPrefix(name, pattern[:n]) {
				return true
			}
		} else if name == pattern {
			return true
		}
	}
	return false
}

// upper gives s with a to z in upper case: on Windows a name's case says nothing.
func upper(s string) string {
	b := []byte(s)
	for i, c := range b {
		if c >= 'a' && c <= 'z' {
			b[i] = c - ('a' - 'A')
		}
	}
	return string(b)
}
