package strictyaml_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/dockercfg/dockercfg/shared/strictyaml"
)

// text formats a value on one line, with the line of each member.
func text(v strictyaml.Value) string {
	switch v.Kind {
	case strictyaml.Scalar:
		return fmt.Sprintf("%q", v.Text)
	case strictyaml.List:
		var items []string
		for _, item := range v.Items {
			items = append(items, text(item))
		}
		return "[" + strings.Join(items, " ") + "]"
	case strictyaml.Map, strictyaml.Odd:
		var members []string
		for _, m := range v.Members {
			members = append(members, fmt.Sprintf("%s@%d=%s", m.Name, m.Line, text(m.Value)))
		}
		return map[bool]string{false: "{", true: "odd{"}[v.Kind == strictyaml.Odd] + strings.Join(members, " ") + "}"
	}
	return "null"
}

func TestParse(t *testing.T) {
	for document, want := range map[string]string{
		"":                               "",
		"a: 1\nb: [yes, ~]\nc: |\n  x\n": `{a@1="1" b@2=["yes" null] c@3="x\n"}`,
		"a: 1\n---\nb: 2\n":              `{a@1="1"} {b@3="2"}`,
		"x: &x {k: v, l: w}\ny:\n  <<: *x\n  k: own\n": `{x@1={k@1="v" l@1="w"} y@2={k@4="own" l@1="w"}}`,
		"x: &x [1]\ny: *x\n":                           `{x@1=["1"] y@2=["1"]}`,
		"tag: {{ .Branch }}\n":                         `{tag@1=odd{}}`,
		`{"a": {"b": null}}`:                           `{a@1={b@1=null}}`,
	} {
		values, err := strictyaml.Parse([]byte(document))
		var got []string
		for _, v := range values {
			got = append(got, text(v))
		}
		if err != nil || strings.Join(got, " ") != want {
			t.Errorf("%q is %q, %v", document, got, err)
		}
	}
}

func TestRefused(t *testing.T) {
	bomb := "a: &a [x,x,x,x,x,x,x,x,x,x]\n"
	for c := 'b'; c <= 'i'; c++ {
		bomb += fmt.Sprintf("%c: &%c [%s*%c]\n", c, c, strings.Repeat(fmt.Sprintf("*%c,", c-1), 9), c-1)
	}
	for document, problem := range map[string]string{
		"a: 1\nb: 2\na: 3\n":  "line 3: the key appears twice in one map",
		"a: CANARY\n\tb: 1\n": "this is not valid YAML",
		"a: [1\n":             "this is not valid YAML",
		"a: *none\n":          "this is not valid YAML",
		bomb:                  "aliases expand to too many values",
		strings.Repeat("[", 200) + strings.Repeat("]", 200): "nested too deeply",
	} {
		values, err := strictyaml.Parse([]byte(document))
		if err == nil || !strings.Contains(err.Error(), problem) || strings.Contains(err.Error(), "CANARY") ||
			values != nil {
			t.Errorf("%.60q: %v", document, err)
		}
	}
}

// FuzzParse: no input causes a panic or takes too long.
func FuzzParse(f *testing.F) {
	f.Add([]byte("a: &a {<<: *a}\n? [x]\n: y\n"))
	f.Fuzz(func(_ *testing.T, data []byte) { _, _ = strictyaml.Parse(data) })
}
