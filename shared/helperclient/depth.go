package helperclient

import (
	"os"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/dockercfg/dockercfg/shared/fault"
)

// A helper may start a keeper, a router may start a helper; more than that is a
// circle, such as a store that is a script around the helper that asks it.
const (
	depthName = "DOCKERCFG_DEPTH"
	maxDepth  = 4
	step      = 300 * time.Millisecond
)

// deeper gives a child's environment with the depth counted on, and how long to wait
// for a child that was asked to end, or that ended and left a child of its own with its
// output. Who is asked first waits longest: a helper in the middle has ended its own
// child before it is itself ended the hard way.
func deeper(env []string) ([]string, time.Duration, error) {
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
		return nil, 0, fault.New(fault.Config, "helpers start each other in a loop").
			WithHint("check which helpers credsStore and credHelpers name")
	}
	return once(append(slices.Clip(env), depthName+"="+strconv.Itoa(depth+1))), time.Duration(maxDepth-depth) * step, nil
}

// once leaves the last of all assignments to a name, as os/exec does. Of two, a Go
// program takes the first.
func once(env []string) []string {
	last := make(map[string]int, len(env))
	for i, assignment := range env {
		last[nameOf(assignment)] = i
	}
	out := make([]string, 0, len(env))
	for i, assignment := range env {
		if last[nameOf(assignment)] == i {
			out = append(out, assignment)
		}
	}
	return out
}

// nameOf is a variable's name with its "=". On Windows the names of working directories
// begin with "=". An entry that is no assignment stands for itself.
func nameOf(assignment string) string {
	for i := 1; i < len(assignment); i++ {
		if assignment[i] == '=' {
			return assignment[:i+1]
		}
	}
	return assignment
}
