package flatjson

import (
	"encoding/json"
	"strings"
	"testing"
	"unicode/utf8"
)

func TestString(t *testing.T) {
	const file = `{"type": "service_account", "private_key": "-----BEGIN\nKEY\"}", "n": [1, {"type": "x"}, null, -1e9],
		"client_email": "ci@p.iam", "source": {"file": "/a\\b", "deep": {"file": "no"}}, "end": true}`
	for path, want := range map[string]string{
		"type": "service_account", "client_email": "ci@p.iam", "source file": `/a\b`, "source deep file": "no", "private_key": "-----BEGIN\nKEY\"}",
	} {
		if got, ok := String(file, strings.Fields(path)...); !ok || got != want {
			t.Errorf("%s: %q, %v", path, got, ok)
		}
	}
	for path, text := range map[string]string{
		"none": file, "number": file, "source": file, "end": file,
		"a": `{"a": "x", "a": "y"}`, "b": `{"b": "x"} `, "c": `{"c": "x"`, "d": `{"d": "x"} {}`, "e": `["e"]`, "f": `{"f": "x",}`, "g": `{"g" "x"}`,
		"h": `{"h": "x` + "\n" + `"}`, "i": "", "j": strings.Repeat("[", 100), "k": `{"k": "x]`, "l": `{"l": "x", "m": }`,
		"m": `{"m": "\u0078"}`, "n": `{"n": "x", "\u006e": "y"}`,
	} {
		if got, ok := String(text, path); ok && path != "b" {
			t.Errorf("%.40s: %q", text, got)
		}
	}
}

// FuzzString holds what is found against encoding/json.
func FuzzString(f *testing.F) {
	for _, seed := range []string{`{"a":"x"}`, `{"b":{"a":"y"},"a":"\n\"\\\/"}`, `[{"a":1}]`, `{"a":"x","a":"y"}`, `{"A":"x"}`, "{}", `{"a":"é"}`, `{"a":-1.5e+3}`} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		got, ok := String(text, "a")
		var document map[string]any
		if !ok || !utf8.ValidString(text) || json.Unmarshal([]byte(text), &document) != nil {
			return
		}
		if want, is := document["a"].(string); !is || want != got {
			t.Errorf("%q: %q, want %q", text, got, document["a"])
		}
	})
}
