package dockercfg_test

import (
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/dockercfg/dockercfg/shared/credential"
	"github.com/dockercfg/dockercfg/shared/dockercfg"
	"github.com/dockercfg/dockercfg/shared/dockerconfig"
)

func TestCheck(t *testing.T) {
	tests := []struct {
		entry   dockercfg.Entry
		problem string
	}{
		{dockercfg.Entry{Key: "h", Username: "_json_key", Secret: "{\n \"a\": \"<>&\"\n}\n"}, ""},
		{dockercfg.Entry{Key: "h", Username: "u", Secret: "p:w"}, ""},
		{dockercfg.Entry{Key: "h", Username: "", Secret: "s"}, "user name is empty"},
		{dockercfg.Entry{Key: "h", Username: "a:b", Secret: "s"}, "colon"},
		{dockercfg.Entry{Key: "h", Username: "a\tb", Secret: "s"}, "control"},
		{dockercfg.Entry{Key: "h", Username: "u", Secret: ""}, "secret is empty"},
		{dockercfg.Entry{Key: "h", Username: "u", Secret: "a\x00"}, "NUL"},
		{dockercfg.Entry{Key: "h", Username: "u", Secret: "a\xff"}, "UTF-8"},
		{dockercfg.Entry{Key: "h/org", Username: "u", Secret: "s"}, "names a repository"},
		{dockercfg.Entry{Key: "h@x", Username: "u", Secret: "s"}, "user information"},
	}
	for _, f := range dockercfg.Formats() {
		for _, test := range tests {
			err := f.Check(test.entry)
			if (err == nil) != (test.problem == "") || err != nil && !strings.Contains(err.Error(), test.problem) {
				t.Errorf("%s, %+v: %v, want %q", f.Name, test.entry, err, test.problem)
			}
			if _, err := f.Encode([]dockercfg.Entry{test.entry}, dockercfg.Options{}); (err == nil) != (test.problem == "") {
				t.Errorf("%s encodes %+v: %v", f.Name, test.entry, err)
			}
		}
		if _, err := f.Encode(nil, dockercfg.Options{}); err == nil {
			t.Errorf("%s writes an empty file", f.Name)
		}
		twice := dockercfg.Entry{Key: "h", Username: "u", Secret: "s"}
		if _, err := f.Encode([]dockercfg.Entry{twice, twice}, dockercfg.Options{}); err == nil {
			t.Errorf("%s writes one key twice", f.Name)
		}
	}
}

// FuzzRoundTrip: every format gives back exactly what was written, or refuses.
func FuzzRoundTrip(f *testing.F) {
	f.Add("u", "p:w\n<>&\u2028", "")
	f.Add("<token>", "T", "a@example.org")
	f.Fuzz(func(t *testing.T, user, secret, email string) {
		for _, format := range dockercfg.Formats() {
			e := dockercfg.Entry{Key: "h:5000", Username: user, Secret: credential.Secret(secret), Email: email}
			data, err := format.Encode([]dockercfg.Entry{e}, dockercfg.Options{})
			if err != nil {
				if utf8.ValidString(email) && format.Check(e) == nil {
					t.Fatalf("%s: accepted and then refused: %v", format.Name, err)
				}
				return
			}
			c, err := dockerconfig.Parse(data, "written")
			if err != nil || len(c.Auths) != 1 || c.Auths[0].Username != user || c.Auths[0].Secret.Reveal() != secret {
				t.Fatalf("%s: %q comes back as %+v (%v)", format.Name, e.Username, c.Auths, err)
			}
		}
	})
}
