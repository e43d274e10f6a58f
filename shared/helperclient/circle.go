package helperclient

import (
	"os"
	"strings"
)

// answering is the variable that lists the questions that the programs above this one
// are answering, one a line. It goes down to whatever they start, and so through a
// cloud's library, which starts programs by itself.
const answering = "DOCKERCFG_ROUTED"

// Enter notes for the programs that are started from here on that this one answers a
// question, and tells how many above it are answering the same one: a store that is a
// script around the router leads back so, and so do two registries whose programs ask
// for each other. The question has no line break.
func Enter(question string) (above int, err error) {
	asked := os.Getenv(answering)
	for other := range strings.SplitSeq(asked, "\n") {
		if other == question {
			above++
		}
	}
	return above, os.Setenv(answering, strings.TrimPrefix(asked+"\n"+question, "\n"))
}
