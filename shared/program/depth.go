package program

import (
	"os"
	"strconv"
	"strings"

	"github.com/dockercfg/dockercfg/shared/fault"
)

// A helper may start a keeper, a router may start a helper; more than that is a
// circle, such as a store that is a script around the helper that asks it.
const (
	depthName = "DOCKERCFG_DEPTH"
	maxDepth  = 4
)

// deeper gives a child's environment with the depth counted on.
func deeper(env []string) ([]string, error) {
	if env == nil {
		env = os.Environ()
	}
	depth := 0
	for _, assignment := range env {
		if value, ok := strings.CutPrefix(assignment, depthName+"="); ok {
			depth, _ = strconv.Atoi(value) // what is no number counts from the start
		}
	}
	if depth >= maxDepth {
		return nil, fault.New(fault.Config, "helpers start each other in a circle: look which of them credsStore and credHelpers name")
	}
	return append(env[:len(env):len(env)], depthName+"="+strconv.Itoa(depth+1)), nil
}
