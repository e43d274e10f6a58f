package envname

import (
	"slices"
	"strings"
)

// Misnamed is a variable of the form DOCKER_<registry>_USR, _PSW or _PSW_FILE that no
// program reads, because <registry> is not encoded correctly: DOCKER_MY_HOST_USR does not
// belong to my_host, whose variable is DOCKER_MY_5F_HOST_USR.
type Misnamed struct {
	Variable     string
	code, suffix string
}

// MisnamedIn returns such variables, sorted.
func MisnamedIn(assignments []string) (found []Misnamed) {
	for v := range perRegistry(assignments) {
		if _, valid := Decode(v.code); !valid && folded(v.code) != "" {
			found = append(found, Misnamed{v.name, v.code, v.suffix})
		}
	}
	slices.SortFunc(found, func(a, b Misnamed) int { return strings.Compare(a.Variable, b.Variable) })
	return found
}

// Resembles reports whether the variable may be meant for a registry: the names are the
// same except for case and for characters that a variable's name cannot contain.
func (m Misnamed) Resembles(host string) bool {
	return folded(host) == folded(m.code) || folded(host) == folded(decoder.Replace(strings.ToUpper(m.code)))
}

// For returns the name of the registry's variable of the same kind.
func (m Misnamed) For(host string) string {
	return "DOCKER_" + strings.ToUpper(Encode(host)) + m.suffix
}

// decoder decodes everything that looks like the encoding.
var decoder = strings.NewReplacer("_2D_", "-", "_3A_", ":", "_5F_", "_", "_5B_", "[", "_5D_", "]")

// folded replaces everything but letters and digits by underscores.
func folded(name string) string {
	return strings.Join(strings.FieldsFunc(strings.ToLower(name), func(r rune) bool {
		return !(r >= 'a' && r <= 'z' || r >= '0' && r <= '9')
	}), "_")
}

// Dotted returns the registry that the variable most probably is meant for if nothing
// else is known: most names have dots.
func (m Misnamed) Dotted() string { return strings.ReplaceAll(folded(m.code), "_", ".") }
