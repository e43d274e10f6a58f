package codeship

import (
	"strings"
	"testing"
)

// TestImageTag checks that what real projects write is evaluated.
func TestImageTag(t *testing.T) {
	for text, want := range map[string]string{
		"dev":                                                      "dev",
		"{{ .CiName }}-{{ .CommitID }}":                            "codeship-0123456789abcdef0123456789abcdef01234567",
		"{{.Branch}}.{{.CommitDescription}}":                       "featurelogin.Fixthelogin",
		`{{ printf "%.7s" .CommitID }}`:                            "0123456",
		`{{ .CommitID | printf "%.7s" }}`:                          "0123456",
		`{{ printf "%s-%08d" .CiName 7 }}`:                         "codeship-00000007",
		"{{ slice .CommitID 0 7 }}":                                "0123456",
		`{{ print .CiName "-" .Timestamp }}`:                       "codeship-1769862600",
		`{{ .Time.Format "20060102" }}`:                            "20260131",
		`{{ (.Time.AddDate 0 0 1).UTC.Format "2006" }}.{{ $.Ci }}`: "2026.true",
		`{{ if eq .Branch "master" }}latest{{ else if and .Ci .Time.Year }}x{{ end }}`:       "x",
		`{{ if (or (eq .Branch "a") (ne (len .Branch) 3)) }}{{/* why */}}{{ .Ci }}{{ end }}`: "true",
	} {
		if got := evaluate(text, Step{}); got.Tag != want {
			t.Errorf("%s: %q, want %q: %q", text, got.Tag, want, got.Problems)
		}
	}
}

// TestLongImageTag checks that a template which could fill the memory is refused before it
// is evaluated: the template engine builds strings before it writes them.
func TestLongImageTag(t *testing.T) {
	const long = "it is longer than 1024 characters, and is not evaluated"
	nested := func(function string) string { return "{{ .Branch" + strings.Repeat(" | "+function, 3) + " }}" }
	for text, want := range map[string]string{
		`{{$a := "xx"}}` + strings.Repeat(`{{$a = print $a $a}}`, 8) + "{{$a}}": errVariable.Error(),
		"{{ if $a := .Branch }}{{ end }}":                                       errVariable.Error(),
		`{{ print (print (printf "%[1]s%[1]s" .Branch)) }}`:                     errFormat.Error(),
		`{{ printf "%999d" 1 }}`:                                                errFormat.Error(),
		`{{ printf "%*d" 999999 1 }}`:                                           errFormat.Error(),
		`{{ printf "%.*s" 2 .Branch }}`:                                         errFormat.Error(),
		`{{ printf .Branch }}`:                                                  errFormat.Error(),
		`{{ "%999d" | printf }}`:                                                errFormat.Error(),
		`{{ if printf }}{{ end }}`:                                              errFormat.Error(),
		`{{ print (printf) }}`:                                                  errFormat.Error(),
		nested(`printf "%q"`):                                                   errFormat.Error(),
		nested(`printf "%x"`):                                                   errFormat.Error(),
		nested(`printf "%#v"`):                                                  errFormat.Error(),
		nested("js"):                                                            "it calls js, which is not evaluated",
		nested("html"):                                                          "it calls html, which is not evaluated",
		nested("urlquery"):                                                      "it calls urlquery, which is not evaluated",
		`{{ call .Branch }}`:                                                    "it calls call, which is not evaluated",
		`{{ if .Ci }}{{ else }}{{ print (js .Branch) }}{{ end }}`:               "it calls js, which is not evaluated",
		`{{ .Time.Format (.Time.Format "222222") }}`:                            errArgument.Error(),
		`{{ "222222" | .Time.Format | .Time.Format }}`:                          errArgument.Error(),
		`{{ (.Time).Format .Branch }}`:                                          errArgument.Error(),
		`{{ print (print .Nonsense) }}`:                                         "the value .Nonsense does not exist",
		`{{ $.Nonsense }}`:                                                      "the value .Nonsense does not exist",
		`{{ with .Branch }}{{ end }}`:                                           errNested.Error(),
		`{{ if .Ci }}{{ range 9 }}{{ end }}{{ end }}`:                           errNested.Error(),
		strings.Repeat("{{.Branch}}", 100):                                      long,
	} {
		if got := evaluate(text, Step{}); len(got.Problems) != 1 || got.Problems[0] != want || got.Value != "" {
			t.Errorf("%s: %q and %.20q, want %q", text, got.Problems, got.Value, want)
		}
	}
}
