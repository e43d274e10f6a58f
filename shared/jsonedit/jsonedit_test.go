package jsonedit_test

import (
	"encoding/json"
	"reflect"
	"strings"
	"testing"

	"github.com/dockercfg/dockercfg/shared/jsonedit"
)

type edit struct {
	path  string // separated by spaces
	value any    // nil deletes the member
}

// TestEdit: only the named members change, and new ones have the style of their
// neighbours.
func TestEdit(t *testing.T) {
	for name, test := range map[string]struct {
		before string
		edits  []edit
		after  string
	}{
		"nothing there": {"", []edit{{"credsStore", "file"}}, "{\n\t\"credsStore\": \"file\"\n}\n"},
		"empty": {
			"{}", []edit{{"credHelpers h", "ecr"}}, "{\n\t\"credHelpers\": {\n\t\t\"h\": \"ecr\"\n\t}\n}",
		},
		"byte order mark": {"\xef\xbb\xbf{ }\n", []edit{{"a", 1}}, "{\n\t\"a\": 1\n}\n"},
		"nothing to do":   {" { \"a\" : 1e3 }\r\n", nil, " { \"a\" : 1e3 }\r\n"},
		"replaced":        {"{\"a\":1.50,\"b\":2}", []edit{{"b", "<x>"}}, "{\"a\":1.50,\"b\":\"<x>\"}"},
		"one line":        {"{\"a\":1}", []edit{{"b c", 2}}, "{\"a\":1,\"b\":{\"c\":2}}"},
		"one line, wide":  {"{\"a\": 1}", []edit{{"b", 2}}, "{\"a\": 1, \"b\": 2}"},
		"two spaces": {
			"{\n  \"auths\": {\n    \"h\": {}\n  },\n  \"x\": [1,\n2]\n}\n",
			[]edit{{"auths i", map[string]string{"auth": "dTpw"}}},
			"{\n  \"auths\": {\n    \"h\": {},\n    \"i\": {\n      \"auth\": \"dTpw\"\n    }\n  },\n  \"x\": " +
				"[1,\n2]\n}\n"},
		"first removed":  {"{\n\t\"a\": 1,\n\t\"b\": 2\n}", []edit{{"a", nil}}, "{\n\t\"b\": 2\n}"},
		"last removed":   {"{\n\t\"a\": 1,\n\t\"b\": 2\n}", []edit{{"b", nil}}, "{\n\t\"a\": 1\n}"},
		"middle removed": {"{ \"a\":1, \"b\":2,  \"c\":3 }", []edit{{"b", nil}}, "{ \"a\":1,  \"c\":3 }"},
		"all removed":    {"{\n\t\"a\": 1,\n\t\"b\": 2\n}\n", []edit{{"a", nil}, {"b", nil}}, "{}\n"},
		"swapped":        {"{\n\t\"a\": 1\n}\n", []edit{{"a", nil}, {"b", 2}}, "{\n\t\"b\": 2\n}\n"},
		"missing":        {"{\"a\": 1}", []edit{{"b c", nil}}, "{\"a\": 1}"},
		"set and unset":  {"{\"a\": 1}", []edit{{"b", 2}, {"b", nil}}, "{\"a\": 1}"},
		"null":           {"{\n \"auths\": null\n}", []edit{{"auths h", 1}}, "{\n \"auths\": {\n  \"h\": 1\n }\n}"},
		"emptied inside": {"{\"a\": {\"h\": \"x\"}, \"b\": 1}", []edit{{"a h", nil}}, "{\"a\": {}, \"b\": 1}"},
		"odd keys":       {"{\"\\u0061\": 1}", []edit{{"a", 2}, {"\"<", 3}}, "{\"\\u0061\": 2, \"\\\"\\u003c\": 3}"},
	} {
		document, err := jsonedit.Parse([]byte(test.before))
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		for _, e := range test.edits {
			path := strings.Fields(e.path)
			if e.value == nil {
				err = document.Delete(path...)
			} else {
				err = document.Set(e.value, path...)
			}
			if err != nil {
				t.Errorf("%s: %v", name, err)
			}
		}
		if after, err := document.Bytes(); err != nil || string(after) != test.after {
			t.Errorf("%s: %v, got\n%s\nwant\n%s", name, err, after, test.after)
		}
	}
}

// TestRefused: a value that is not an object is an error, and is not replaced.
func TestRefused(t *testing.T) {
	for _, text := range []string{"[]", "1", "{", "{} {}", "{\"a\":1,\"a\":2}"} {
		if _, err := jsonedit.Parse([]byte(text)); err == nil {
			t.Errorf("%s is accepted", text)
		}
	}
	document, err := jsonedit.Parse([]byte("{\n\"auths\": []}"))
	if err != nil {
		t.Fatal(err)
	}
	if err := document.Set(1, "auths", "h"); err == nil ||
		err.Error() != "line 2, column 10: an object was expected, this is an array" {
		t.Errorf("a member of an array: %v", err)
	}
}

// FuzzEdit: the result is valid JSON with the new member, and all other members are
// unchanged.
func FuzzEdit(f *testing.F) {
	f.Add("{\n  \"a\": {\"b\": 1},\n  \"c\": 2\n}", "a", "d")
	f.Add("{}", "x", "\x00")
	f.Fuzz(func(t *testing.T, text, outer, inner string) {
		document, err := jsonedit.Parse([]byte(text))
		if err != nil {
			return
		}
		if document.Set("new", outer, inner) != nil {
			return
		}
		after, err := document.Bytes()
		if err != nil {
			t.Fatal(err)
		}
		var want, got map[string]any
		if strings.TrimSpace(strings.TrimPrefix(text, "\xef\xbb\xbf")) == "" {
			text = "{}"
		}
		if json.Unmarshal([]byte(strings.TrimPrefix(text, "\xef\xbb\xbf")), &want) != nil {
			return
		}
		if err := json.Unmarshal(after, &got); err != nil {
			t.Fatalf("%q becomes %q: %v", text, after, err)
		}
		object, _ := want[outer].(map[string]any)
		if object == nil {
			object = map[string]any{}
			want[outer] = object
		}
		object[inner] = "new"
		if !reflect.DeepEqual(got, want) {
			t.Fatalf("%q becomes %q", text, after)
		}
	})
}
