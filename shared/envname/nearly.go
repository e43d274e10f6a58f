package envname

import (
	"slices"
	"strings"
)

// Misnamed is a variable of the form DOCKER_<registry>_USR, _PSW or _PSW_FILE that names
// no registry, since <registry> is not written by the code: DOCKER_MY_HOST_USR is not of
// my_host, which is DOCKER_MY_5F_HOST_USR. It is read by no program.
type Misnamed struct {
	Variable     string
	code, suffix string
}

// MisnamedIn lists such variables, sorted.
func MisnamedIn(assignments []string) (found []Misnamed) {
	for v := range perRegistry(assignments) {
		if _, valid := Decode(v.code); !valid && folded(v.code) != "" {
			found = append(found, Misnamed{v.name, v.code, v.suffix})
		}
	}
	slices.SortFunc(found, func(a, b Misnamed) int { return strings.Compare(a.Variable, b.Variable) })
	return found
}

// Resembles tells whether the variable may be meant for a registry: it is the same but
// for the characters that a variable's name does not have, and for case.
func (m Misnamed) Resembles(host string) bool {
	return folded(host) == folded(m.code) || folded(host) == folded(decoder.Replace(strings.ToUpper(m.code)))
}

// For is the variable of the same kind that names a registry.
func (m Misnamed) For(host string) string {
	return "DOCKER_" + strings.ToUpper(Encode(host)) + m.suffix
}

// decoder undoes the code wherever it seems to be used.
var decoder = strings.NewReplacer("_2D_", "-", "_3A_", ":", "_5F_", "_", "_5B_", "[", "_5D_", "]")

// folded is a name with everything but letters and digits made one sign.
func folded(name string) string {
	return strings.Join(strings.FieldsFunc(strings.ToLower(name), func(r rune) bool {
		return !(r >= 'a' && r <= 'z' || r >= '0' && r <= '9')
	}), "_")
}

// Dotted is the registry that the variable would most probably be meant for if nothing
// else is known: most names have dots.
func (m Misnamed) Dotted() string { return strings.ReplaceAll(folded(m.code), "_", ".") }
