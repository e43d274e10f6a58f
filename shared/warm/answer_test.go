package warm

import (
	"bytes"
	"encoding/json"
	"testing"

	"github.com/docker/docker-credential-helpers/credentials"
)

// FuzzEncode: the answer has the same bytes as one of encoding/json, or is left to main.
func FuzzEncode(f *testing.F) {
	for _, secret := range []string{"secret", `a"b\c`, "<&>", "\x7f", "\n", "é", "\xff", "", "~ "} {
		f.Add("123456789012.dkr.ecr.eu-west-1.amazonaws.com", "AWS", secret)
		f.Add(secret, "AWS", "x")
	}
	f.Fuzz(func(t *testing.T, server, user, secret string) {
		got, ok := encode(server, user, secret)
		if !ok {
			return
		}
		var want bytes.Buffer
		login := credentials.Credentials{ServerURL: server, Username: user, Secret: secret}
		if err := json.NewEncoder(&want).Encode(login); err != nil || got != want.String() {
			t.Errorf("%q, %q, %q: %q, encoding/json writes %q (%v)", server, user, secret, got, want.String(), err)
		}
	})
}
