package conformance

import (
	"io"
	"runtime"
	"strings"
)

const (
	mostMemory = 64 << 20
	// muchInput is twice that: who keeps it is seen, and this machine survives it.
	muchInput = 128 << 20
)

// flood is much input, which counts what is taken of it.
type flood struct {
	text  string
	taken int
}

func (f *flood) Read(p []byte) (int, error) {
	if f.taken >= muchInput {
		return 0, io.EOF
	}
	n := 0
	for n < len(p) {
		n += copy(p[n:], f.text)
	}
	f.taken += n
	return n, nil
}

// bounds is P48.
func bounds(s *session, v *verdict) {
	const login = `{"ServerURL":"a.example","Username":"u","Secret":"`
	for _, c := range []struct{ verb, begin, text string }{
		{"get", "", "a"}, {"get", "", "aaaaaaaaaaaaaaa\n"}, {"erase", "", "a"}, {"erase", "", "\x00"}, {"store", login,
			"a"}, {"store", login, "\n"},
	} {
		much := &flood{text: c.text}
		a := s.run(request{args: []string{c.verb}, reader: io.MultiReader(strings.NewReader(c.begin), much)})
		what := strings.TrimSpace(c.verb + " with much input of " + quoted(c.text))
		v.want(a.refuses() || c.verb == "erase" && s.mayNote(a), "%s: %s", what, a)
		v.want(a.peak < mostMemory, "%s: it takes %d MiB", what, a.peak>>20)
		v.want(much.taken < muchInput, "%s: it reads all of it", what)
	}
	if runtime.GOOS == "windows" {
		v.skipf("memory cannot be measured on this system")
	}
	if s.cloud != nil {
		hugeAnswer(s, v)
	}
}
