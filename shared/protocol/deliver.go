package protocol

import (
	"os"

	"github.com/dockercfg/dockercfg/shared/process"
)

// deliver writes an answer of the program called name, one write per stream, and
// closes standard output; an answer that did not arrive whole is a failed exit.
func (r reply) deliver(name string) int {
	warned := make(chan struct{})
	go func() { // nobody may be reading it
		if r.err != "" {
			_, _ = os.Stderr.WriteString(r.err)
		}
		close(warned)
	}()
	if r.code == 0 && r.out != "" && process.StdoutIsNull() {
		_, _ = os.Stderr.WriteString(name + ": internal: standard output is closed, so the answer is lost\n")
		return 1
	}
	if r.out != "" {
		if _, err := os.Stdout.WriteString(r.out); err != nil {
			_, _ = os.Stderr.WriteString(name + ": internal: the answer cannot be written to standard output\n")
			return 1
		}
	}
	if err := os.Stdout.Close(); err != nil && r.code == 0 && r.out != "" {
		return 1
	}
	<-warned
	return r.code
}
