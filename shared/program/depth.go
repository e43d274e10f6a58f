package program

import (
	"os"
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

// deeper gives a child's environment with the depth counted on, in one place: of two
// assignments a Go program takes the first. It also gives how long to wait for a child
// that was asked to end, or that ended and left a child of its own with its output. Who
// is asked first waits longest: a helper in the middle has ended its own child before it
// is itself ended the hard way.
func deeper(env []string) ([]string, time.Duration, error) {
	if env == nil {
		env = os.Environ()
	}
	depth, others := 0, make([]string, 0, len(env)+1)
	for _, assignment := range env {
		if value, ok := strings.CutPrefix(assignment, depthName+"="); ok {
			depth, _ = strconv.Atoi(value) // what is no number counts from the start
		} else {
			others = append(others, assignment)
		}
	}
	if depth >= maxDepth {
		return nil, 0, fault.New(fault.Config, "helpers start each other in a circle").
			WithHint("look which of them credsStore and credHelpers name")
	}
	return append(others, depthName+"="+strconv.Itoa(depth+1)), time.Duration(maxDepth-depth) * step, nil
}
