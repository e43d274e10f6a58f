package resolve

import (
	"testing"

	"github.com/dockercfg/dockercfg/shared/dockerconfig"
)

// TestOrigin checks that the precedence of sources does not depend on a file's name: a
// helper comes before the file's entries, and DOCKER_AUTH_CONFIG before both.
func TestOrigin(t *testing.T) {
	entry := dockerconfig.Entry{Key: "https://a.example", Username: "u", Secret: "s"}
	bound := []dockerconfig.Binding{{Key: "a.example", Helper: "x"}}
	for _, path := range []string{"config.json", environment, "credsStore"} {
		r := Request{Config: dockerconfig.Config{Path: path, Auths: []dockerconfig.Entry{entry}, CredHelpers: bound}}
		if q := planned(t, r); len(q) != 1 || q[0].short != "x" {
			t.Errorf("%s: %+v", path, q)
		}
		r.Env = dockerconfig.Config{Path: "any", Auths: []dockerconfig.Entry{entry}}
		if q := planned(t, r); len(q) != 1 || q[0].inline == nil || q[0].from != ofEnvironment {
			t.Errorf("%s, with DOCKER_AUTH_CONFIG: %+v", path, q)
		}
	}
}

// TestStoreURLs checks that a store is also asked for the URL of a login, and a helper
// that is bound to a key only for the key.
func TestStoreURLs(t *testing.T) {
	r := Request{Config: dockerconfig.Config{CredsStore: "x", Auths: []dockerconfig.Entry{{Key: "a.example"}}}}
	if q := planned(t, r); len(q) != 1 || len(serverURLs(q[0])) != 2 {
		t.Errorf("of the store: %+v", q)
	}
	r.Config.CredHelpers = []dockerconfig.Binding{{Key: "a.example", Helper: "x"}}
	if q := planned(t, r); len(q) != 1 || len(serverURLs(q[0])) != 1 {
		t.Errorf("bound: %+v", q)
	}
	if q := (question{host: "a.example", key: "a.example", origin: "credsStore"}); len(serverURLs(q)) != 1 {
		t.Errorf("an entry of a file called credsStore: %q", serverURLs(q))
	}
}

// TestFoundByHost checks that a registry is found by the host of a key if docker reads
// the file, and not if docker asks a helper or the store.
func TestFoundByHost(t *testing.T) {
	path := dockerconfig.Entry{Key: "a.example/team", Username: "u", Secret: "s"}
	for what, c := range map[string]struct {
		config dockerconfig.Config
		inline bool
	}{
		"the file": {dockerconfig.Config{}, true},
		"an empty helper": {dockerconfig.Config{CredsStore: "x",
			CredHelpers: []dockerconfig.Binding{{Key: "a.example"}}}, true},
		"a helper": {dockerconfig.Config{CredHelpers: []dockerconfig.Binding{{Key: "a.example", Helper: "x"}}},
			false},
		"the store": {dockerconfig.Config{CredsStore: "x"}, false},
	} {
		c.config.Auths = []dockerconfig.Entry{path}
		inline := 0
		for _, q := range planned(t, Request{Config: c.config}) {
			if q.inline != nil {
				inline++
			}
		}
		if (inline == 1) != c.inline {
			t.Errorf("%s: %d entries of the file", what, inline)
		}
	}
}

func planned(t *testing.T, r Request) []question {
	t.Helper()
	r.Hosts = []string{"a.example"}
	r.index()
	p, err := r.plan(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	return p.questions
}
