package userconfig

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/dockercfg/dockercfg/shared/registry"
)

func name(t *testing.T, asked string) registry.Name {
	t.Helper()
	n, err := registry.Parse(asked)
	if err != nil {
		t.Fatal(err)
	}
	return n
}

const example = `
# first match wins
[[registry]]
match = "111111111111.dkr.ecr.*.amazonaws.com"
profile = "one"

[[registry]]
match = ["*.dkr.ecr.*.amazonaws.com", "public.ecr.aws"]
helper = "ecr"
profile = "all"
role_arn = 'arn:aws:iam::1:role/x'
delegates = ["a", "b"]
max_age = "30m"

[[registry]]
helper = "gitlab"
hosts = ["registry.corp.example:5050", "https://other.example/"]
username = "u"

[[registry]]
match = "ghcr.io/Org"
username = "path"

[[registry]]
match = "docker.io"
username = "hub"
`

func TestFor(t *testing.T) {
	f := parse([]byte(example))
	for _, c := range []struct{ helper, asked, id string }{
		{"ecr", "111111111111.dkr.ecr.eu-west-1.amazonaws.com", "rule profile=3 one\n"},
		{
			"ecr", "https://222222222222.dkr.ecr.eu-west-1.amazonaws.com/v2/",
			"rule profile=3 all\nrule role_arn=21 arn:aws:iam::1:role/x\nrule delegates=3 a b\nrule max_age=3 30m\n",
		},
		{"gar", "222222222222.dkr.ecr.eu-west-1.amazonaws.com", ""},
		{"gar", "111111111111.dkr.ecr.eu-west-1.amazonaws.com", "rule profile=3 one\n"},
		{
			"ecr", "222222222222.dkr.ecr.eu-west-1.amazonaws.com:443",
			"rule profile=3 all\nrule role_arn=21 arn:aws:iam::1:role/x\nrule delegates=3 a b\nrule max_age=3 30m\n",
		},
		{"ecr", "222222222222.dkr.ecr.eu-west-1.amazonaws.com.evil.test", ""},
		{"ecr", "x.222222222222.dkr.ecr.eu-west-1.amazonaws.com", ""},
		{"ecr", "222222222222.dkr.ecr.eu-west-1.amazonaws.com:8443", ""},
		{"gitlab", "registry.corp.example:5050", "rule username=1 u\n"},
		{"gitlab", "registry.corp.example", ""},
		{"gitlab", "other.example", "rule username=1 u\n"},
		{"ghcr", "ghcr.io/Org/app", "rule username=4 path\n"},
		{"ghcr", "ghcr.io/Organ/app", ""},
		{"ghcr", "ghcr.io", ""},
		{"dockerhub", "https://index.docker.io/v1/", "rule username=3 hub\n"},
	} {
		r, err := f.For(c.helper, name(t, c.asked))
		if err != nil || r.ID() != c.id || r.Found != (c.id != "") {
			t.Errorf("%s, %s: %q, %v", c.helper, c.asked, r.ID(), err)
		}
	}
	if !f.Claims("gitlab", name(t, "registry.corp.example:5050")) ||
		f.Claims("quay", name(t, "registry.corp.example:5050")) || f.Claims("ecr", name(t, "public.ecr.aws")) {
		t.Error("hosts are claimed by others")
	}
	if helper, _, err := f.Helper(name(t, "public.ecr.aws")); helper != "ecr" || err != nil {
		t.Errorf("%q, %v", helper, err)
	}
	const literal = "map[https://index.docker.io/v1/: other.example:gitlab " +
		"public.ecr.aws:ecr registry.corp.example:5050:gitlab]"
	if got := fmt.Sprint(f.Literal()); got != literal {
		t.Error(got)
	}
}

