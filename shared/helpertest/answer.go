package helpertest

import (
	"encoding/json"
	"strings"
	"testing"
)

// said is an answer of answer.
type said struct {
	ServerURL, Username, Secret   string
	Helper, Source, Kind, Expires string
	Cached                        bool
}

// Answered runs answer, which is what get and explain say in one object.
func (w *World) Answered(t *testing.T, asked string) said {
	t.Helper()
	a := w.Run(t, "answer", asked)
	var s said
	strict := json.NewDecoder(strings.NewReader(a.Out))
	if err := strict.Decode(&s); err != nil || a.Code != 0 || strings.Count(a.Out, "\n") != 1 {
		t.Fatalf("answer: %+v, %v", a, err)
	}
	return s
}

// answer: what the converter and the router ask with is get and explain in one, and
// fails as get does.
func (h Helper) answer(t *testing.T) {
	w := NewWorld(t, h.Name, h.Own, h.Env...)
	if h.Keeper {
		if a := w.Run(t, "store", `{"ServerURL":"`+h.Own+`","Username":"`+h.User+`","Secret":"`+h.Secret+`"}`); a.Code != 0 {
			t.Fatalf("store: %+v", a)
		}
	}
	for _, asked := range []string{"", "\n", "foreign.example.invalid", "foreign.example.invalid/path"} {
		if get, a := w.Run(t, "get", asked), w.Run(t, "answer", asked); get.Code != 1 || a.Code != get.Code || a.Out != get.Out || a.Err != get.Err {
			t.Errorf("%q: get %+v, answer %+v", asked, get, a)
		}
	}
	if h.Minting {
		return // Minting has a cloud that makes the token
	}
	s := w.Answered(t, h.Own)
	if s.ServerURL != h.Own || s.Username != h.User || s.Secret != h.Secret || s.Source == "" || s.Kind != "static" || s.Cached {
		t.Errorf("%+v", s)
	}
	if e := w.Run(t, "explain", h.Own); !strings.Contains(e.Out, `"Helper":"`+s.Helper+`"`) || !strings.Contains(e.Out, `"Kind":"`+s.Kind+`"`) {
		t.Errorf("explain: %+v, answer: %+v", e, s)
	}
}
