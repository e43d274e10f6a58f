package helperclient

import (
	"os"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/dockercfg/dockercfg/shared/fault"
)

// A helper may start a store, and a router may start a helper. More levels mean a loop,
// such as a store that is a script around the helper that asks it.
const (
	depthName = "DOCKERCFG_DEPTH"
	maxDepth  = 4
	step      = 300 * time.Millisecond
)

// deeper returns the environment for a child process, with an increased depth, and the
// grace period: how long to wait for a child that was asked to exit, or whose own child
// still holds its output. Outer processes get a longer grace period than inner ones, so
// that a helper can stop its own child before it is killed.
func deeper(env []string) ([]string, time.Duration, error) {
	if env == nil {
		env = os.Environ()
	}
	depth := 0
	for _, assignment := range env {
		if value, ok := strings.CutPrefix(assignment, depthName+"="); ok {
			depth, _ = strconv.Atoi(value) // an invalid number counts as 0
		}
	}
	if depth >= maxDepth {
		return nil, 0, fault.New(fault.Config, "helpers start each other in a loop").
			WithHint("check which helpers credsStore and credHelpers name")
	}
	env = once(append(slices.Clip(env), depthName+"="+strconv.Itoa(depth+1)))
	return env, time.Duration(maxDepth-depth) * step, nil
}

// once keeps the last of several assignments to a variable, as os/exec does. A Go program
// uses the first one.
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

// nameOf returns the variable's name with the "=". On Windows the names of working
// directories begin with "=". An entry without "=" is returned unchanged.
func nameOf(assignment string) string {
	for i := 1; i < len(assignment); i++ {
		if assignment[i] == '=' {
			return assignment[:i+1]
		}
	}
	return assignment
}
