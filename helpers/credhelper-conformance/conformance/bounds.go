package conformance

import (
	"io"
	"runtime"
	"strings"
)

const (
	mostMemory = 64 << 20
	// muchInput is twice mostMemory: enough to notice a program that keeps it all, and
	// little enough for this machine.
	muchInput = 128 << 20
)

// flood is a reader that repeats text up to muchInput bytes, and counts what is read.
type flood struct {
	text string
	read int
}

func (f *flood) Read(p []byte) (int, error) {
	if f.read >= muchInput {
		return 0, io.EOF
	}
	n := 0
	for n < len(p) {
		n += copy(p[n:], f.text)
	}
	f.read += n
	return n, nil
}

// bounds checks P48.
func bounds(s *session, v *verdict) {
	const login = `{"ServerURL":"a.example","Username":"u","Secret":"`
	for _, c := range []struct{ verb, begin, text string }{
		{"get", "", "a"}, {"get", "", "aaaaaaaaaaaaaaa\n"}, {"erase", "", "a"}, {"erase", "", "\x00"},
		{"store", login, "a"}, {"store", login, "\n"},
	} {
		much := &flood{text: c.text}
		a := s.run(request{args: []string{c.verb}, reader: io.MultiReader(strings.NewReader(c.begin), much)})
		what := c.verb + " with endless input of " + quoted(c.text)
		v.want(a.refuses() || c.verb == "erase" && s.isNote(a), "%s: %s", what, a)
		v.want(a.peak < mostMemory, "%s: it uses %d MiB", what, a.peak>>20)
		v.want(much.read < muchInput, "%s: it reads all of it", what)
	}
	if runtime.GOOS == "windows" {
		v.skipf("memory cannot be measured on this system")
	}
	if s.cloud != nil {
		hugeAnswer(s, v)
	}
}
