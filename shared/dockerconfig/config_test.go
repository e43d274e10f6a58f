package dockerconfig_test

import (
	"encoding/base64"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"github.com/dockercfg/dockercfg/shared/dockerconfig"
)

func b64(s string) string { return base64.StdEncoding.EncodeToString([]byte(s)) }

func TestEntries(t *testing.T) {
	tests := []struct{ entry, user, secret, problem string }{
		{`{"auth":"` + b64("u:p") + `"}`, "u", "p", ""},
		{`{"auth":"` + b64("u:p:q\n") + `"}`, "u", "p:q\n", ""},
		{`{"auth":"` + b64("u:p\x00\x00") + `"}`, "u", "p", ""},
		{`{"auth":"` + b64("a:b") + `","username":"u","password":"p"}`, "a", "b", ""},
		{`{"username":"u","password":"p","email":"none"}`, "u", "p", ""},
		{`{"identitytoken":"T","auth":"` + b64("00000000-0000-0000-0000-000000000000:") + `"}`, "<token>", "T", ""},
		{`{}`, "", "", ""}, {`null`, "", "", ""}, {`{"email":"x"}`, "", "", ""},
		{`{"auth":"` + strings.TrimRight(b64("us:pw"), "=") + `"}`, "us", "pw", ""},
		{`{"auth":"_-=="}`, "", "", "padded standard base64"},
		{`{"auth":" ` + b64("u:p") + `"}`, "", "", "padded standard base64"},
		{`{"auth":"` + b64("up") + `"}`, "", "", "no colon"},
		{`{"auth":7}`, "", "", "auth is not a string"},
		{`[]`, "", "", "not an object"},
		{`{"registrytoken":"T"}`, "", "", "registrytoken"},
	}
	for _, test := range tests {
		c, err := dockerconfig.Parse([]byte(`{"auths":{"h":`+test.entry+`}}`), "test")
		if err != nil || len(c.Auths) != 1 {
			t.Errorf("%s: %v", test.entry, err)
			continue
		}
		e := c.Auths[0]
		problem := ""
		if e.Problem != nil {
			problem = e.Problem.Error()
		}
		if test.problem == "" && (e.Username != test.user || e.Secret.Reveal() != test.secret || problem != "") ||
			test.problem != "" && !strings.Contains(problem, test.problem) {
			t.Errorf("%s: user %q, secret %q, problem %q", test.entry, e.Username, e.Secret.Reveal(), problem)
		}
		if placeholder := test.user == "" && test.problem == ""; e.Placeholder() != placeholder {
			t.Errorf("%s: placeholder %v", test.entry, e.Placeholder())
		}
	}
}

func TestShapes(t *testing.T) {
	for document, want := range map[string]int{
		`{"auths":{"a":{},"b":{}},"credsStore":"x","credHelpers":{"a":"y"},"other":{"auth":1}}`: 2,
		`{"a":{"auth":""},"b":{"username":"u"}}`:                                                2, // legacy .dockercfg
		// one entry is enough for .dockercfg; other members are invalid entries
		`{"a":{"auth":""},"b":{}}`:                            2,
		`{"a":{"auth":""},"b":"x"}`:                           2,
		`{"a":{},"b":"x"}`:                                    0, // neither
		`{"HttpHeaders":{}}`:                                  0,
		"\xef\xbb\xbf{\"auths\":{\"a\":{}}}":                  1,
		`{"auths":null,"credHelpers":null,"credsStore":null}`: 0,
		" \n": 0,
	} {
		c, err := dockerconfig.Parse([]byte(document), "test")
		if err != nil || len(c.Auths) != want {
			t.Errorf("%s: %d entries, %v", document, len(c.Auths), err)
		}
	}
	for _, document := range []string{
		`{"auths":[]}`, `{"credsStore":1}`, `{"credHelpers":{"a":1}}`, `{"credHelpers":[]}`, `"x"`,
		`{"CredsStore":"x"}`,
	} {
		if _, err := dockerconfig.Parse([]byte(document), "test"); err == nil ||
			!strings.HasPrefix(err.Error(), "test, line 1, column ") {
			t.Errorf("%s: error %v", document, err)
		}
	}
}

func TestLoad(t *testing.T) {
	dir := t.TempDir()
	if _, err := dockerconfig.Load(filepath.Join(dir, "none.json")); !dockerconfig.Missing(err) {
		t.Errorf("error %v", err)
	}
	if _, err := dockerconfig.Load(dir); !dockerconfig.Missing(err) {
		t.Errorf("error %v", err)
	}
	if err := os.WriteFile(filepath.Join(dir, "config.json"), []byte(`{"credsStore":"x"}`), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, path := range []string{dir, filepath.Join(dir, "config.json")} {
		if c, err := dockerconfig.Load(path); err != nil || c.CredsStore != "x" {
			t.Errorf("%s: %+v, %v", path, c, err)
		}
	}
}

// TestWarnings: a warning has a kind for programs, and a line for people with the
// location.
func TestWarnings(t *testing.T) {
	path := filepath.Join(t.TempDir(), "config.json")
	text := `{"credStore":"x","auths":{"h":{"auth":"` + b64("u:p") + `"}}}`
	if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
	c, err := dockerconfig.Load(path)
	if err != nil || len(c.Warnings) == 0 {
		t.Fatalf("%+v, %v", c, err)
	}
	unread := c.Warnings[0]
	if unread.Kind != dockerconfig.UnreadKey || unread.Place != path || c.WarningLines()[0] != path+": "+unread.Text {
		t.Errorf("%+v", unread)
	}
	if runtime.GOOS != "windows" &&
		(len(c.Warnings) != 2 || c.Warnings[1].Kind != dockerconfig.Readable ||
			!strings.HasPrefix(c.WarningLines()[1], path+" contains secrets")) {
		t.Errorf("%+v", c.Warnings)
	}
}

// FuzzParse: no input causes a panic, and accepted input is parsed to the same result
// again.
func FuzzParse(f *testing.F) {
	for _, seed := range []string{
		`{"auths":{"h":{"auth":"dTpw"}},"credHelpers":{"a":"b"},"credsStore":"c"}`, `{"h":{"auth":"x"}}`, `[]`, `null`,
		`{"auths":{"h":null}}`, "\xef\xbb\xbf{}"} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		c, err := dockerconfig.Parse(data, "fuzz")
		if err != nil {
			if !strings.HasPrefix(err.Error(), "fuzz, line ") {
				t.Fatalf("an error without its place: %v", err)
			}
			return
		}
		seen := map[string]bool{}
		for _, e := range c.Auths {
			if seen[e.Key] {
				t.Fatalf("two entries for %q", e.Key)
			}
			seen[e.Key] = true
		}
	})
}
