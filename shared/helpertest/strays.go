package helpertest

import (
	"strings"
	"testing"
)

// Strays checks how a helper reads a variable with a secret (shared/envname): a final line
// ending is removed, and quotes around the whole value are an error that names the variable.
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
	// A static credential is the same each time.
	explained := w.Run(t, "explain", w.Own, append(env[:len(env):len(env)], variable+"="+value)...)
	static := strings.Contains(explained.Out, `"Kind":"static"`)
	for _, end := range []string{"\n", "\r\n"} {
		if a := get(value + end); a.Code != 0 || static && a.Out != plain.Out {
			t.Errorf("%s with the line ending %q: %+v", variable, end, a)
		}
	}
	for _, quote := range []string{`"`, "'"} {
		quoted := append(env[:len(env):len(env)], variable+"="+quote+value+quote)
		w.Fails(t, "config", variable+" has quotes around its value", quoted...)
	}
}
