package protocol

import (
	"os"
	"strings"
	"time"

	"github.com/dockercfg/dockercfg/shared/process"
)

// deliver writes an answer of the program called name, one write per stream, and
// closes standard output; an answer that did not arrive whole is a failed exit.
// Standard output comes first: it is what the client reads, and nobody may be
// draining standard error.
func (r reply) deliver(name string) int {
	code := r.code
	if code != 0 && process.OneOutput() {
		r.err = strings.TrimPrefix(r.err, r.out) // who looks at both need not read it twice
	}
	switch {
	case r.out == "":
	case r.code == 0 && process.StdoutIsNull():
		code = 1
		r.err = name + ": internal: standard output is closed, so the answer is lost\n"
	default:
		_, err := os.Stdout.WriteString(r.out)
		if closing := os.Stdout.Close(); err == nil {
			err = closing
		}
		if err != nil {
			code = 1
			r.err = name + ": internal: the answer cannot be written to standard output\n"
		}
	}
	if r.err != "" {
		time.AfterFunc(time.Second, func() { os.Exit(code) }) // nobody drains it
		_, _ = os.Stderr.WriteString(r.err)
	}
	return code
}