// TestMistakes: each error has its line, and only affects the registries of its rule.
func TestMistakes(t *testing.T) {
	const (
		good = "[[registry]]\nmatch = \"good.example\"\nprofile = \"p\"\n"
		rule = "[[registry]]\n"
		bad  = "[[registry]]\nmatch = \"bad.example\"\n"
	)
	for text, want := range map[string]string{
		bad + "profil = \"p\"\n":                           "line 6: there is no key profil",
		bad + "profile = 7\n":                              "line 6: profile is neither a string nor a list",
		bad + "profile = \"\"\n":                           "line 6: profile is empty",
		bad + "profile = [\"a\", \"b\"]\n":                 "line 6: profile must be one string",
		bad + "profile = \"a\"\nprofile = \"b\"\n":         "line 7: profile is set twice",
		bad + "max_age = \"soon\"\n":                       "line 6: max_age is not a duration",
		bad + "on_failure = \"x\"\n":                       "line 6: on_failure must be anonymous or error",
		rule + "match = [\"bad.example\", \"a*.b\"]\n":     `line 5: match: a "*" stands for one whole label`,
		rule + "match = [\"bad.example\", \"*.*\"]\n":      "line 5: match: the pattern matches every host",
		rule + "match = [\"bad.example\", \"http://x\"]\n": "line 5: match: the pattern is not a registry over TLS",
		rule + "match = [\"bad.example\", \"u@x\"]\n":      "line 5: match: the pattern contains user information",
		rule + "hosts = [\"bad.example\"]\n":               "line 4: the rule claims hosts and names no helper",

		rule + "helper = \"ecr\"\nhosts = [\"bad.example\", \"*.x\"]\n": "line 6: hosts: write a host in full",

		rule + "profile = \"p\"\n": "line 4: the rule has neither match nor hosts",
	} {
		f := parse([]byte(good + text))
		if r, err := f.For("ecr", name(t, "good.example")); err != nil || r.Get(Profile) != "p" {
			t.Errorf("%q affects another registry: %v", text, err)
		}
		if _, err := f.For("ecr", name(t, "bad.example")); err == nil ||
			!strings.HasPrefix(err.Error(), "config: config.toml, "+want) {
			t.Errorf("%q: %v", text, err)
		}
	}
	for text, want := range map[string]string{
		good + "[[registry\n": "line 4: ", good + "x = \n": "line 4: ",
		"[general]\nx = 1\n": "line 1: there is no general",
		"x = 1\n":            "line 1: there is no x", good + "a.b = \"c\"\n": "",
	} {
		_, err := parse([]byte(text)).For("ecr", name(t, "any.example"))
		if (err == nil) != (want == "") || err != nil && !strings.HasPrefix(err.Error(), "config: config.toml, "+want) {
			t.Errorf("%q: %v", text, err)
		}
	}
}

// TestTwice: a rule with the same key twice is an error for every registry that either
// value would affect, and for the helper of either. Otherwise the last one would silently
// win.
func TestTwice(t *testing.T) {
	const good = "[[registry]]\nmatch = \"good.example\"\nprofile = \"p\"\n\n[[registry]]\n"
	for _, c := range []struct{ rule, key string }{
		{"match = \"a.example\"\nmatch = \"b.example\"\n", "match"},
		{"hosts = [\"a.example\"]\nhelper = \"ecr\"\nhosts = [\"b.example\"]\n", "hosts"},
		{"match = [\"a.example\", \"b.example\"]\nhelper = \"ecr\"\nhelper = \"ecr\"\n", "helper"},
		{"match = [\"a.example\", \"b.example\"]\nhelper = \"ecr\"\nhelper = \"gar\"\n", "helper"},
		{"match = [\"a.example\", \"b.example\"]\nhelper = \"gar\"\n\"helper\" = \"ecr\"\n", "helper"},
		{"match = [\"a.example\", \"b.example\"]\nprofile = \"\"\nprofile = \"q\"\n", "profile"},
		{"match = [\"a.example\", \"b.example\"]\nprofile = \"p\"\nprofile = \"p\"\n", "profile"},
		{"match = [\"a.example\", \"b.example\"]\nregion = 1\nregion = \"r\"\n", "region"},
	} {
		f := parse([]byte(good + c.rule))
		for _, host := range []string{"a.example", "b.example"} {
			if _, err := f.For("ecr", name(t, host)); err == nil {
				t.Errorf("%q: %s is set twice without an error for %s", c.rule, c.key, host)
			}
		}
		if _, err := f.For("ecr", name(t, "good.example")); err != nil {
			t.Errorf("%q: it affects another rule: %v", c.rule, err)
		}
		if problems := f.Problems(); len(problems) != 1 {
			t.Errorf("%q: %+v", c.rule, problems)
		}
	}
	_, err := parse([]byte("[[registry]]\nmatch = \"a.example\"\nhelper = \"ecr\"\nhelper = \"gar\"\n")).For("ecr",
		name(t, "a.example"))
	if err == nil || err.Error() != "config: config.toml, line 4: helper is set twice" {
		t.Errorf("helper is set twice: %v", err)
	}
	claimed := parse([]byte("[[registry]]\nhosts = [\"a.example\"]\nhelper = \"ecr\"\nhelper = \"gar\"\n"))
	for _, helper := range []string{"ecr", "gar"} {
		if !claimed.Claims(helper, name(t, "a.example")) {
			t.Errorf("%s does not claim the registry, and reports no error", helper)
		}
	}
}

