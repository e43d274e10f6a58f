package protocol

import (
	"os"
	"strings"
	"time"

	"github.com/dockercfg/dockercfg/shared/process"
)

// deliver writes the answer of the program called name, with one write per stream, and
// closes standard output. If the answer cannot be written completely, the exit code is
// not 0. Standard output is first, since clients read it, while nothing may be reading
// standard error.
func (r reply) deliver(name string) int {
	code := r.code
	if code != 0 && process.OneOutput() {
		r.err = strings.TrimPrefix(r.err, r.out) // a reader of both needs the line only once
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
		time.AfterFunc(time.Second, func() { os.Exit(code) }) // if nothing reads standard error
		_, _ = os.Stderr.WriteString(r.err)
	}
	return code
}
