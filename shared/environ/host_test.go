package environ_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/dockercfg/dockercfg/shared/environ"
)

func TestEncode(t *testing.T) {
	for host, want := range map[string]string{
		"my-registry.example:5000": "my_2D_registry__example_3A_5000",
		"a.b.example":              "a__b__example",
		"a-b.example":              "a_2D_b__example",
		"a_b":                      "a_5F_b",
		"[::1]:5000":               "_5B__3A__3A_1_5D__3A_5000",
	} {
		got := environ.Encode(host)
		if got != want {
			t.Errorf("%s is %s, want %s", host, got, want)
		}
		for _, name := range []string{got, strings.ToUpper(got)} {
			if back, ok := environ.Decode(name); !ok || back != host {
				t.Errorf("%s decodes to %q, %v", name, back, ok)
			}
		}
	}
	for _, bad := range []string{"", "_", "a_b", "A__b", "a_2d_b", "a_", "a_2D", "é"} {
		if host, ok := environ.Decode(bad); ok && environ.Encode(host) != bad && strings.ToUpper(environ.Encode(host)) != bad {
			t.Errorf("%q decodes to %q", bad, host)
		}
	}
	if _, ok := environ.Decode("a_b"); ok {
		t.Error("a lone underscore is decoded")
	}
}

func TestRegistries(t *testing.T) {
	got := environ.Registries([]string{"DOCKER_A__EXAMPLE_USR=u", "DOCKER_a__example_PSW=p", "DOCKER_B_PSW_FILE=f",
		"DOCKER_C__EXAMPLE_USR=", "DOCKER_CONFIG=/x", "XDOCKER_D_USR=u", "DOCKER_HOST=tcp://x", "PATH=x"})
	if want := []string{"a.example", "b"}; !slices.Equal(got, want) {
		t.Errorf("%q, want %q", got, want)
	}
}

// FuzzEncode: no two hosts share a variable, whichever case it is written in.
func FuzzEncode(f *testing.F) {
	f.Add("a-b.example", "a.b.example")
	f.Add("a_b", "a.b")
	f.Add("a:1", "a-1")
	f.Fuzz(func(t *testing.T, a, b string) {
		a, b = hostLike(a), hostLike(b)
		if a != b && strings.EqualFold(environ.Encode(a), environ.Encode(b)) {
			t.Fatalf("%q and %q are both %q", a, b, environ.Encode(a))
		}
		if back, ok := environ.Decode(environ.Encode(a)); a != "" && (!ok || back != a) {
			t.Fatalf("%q comes back as %q, %v", a, back, ok)
		}
	})
}

// hostLike keeps the characters that the host grammar has.
func hostLike(s string) string {
	return strings.Map(func(r rune) rune {
		if r >= 'a' && r <= 'z' || r >= '0' && r <= '9' || strings.ContainsRune(".-_:[]", r) {
			return r
		}
		return -1
	}, s)
}
