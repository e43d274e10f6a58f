package warm

import (
	"os"
	"syscall"
	"time"

	"github.com/dockercfg/dockercfg/shared/process"
)

// notFound is the text of docker-credential-helpers, which clients compare. A test checks
// that main prints the same.
const notFound = "credentials not found in native keychain\n"

// encode formats the answer of get as encoding/json would. ok is false if a string is not
// plain ASCII: main answers those.
func encode(server, user, secret string) (string, bool) {
	out := make([]byte, 0, len(server)+len(user)+len(secret)+64)
	for i, field := range [3][2]string{{"ServerURL", server}, {"Username", user}, {"Secret", secret}} {
		out = append(out, "{,,"[i], '"')
		out = append(append(out, field[0]...), `":"`...)
		for j := 0; j < len(field[1]); j++ {
			switch c := field[1][j]; {
			case c < ' ' || c > '~':
				return "", false
			case c == '"' || c == '\\':
				out = append(out, '\\', c)
			case c == '<' || c == '>' || c == '&': // escaped for HTML, as in encoding/json
				out = append(out, `\u00`...)
				out = append(out, "0123456789abcdef"[c>>4], "0123456789abcdef"[c&15])
			default:
				out = append(out, c)
			}
		}
		out = append(out, '"')
	}
	return string(append(out, "}\n"...)), true
}

// pipeAtom is how many bytes a pipe that is ready accepts without blocking
// (https://man7.org/linux/man-pages/man7/pipe.7.html, PIPE_BUF).
const pipeAtom = 4096

// write prints the answer and exits, unless standard output is closed or the null device.
// It makes the system call itself, since os.File turns a broken pipe into a signal.
func write(name, answer string, code int, limit time.Duration) {
	if process.StdoutIsNull() {
		return
	}
	undrained := func() { os.Exit(1) }
	alarm(limit, undrained)
	for rest := []byte(answer); len(rest) > 0; {
		if !ready(stdout, true, limit) {
			undrained()
		}
		n, err := syscall.Write(syscall.Stdout, rest[:min(len(rest), pipeAtom)])
		if err == syscall.EINTR || err == syscall.EAGAIN {
			time.Sleep(time.Millisecond)
			continue
		}
		if err != nil {
			lost(name)
		}
		rest = rest[n:]
	}
	if syscall.Close(syscall.Stdout) != nil {
		lost(name)
	}
	os.Exit(code)
}

func lost(name string) {
	complain(name + ": internal: the answer cannot be written to standard output\n")
	os.Exit(1)
}

// fail exits with an error if the request did not arrive in time.
func fail(name string, patience time.Duration) {
	line := name + ": input: standard input did not end within " + patience.String() + ": close it after the request\n"
	time.AfterFunc(time.Second, func() { os.Exit(1) })
	if !process.OneOutput() {
		_, _ = syscall.Write(syscall.Stdout, []byte(line))
	}
	complain(line)
	os.Exit(1)
}

func complain(line string) {
	time.AfterFunc(time.Second, func() { os.Exit(1) }) // if nothing reads standard error
	_, _ = syscall.Write(syscall.Stderr, []byte(line))
}