// TestEncodings: encodings of editors on Windows are read, or named in the error.
func TestEncodings(t *testing.T) {
	const rule = "[[registry]]\nmatch = \"a.example\"\nprofile = \"p\"\n"
	if r, err := parse([]byte("\xef\xbb\xbf"+rule)).For("ecr", name(t, "a.example")); err != nil ||
		r.Get(Profile) != "p" || r.Line != 1 {
		t.Errorf("a byte order mark: %+v, %v", r, err)
	}
	for _, order := range []string{"\xff\xfe[\x00", "\xfe\xff\x00["} {
		if _, err := parse([]byte(order)).For("ecr", name(t, "a.example")); err == nil ||
			err.Error() != "config: config.toml is UTF-16: save it as UTF-8" {
			t.Errorf("%q: %v", order, err)
		}
	}
}

func TestLoad(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "dockercfg", "config.toml")
	env := func(pairs ...string) func(string) string {
		return func(name string) string {
			for i := 0; i < len(pairs); i += 2 {
				if pairs[i] == name {
					return pairs[i+1]
				}
			}
			return ""
		}
	}
	xdg := env("XDG_CONFIG_HOME", dir)
	if f, err := Load(xdg, nil); err != nil || f.Exists {
		t.Errorf("a missing file: %+v, %v", f, err)
	}
	if _, err := Load(env("DOCKERCFG_CONFIG", path), nil); err == nil ||
		!strings.Contains(err.Error(), "names a file that does not exist") {
		t.Errorf("a named file: %v", err)
	}
	if _, err := Load(env("DOCKERCFG_CONFIG", "relative"), nil); err == nil ||
		!strings.Contains(err.Error(), "not an absolute path") {
		t.Errorf("a relative path: %v", err)
	}
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(example), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, e := range []func(string) string{xdg, env("DOCKERCFG_CONFIG", path)} {
		if f, err := Load(e, nil); err != nil || !f.Exists || len(f.rules) != 5 {
			t.Errorf("%+v, %v", f, err)
		}
	}
	if err := os.Chmod(path, 0o622); err != nil {
		t.Fatal(err)
	}
	f, err := Load(xdg, nil)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := f.For("ecr", name(t, "x.example")); err == nil ||
		!strings.Contains(err.Error(), "writable by other users") {
		t.Errorf("a file that others may write: %v", err)
	}
}

func FuzzParse(f *testing.F) {
	f.Add([]byte(example))
	f.Add([]byte("[[registry]]\nmatch = [[\"x\"]]\n"))
	f.Fuzz(func(t *testing.T, data []byte) {
		n, _ := registry.Parse("public.ecr.aws")
		file := parse(data)
		_, _ = file.For("ecr", n)
		_ = file.Literal()
	})
}
