package subject_test

import (
	"encoding/base64"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/dockercfg/dockercfg/shared/subject"
)

// TestSubject: a new token of the same subject is the same source; another job's
// is not.
func TestSubject(t *testing.T) {
	file := filepath.Join(t.TempDir(), "token")
	jwt := func(claims string) string {
		return "e30." + base64.RawURLEncoding.EncodeToString([]byte(claims)) + ".c2ln"
	}
	read := func(token string) string {
		if err := os.WriteFile(file, []byte(token), 0o600); err != nil {
			t.Fatal(err)
		}
		return subject.File(file)
	}
	job1 := read(jwt(`{"iss":"https://i","sub":"job:1","exp":1,"aud":["sub","x"]}`))
	if job1 != "9 https://i job:1" {
		t.Errorf("%q", job1)
	}
	if read(jwt(`{"exp":2,"sub":"job:1","iss":"https://i","n":{"sub":"job:2"}}`)+"\n") != job1 {
		t.Error("a new token of the same subject is another source")
	}
	for _, other := range []string{
		jwt(`{"iss":"https://i","sub":"job:2"}`), jwt(`{"iss":"https://j","sub":"job:1"}`), jwt(`{"iss":"https://i","sub":"job:1","sub":"job:2"}`),
		jwt(`{"iss":"https://i","sub":"job:\u0031"}`), jwt(`{"iss":"https://i"}`), "opaque", jwt(`x`),
	} {
		if got := read(other); got == job1 || strings.Contains(got, "opaque") {
			t.Errorf("%q is %q", other, got)
		}
	}
}
