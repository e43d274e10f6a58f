package envname

import "github.com/dockercfg/dockercfg/shared/fault"

// BothSet returns an error if only one of two values that belong together is set. The
// names are those of their variables.
func BothSet(name, value, otherName, otherValue string) error {
	switch {
	case value == "" && otherValue != "":
		name, otherName = otherName, name
	case value == "" || otherValue != "":
		return nil
	}
	return fault.New(fault.Config, "%s is set but %s is not: set both", name, otherName)
}
