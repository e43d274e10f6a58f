package resolve

import (
	"testing"

	"github.com/dockercfg/dockercfg/shared/dockerconfig"
)

// TestOrigin: where a question comes from is no matter of what a file is called. A
// helper outranks the file's entries, and DOCKER_AUTH_CONFIG outranks both.
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

// TestStoreURLs: a store may know a registry by the URL of a login; a helper that
// is bound to the key is asked for the key.
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
