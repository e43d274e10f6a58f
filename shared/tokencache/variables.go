package tokencache

import (
	"os"
	"runtime"

	"github.com/dockercfg/dockercfg/shared/ascii"
	"github.com/dockercfg/dockercfg/shared/registry"
)

// common returns the variables that matter for every provider: the locations of
// config.toml and of the home directory, and what the converter asks for.
func common() []string {
	return []string{
		"DOCKERCFG_CONFIG", "DOCKERCFG_STATIC", "XDG_CONFIG_HOME", "HOME", "AppData", "APPDATA", "USERPROFILE",
	}
}

// Variables returns a digest of everything that determines a token and is known without
// reading a file: all variables that match a pattern, the user, and the repository if
// only one is asked for. A pattern is a name, or the beginning of names with a final "*".
// environ is os.Environ at the start of the program. A needless pattern costs an exchange
// now and then; a missing pattern would serve another identity's token.
func (k Key) Variables(environ, patterns []string, name registry.Name) string {
	matching := filter(environ, patterns)
	text := make([]byte, 0, 1024)
	for _, assignment := range matching {
		text = AppendField(text, assignment)
	}
	text = appendInt(text, int64(os.Geteuid()))
	if !name.Whole() {
		text = AppendField(text, name.Path)
	}
	return k.Digest(string(text))
}

// AnySet reports whether a variable that matches a pattern has a value.
func AnySet(patterns ...string) bool {
	for _, assignment := range os.Environ() {
		if name, value, _ := ascii.Cut(assignment, '='); value != "" && matches(name, patterns) {
			return true
		}
	}
	return false
}

// filter returns the assignments whose names match, sorted.
func filter(environ, patterns []string) (matching []string) {
	for _, assignment := range environ {
		if name, _, _ := ascii.Cut(assignment, '='); matches(name, common()) || matches(name, patterns) {
			matching = append(matching, assignment)
		}
	}
	for i := range matching { // insertion sort: there are about ten
		for j := i; j > 0 && matching[j] < matching[j-1]; j-- {
			matching[j], matching[j-1] = matching[j-1], matching[j]
		}
	}
	return matching
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

// upper returns s with a to z in upper case. On Windows the case of a variable's name
// does not matter.
func upper(s string) string {
	b := []byte(s)
	for i, c := range b {
		if c >= 'a' && c <= 'z' {
			b[i] = c - ('a' - 'A')
		}
	}
	return string(b)
}
