package envname

import (
	"iter"
	"slices"
	"strings"
)

// Registries returns the registries of variables of the form DOCKER_<registry>_USR, _PSW
// or _PSW_FILE, complete or not, sorted. assignments are `NAME=value`, as os.Environ
// returns them.
func Registries(assignments []string) []string {
	var hosts []string
	for v := range perRegistry(assignments) {
		if host, valid := Decode(v.code); valid && !slices.Contains(hosts, host) {
			hosts = append(hosts, host)
		}
	}
	slices.Sort(hosts)
	return hosts
}

// variable is the parsed name of one of a registry's variables.
type variable struct{ name, code, suffix string }

// perRegistry returns the variables of that form that have a value.
func perRegistry(assignments []string) iter.Seq[variable] {
	return func(yield func(variable) bool) {
		for _, assignment := range assignments {
			name, value, _ := strings.Cut(assignment, "=")
			rest, ok := strings.CutPrefix(name, "DOCKER_")
			if !ok || value == "" {
				continue
			}
			for _, suffix := range []string{"_USR", "_PSW", "_PSW_FILE"} {
				if code, ok := strings.CutSuffix(rest, suffix); ok && !yield(variable{name, code, suffix}) {
					return
				}
			}
		}
	}
}
