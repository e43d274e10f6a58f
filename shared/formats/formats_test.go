package formats_test

import (
	"encoding/base64"
	"fmt"
	"strings"
	"testing"

	"github.com/dockercfg/dockercfg/shared/credential"
	"github.com/dockercfg/dockercfg/shared/formats"
)

func format(t testing.TB, name string) formats.Format {
	t.Helper()
	f, err := formats.ByName(name)
	if err != nil {
		t.Fatal(err)
	}
	return f
}

func TestCheck(t *testing.T) {
	tests := []struct {
		entry   formats.Entry
		problem string
		except  string // formats with the opposite result
	}{
		{formats.Entry{Key: "h", Username: "_json_key", Secret: "{\n \"a\": \"<>&\"\n}\n"}, "", "userpass password"},
		{formats.Entry{Key: "h", Username: "u", Secret: "p:w"}, "", ""},
		{formats.Entry{Key: "h", Username: "", Secret: "s"}, "user name is empty", ""},
		{formats.Entry{Key: "h", Username: "a:b", Secret: "s"}, "colon", ""},
		{formats.Entry{Key: "h", Username: "a\tb", Secret: "s"}, "control", ""},
		{formats.Entry{Key: "h", Username: "u", Secret: ""}, "secret is empty", ""},
		{formats.Entry{Key: "h", Username: "u", Secret: "a\x00"}, "NUL", ""},
		{formats.Entry{Key: "h", Username: "u", Secret: "a\xff"}, "UTF-8", ""},
		{
			formats.Entry{Key: "h/org", Username: "u", Secret: "s"}, "names a repository",
			"podman k8s-secret ecs-dockercfg",
		},
		{formats.Entry{Key: "h", Username: credential.TokenUser, Secret: "s"}, "identity token", "config-json podman"},
		{formats.Entry{Key: "h@x", Username: "u", Secret: "s"}, "user information", ""},
	}
	for _, f := range formats.All() {
		for _, test := range tests {
			wrong := test.problem != "" != (test.except != "" && strings.Contains(" "+test.except+" ", " "+f.Name+" "))
			err := f.Check(test.entry)
			if (err != nil) != wrong || err != nil && !strings.Contains(err.Error(), test.problem) {
				t.Errorf("%s, %+v: %v, want %q", f.Name, test.entry, err, test.problem)
			}
			if _, err := f.Encode([]formats.Entry{test.entry}, formats.Options{}); (err != nil) != wrong {
				t.Errorf("%s encodes %+v: %v", f.Name, test.entry, err)
			}
		}
		if _, err := f.Encode(nil, formats.Options{}); err == nil {
			t.Errorf("%s writes an empty file", f.Name)
		}
		twice := formats.Entry{Key: "h", Username: "u", Secret: "s"}
		if _, err := f.Encode([]formats.Entry{twice, twice}, formats.Options{}); err == nil {
			t.Errorf("%s writes one key twice", f.Name)
		}
		two := []formats.Entry{twice, {Key: "i", Username: "u", Secret: "s"}}
		if _, err := f.Encode(two, formats.Options{}); (err != nil) != f.Single {
			t.Errorf("%s of two registries: %v", f.Name, err)
		}
	}
}

// TestKubernetesNames: a name that a cluster refuses is an error.
func TestKubernetesNames(t *testing.T) {
	one := []formats.Entry{{Key: "h", Username: "u", Secret: "s"}}
	for options, good := range map[formats.Options]bool{
		{}: true, {Name: "pull.secret-1"}: true, {Name: "a", Namespace: "team-1"}: true,
		{Name: "Pull"}: false, {Name: "a_b"}: false, {Name: "-a"}: false, {Name: "a..b"}: false,
		{Name: strings.Repeat("a.", 127)}: false,
		{Namespace: "a.b"}:                false, {Namespace: "a\nb: c"}: false,
		{Namespace: strings.Repeat("a", 64)}: false,
	} {
		if _, err := format(t, "k8s-secret").Encode(one, options); (err == nil) != good {
			t.Errorf("%+v: %v", options, err)
		}
	}
	large := []formats.Entry{{Key: "h", Username: "u", Secret: credential.Secret(strings.Repeat("s", 1<<20))}}
	if _, err := format(t, "k8s-secret").Encode(large, formats.Options{}); err == nil ||
		!strings.Contains(err.Error(), "1 MiB") {
		t.Errorf("a secret that no cluster takes: %v", err)
	}
}

// FuzzRoundTrip: every format encodes what it accepts, and the result is what its reader
// gets.
func FuzzRoundTrip(f *testing.F) {
	f.Add("u", "p:w\n<>&\u2028", "")
	f.Add("<token>", "T", "a@example.org")
	f.Add("yes", "0x1f: 'no' \"\\ #", "~")
	f.Fuzz(func(t *testing.T, user, secret, email string) {
		for _, format := range formats.All() {
			e := formats.Entry{Key: "h:5000", Username: user, Secret: credential.Secret(secret), Email: email}
			if _, err := format.Encode([]formats.Entry{e}, formats.Options{}); err != nil && format.Check(e) == nil {
				t.Fatalf("%s: accepted and then refused: %v", format.Name, err)
			}
		}
	})
}

// BenchmarkEncode: time and memory should grow with the number of entries, but not
// faster.
func BenchmarkEncode(b *testing.B) {
	for _, f := range formats.All() {
		for _, n := range []int{1000, 10000} {
			if f.Single {
				continue
			}
			entries := make([]formats.Entry, n)
			for i := range entries {
				entries[i] = formats.Entry{Key: fmt.Sprintf("r%d.example", i), Username: "user", Secret: "s3cret"}
			}
			b.Run(fmt.Sprintf("%s/%d", f.Name, n), func(b *testing.B) {
				b.ReportAllocs()
				for b.Loop() {
					if _, err := f.Encode(entries, formats.Options{}); err != nil {
						b.Fatal(err)
					}
				}
			})
		}
	}
}

// TestArgoCD: the URL ends with a slash, since Argo CD compares the beginnings of texts.
// A URL that Argo CD cannot parse is an error.
func TestArgoCD(t *testing.T) {
	for _, test := range []struct{ key, kind, url, problem string }{
		{"ghcr.io", "", "ghcr.io/", ""},
		{"ghcr.io", "helm", "ghcr.io/", ""},
		{"ghcr.io", "oci", "oci://ghcr.io/", ""},
		{"https://index.docker.io/v1/", "oci", "oci://registry-1.docker.io/", ""},
		{"registry.example:5000", "helm", "registry.example:5000/", ""},
		{"10.0.0.1:5000", "oci", "oci://10.0.0.1:5000/", ""},
		{"10.0.0.1:5000", "helm", "", "--argocd-type oci"},
		{"ghcr.io", "git", "", "must be helm or oci"},
	} {
		entry := formats.Entry{Key: test.key, Username: "u", Secret: "s"}
		data, err := format(t, "argocd").Encode([]formats.Entry{entry}, formats.Options{ArgoCDType: test.kind})
		want := "  url: " + base64.StdEncoding.EncodeToString([]byte(test.url)) + "\n"
		if (err == nil) != (test.problem == "") || err != nil && !strings.Contains(err.Error(), test.problem) ||
			err == nil && !strings.Contains(string(data), want) {
			t.Errorf("%s as %q: %v\n%s", test.key, test.kind, err, data)
		}
	}
}
