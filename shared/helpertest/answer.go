package helpertest

import (
	"encoding/json"
	"strings"
	"testing"
)

// resolved is the output of answer.
type resolved struct {
	ServerURL, Username, Secret   string
	Helper, Source, Kind, Expires string
	Cached                        bool
}

// Answered runs answer, which prints the output of get and of explain as one object.
func (w *World) Answered(t *testing.T, asked string) resolved {
	t.Helper()
	a := w.Run(t, "answer", asked)
	var s resolved
	strict := json.NewDecoder(strings.NewReader(a.Out))
	if err := strict.Decode(&s); err != nil || a.Code != 0 || strings.Count(a.Out, "\n") != 1 {
		t.Fatalf("answer: %+v, %v", a, err)
	}
	return s
}

// answer checks the verb that dockercfg and docker-credential-auto use: it combines get and
// explain, and fails as get does.
func (h Helper) answer(t *testing.T) {
	w := NewWorld(t, h.Name, h.Own, h.Env...)
	if h.Keeper {
		if a := w.Run(t, "store", h.login()); a.Code != 0 {
			t.Fatalf("store: %+v", a)
		}
	}
	for _, asked := range []string{"", "\n", "foreign.example.invalid", "foreign.example.invalid/path"} {
		get, a := w.Run(t, "get", asked), w.Run(t, "answer", asked)
		if get.Code != 1 || a.Code != get.Code || a.Out != get.Out || a.Err != get.Err {
			t.Errorf("%q: get %+v, answer %+v", asked, get, a)
		}
	}
	if h.Minting {
		return // type Minting tests this, since it has a cloud that creates the token
	}
	s := w.Answered(t, h.Own)
	if s.ServerURL != h.Own || s.Username != h.User || s.Secret != h.Secret || s.Source == "" || s.Kind != "static" ||
		s.Cached {
		t.Errorf("%+v", s)
	}
	e := w.Run(t, "explain", h.Own)
	if !strings.Contains(e.Out, `"Helper":"`+s.Helper+`"`) || !strings.Contains(e.Out, `"Kind":"`+s.Kind+`"`) {
		t.Errorf("explain: %+v, answer: %+v", e, s)
	}
}
