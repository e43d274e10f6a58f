package strictjson_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"strings"
	"testing"

	"github.com/dockercfg/dockercfg/shared/strictjson"
)

// TestBound: a document with too many values is refused.
func TestBound(t *testing.T) {
	for n, want := range map[int]bool{99_998: true, 100_001: false} {
		_, err := strictjson.Parse([]byte("[" + strings.Repeat("1,", n) + "1]"))
		if (err == nil) != want || err != nil && !strings.Contains(err.Error(), "more than 100000 values") {
			t.Errorf("%d values: %v", n+2, err)
		}
	}
}

func TestPlaces(t *testing.T) {
	tests := []struct {
		document     string
		line, column int
		problem      string
	}{
		{``, 1, 1, "ends too early"},
		{`{"a":1`, 1, 7, "ends too early"},
		{"{\n\t\"a\": 1,\n}", 3, 1, "comma before the closing bracket"},
		{"{\n // x\n}", 2, 2, "no comments"},
		{`{"a":1} x`, 1, 9, "something follows"},
		{`{"a":1,"a":2}`, 1, 8, "appears twice"},
		{`{a:1}`, 1, 2, "double quotes"},
		{`{"a" 1}`, 1, 6, "colon"},
		{`{"a":1 "b":2}`, 1, 8, "comma"},
		{`["\x"]`, 1, 4, "unknown escape"},
		{"[\"a\nb\"]", 1, 4, "control character"},
		{"[\"\xff\"]", 1, 4, "UTF-8"},
		{`["\ud800"]`, 1, 9, "surrogate"},
		{`["\ud800\u0041"]`, 1, 15, "surrogate"},
		{`[01]`, 1, 3, "comma"},
		{`[1.]`, 1, 4, "digits"},
		{`nul`, 1, 1, "not a JSON value"},
		{"\xef\xbb\xbf{}", 1, 1, "not a JSON value"},
		{strings.Repeat("[", 100000), 1, 130, "too deeply"},
	}
	for _, test := range tests {
		_, err := strictjson.Parse([]byte(test.document))
		var place *strictjson.Error
		if !errors.As(err, &place) || place.Line != test.line || place.Column != test.column ||
			!strings.Contains(place.Problem, test.problem) {
			t.Errorf("%.40q: %v, want line %d, column %d: %s", test.document, err, test.line, test.column, test.problem)
		}
	}
}

// TestParseAbout: in members that are not used, everything that encoding/json accepts is
// accepted and reported. In those that are used, it is an error.
func TestParseAbout(t *testing.T) {
	for odd, doubt := range map[string]string{
		`{"a":1,"a":2}`: "appears twice", "\"\xff\"": "UTF-8", `"\ud800"`: "surrogate", `"\ud800\u0041"`: "surrogate",
		`{"a":[{"b":1,"b":1}]}`:                               "appears twice",
		strings.Repeat("[", 9000) + strings.Repeat("]", 9000): "",
	} {
		unused := `{"auths":{},"other":` + odd + `,"last":1}`
		v, noticed, err := strictjson.ParseAbout([]byte(unused), "auths")
		if err != nil || (noticed == nil) != (doubt == "") || noticed != nil &&
			!strings.Contains(noticed.Problem, doubt) || len(v.Members) != 3 {
			t.Errorf("%.40q: %v, %v", unused, noticed, err)
		}
		for _, name := range []string{"auths", "AUTHS"} {
			used := `{"other":1,"` + name + `":` + odd + `}`
			if _, _, err := strictjson.ParseAbout([]byte(used), "auths"); err == nil {
				t.Errorf("%.40q is accepted", used)
			}
		}
	}
	for _, refused := range []string{`{"auths":1,"auths":2}`, `{"x":1,}`, `{"x":1} {}`, `{"x":` + strings.Repeat("[",
		100000) + `}`, `[{"a":1,"a":2}]`} {
		if _, _, err := strictjson.ParseAbout([]byte(refused), "auths"); err == nil {
			t.Errorf("%.40q is accepted", refused)
		}
	}
	if _, doubt, err := strictjson.ParseAbout([]byte(`{"x":1,"x":2}`), "auths"); doubt == nil || err != nil {
		t.Errorf("a repeated member: %v, %v", doubt, err)
	}
}

func TestKnown(t *testing.T) {
	for document, want := range map[string]bool{
		`{"auths":{},"other":1}`: true, `{"Auths":{}}`: false, `{"auth\u017f":{}}`: false, `{}`: true,
	} {
		v, err := strictjson.Parse([]byte(document))
		if err != nil {
			t.Fatal(err)
		}
		if err := strictjson.Known([]byte(document), v, "auths"); (err == nil) != want {
			t.Errorf("%s: %v", document, err)
		}
	}
}

// FuzzParse: whatever Parse accepts, encoding/json accepts with the same values, and
// every value's position is that of its text.
func FuzzParse(f *testing.F) {
	for _, seed := range []string{
		`{"a":[1,-2.5e3,null,true,false,"\u00e9\ud83d\ude00\n"]}`, `[]`, ` "x" `, `{"a":{"b":{}}}`, `01`,
		`{"a":1,"a":2}`,
		`{"a":1,}`, `[1e999999, -0, 0.10]`, "\xef\xbb\xbf{}", `"\ud800"`, "\"\x00\"", `{} {}`, ``,
	} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		v, err := strictjson.Parse(data)
		if err != nil {
			return
		}
		var theirs any
		decoder := json.NewDecoder(bytes.NewReader(data))
		decoder.UseNumber() // a number may be too large for any Go type
		// Decode reads one value, and ignores the text after it.
		if err := decoder.Decode(&theirs); err != nil || !json.Valid(data) {
			t.Fatalf("accepted %q, which is not JSON: %v", data, err)
		}
		compare(t, data, v, theirs)
	})
}

func compare(t *testing.T, data []byte, v strictjson.Value, theirs any) {
	if !json.Valid(data[v.Start:v.End]) {
		t.Fatalf("the position of a value contains %q", data[v.Start:v.End])
	}
	switch theirs := theirs.(type) {
	case nil:
		if v.Kind != strictjson.Null {
			t.Fatalf("%q is %s, want null", data[v.Start:v.End], v.Kind)
		}
	case bool:
		if v.Kind != strictjson.Bool || (v.Text == "true") != theirs {
			t.Fatalf("%q is %q, want %v", data[v.Start:v.End], v.Text, theirs)
		}
	case json.Number:
		if v.Kind != strictjson.Number || v.Text != theirs.String() {
			t.Fatalf("%q is %q, want %s", data[v.Start:v.End], v.Text, theirs)
		}
	case string:
		if v.Kind != strictjson.String || v.Text != theirs {
			t.Fatalf("%q is %q, want %q", data[v.Start:v.End], v.Text, theirs)
		}
	case []any:
		if len(v.Items) != len(theirs) {
			t.Fatalf("%d items, want %d", len(v.Items), len(theirs))
		}
		for i := range theirs {
			compare(t, data, v.Items[i], theirs[i])
		}
	case map[string]any:
		if len(v.Members) != len(theirs) {
			t.Fatalf("%d members, want %d", len(v.Members), len(theirs))
		}
		for _, m := range v.Members {
			compare(t, data, m.Value, theirs[m.Name])
		}
	}
}
