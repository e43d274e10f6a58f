package environ

import (
	"slices"
	"strings"
)

// Registries lists the registries that variables of the form
// DOCKER_<registry>_USR, _PSW or _PSW_FILE name, complete or not, sorted.
// assignments are `NAME=value`, as os.Environ gives them.
func Registries(assignments []string) []string {
	var hosts []string
	for _, assignment := range assignments {
		name, value, _ := strings.Cut(assignment, "=")
		rest, ok := strings.CutPrefix(name, "DOCKER_")
		if !ok || value == "" {
			continue
		}
		for _, suffix := range suffixes {
			code, ok := strings.CutSuffix(rest, suffix)
			if host, valid := Decode(code); ok && valid && !slices.Contains(hosts, host) {
				hosts = append(hosts, host)
			}
		}
	}
	slices.Sort(hosts)
	return hosts
}
