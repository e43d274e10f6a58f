//go:build e2e

package stage

import (
	"encoding/json"
	"testing"
)

// File is the program that stores the logins of tests.
const File = "docker-credential-file"

// notFound is the text that clients compare; only this text means that there is no login.
const notFound = "credentials not found in native keychain\n"

// Login returns the request of `store`, escaped as encoding/json does.
func Login(server, user, secret string) string {
	text, err := json.Marshal(map[string]string{"ServerURL": server, "Username": user, "Secret": secret})
	if err != nil {
		panic(err) // three strings
	}
	return string(text)
}

// Store stores a login with the program's verb store.
func (s *Stage) Store(t testing.TB, server, user, secret string) {
	t.Helper()
	s.Run(t, Login(server, user, secret), File, "store").OK(t)
}

// Get runs get; ok is false if the answer is exactly notFound. Any other answer than a complete
// credential or notFound fails the test.
func (s *Stage) Get(t testing.TB, server string) (user, secret string, ok bool) {
	t.Helper()
	r := s.Run(t, server, File, "get")
	if r.Code == 1 && r.Out == notFound && r.Err == "" {
		return "", "", false
	}
	r.OK(t)
	var answer struct{ ServerURL, Username, Secret string }
	if err := json.Unmarshal([]byte(r.Out), &answer); err != nil || answer.ServerURL != server {
		t.Fatalf("get %s answered %q (%v)", server, r.Out, err)
	}
	return answer.Username, answer.Secret, true
}
