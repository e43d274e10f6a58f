package helpertest

import (
	"strings"
	"testing"
)

// Strays checks the one rule about what gets into a secret's variable by mistake
// (shared/envname): a final line end is cut, and quotes around the whole are an error
// that names the variable.
func (w *World) Strays(t *testing.T, variable, value string, env ...string) {
	t.Helper()
	env = append(env[:len(env):len(env)], "DOCKERCFG_CACHE=off")
	get := func(value string) Answer {
		return w.Run(t, "get", w.Own, append(env[:len(env):len(env)], variable+"="+value)...)
	}
	plain := get(value)
	if plain.Code != 0 {
		t.Errorf("%s: %+v", variable, plain)
		return
	}
	// A credential that is answered as it stands is the same each time.
	explained := w.Run(t, "explain", w.Own, append(env[:len(env):len(env)], variable+"="+value)...)
	held := strings.Contains(explained.Out, `"Kind":"static"`)
	for _, end := range []string{"\n", "\r\n"} {
		if a := get(value + end); a.Code != 0 || held && a.Out != plain.Out {
			t.Errorf("%s with a line end %q: %+v", variable, end, a)
		}
	}
	for _, quote := range []string{`"`, "'"} {
		quoted := append(env[:len(env):len(env)], variable+"="+quote+value+quote)
		w.Fails(t, "config", variable+" has quotes around its value", quoted...)
	}
}
