package envname_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/dockercfg/dockercfg/shared/envname"
)

func TestEncode(t *testing.T) {
	for host, want := range map[string]string{
		"my-registry.example:5000": "my_2D_registry__example_3A_5000",
		"a.b.example":              "a__b__example",
		"a-b.example":              "a_2D_b__example",
		"a_b":                      "a_5F_b",
		"[::1]:5000":               "_5B__3A__3A_1_5D__3A_5000",
	} {
		got := envname.Encode(host)
		if got != want {
			t.Errorf("%s is %s, want %s", host, got, want)
		}
		for _, name := range []string{got, strings.ToUpper(got)} {
			if back, ok := envname.Decode(name); !ok || back != host {
				t.Errorf("%s decodes to %q, %v", name, back, ok)
			}
		}
	}
	for _, bad := range []string{"", "_", "a_b", "A__b", "a_2d_b", "a_", "a_2D", "é"} {
		host, ok := envname.Decode(bad)
		if ok && envname.Encode(host) != bad && strings.ToUpper(envname.Encode(host)) != bad {
			t.Errorf("%q decodes to %q", bad, host)
		}
	}
	if _, ok := envname.Decode("a_b"); ok {
		t.Error("a single underscore is decoded")
	}
}

func TestRegistries(t *testing.T) {
	got := envname.Registries([]string{"DOCKER_A__EXAMPLE_USR=u", "DOCKER_a__example_PSW=p", "DOCKER_B_PSW_FILE=f",
		"DOCKER_C__EXAMPLE_USR=", "DOCKER_CONFIG=/x", "XDOCKER_D_USR=u", "DOCKER_HOST=tcp://x", "PATH=x"})
	if want := []string{"a.example", "b"}; !slices.Equal(got, want) {
		t.Errorf("%q, want %q", got, want)
	}
}

// TestMisnamed: a variable with an incorrectly encoded registry is found, with the
// registries that it may mean. A correctly encoded one is not.
func TestMisnamed(t *testing.T) {
	for variable, meant := range map[string][]string{
		"DOCKER_MY_HOST_USR":                {"my_host", "my-host", "my.host", "my:host"},
		"DOCKER_REGISTRY_EXAMPLE_COM_PSW":   {"registry.example.com", "registry-example.com"},
		"DOCKER_reg__Example_PSW_FILE":      {"reg.example"},
		"DOCKER_MY_HOST_3A_5000_USR":        {"my_host:5000", "my-host:5000"},
		"DOCKER_MY_REG__EXAMPLE_3A_443_USR": {"my-reg.example:443"},
		"DOCKER_A_2d_B_USR":                 {"a-b"},
	} {
		found := envname.MisnamedIn([]string{variable + "=x", "DOCKER_A__EXAMPLE_USR=u", "DOCKER_MY_5F_HOST_PSW=p",
			"DOCKER_USR=x", "DOCKER__USR=x", "DOCKER_HOST=tcp://a_b", "X_USR=x"})
		if len(found) != 1 || found[0].Variable != variable {
			t.Errorf("%s: %+v", variable, found)
			continue
		}
		for _, host := range meant {
			if !found[0].Resembles(host) {
				t.Errorf("%s does not resemble %s", variable, host)
			}
			right := found[0].For(host)
			if got := envname.Registries([]string{right + "=x"}); !slices.Equal(got, []string{host}) {
				t.Errorf("%s is to be %s, which names %q", variable, right, got)
			}
		}
		for _, host := range []string{"host", "my_hosts", "example.com", "other.example"} {
			if found[0].Resembles(host) {
				t.Errorf("%s resembles %s", variable, host)
			}
		}
	}
	if found := envname.MisnamedIn([]string{"DOCKER_MY_HOST_USR="}); len(found) != 0 {
		t.Errorf("an empty one: %+v", found)
	}
}

// FuzzEncode: no two hosts share a variable, in upper or lower case.
func FuzzEncode(f *testing.F) {
	f.Add("a-b.example", "a.b.example")
	f.Add("a_b", "a.b")
	f.Add("a:1", "a-1")
	f.Fuzz(func(t *testing.T, a, b string) {
		a, b = hostLike(a), hostLike(b)
		if a != b && strings.EqualFold(envname.Encode(a), envname.Encode(b)) {
			t.Fatalf("%q and %q are both %q", a, b, envname.Encode(a))
		}
		if back, ok := envname.Decode(envname.Encode(a)); a != "" && (!ok || back != a) {
			t.Fatalf("%q comes back as %q, %v", a, back, ok)
		}
	})
}

// hostLike keeps the characters that a host may contain.
func hostLike(s string) string {
	return strings.Map(func(r rune) rune {
		if r >= 'a' && r <= 'z' || r >= '0' && r <= '9' || strings.ContainsRune(".-_:[]", r) {
			return r
		}
		return -1
	}, s)
}
