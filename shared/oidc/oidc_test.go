package oidc_test

import (
	"encoding/base64"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/dockercfg/dockercfg/shared/oidc"
)

func jwt(claims string) string {
	return "e30." + base64.RawURLEncoding.EncodeToString([]byte(claims)) + ".c2ln"
}

func TestDecode(t *testing.T) {
	token, err := oidc.Decode(jwt(`{"iss":"https://i","sub":"job","aud":["a","b"],"exp":1700000000.5}`)+"\r\n", "X")
	if err != nil || token.Issuer != "https://i" || token.Subject != "job" || len(token.Audience) != 2 ||
		token.Expires.Unix() != 1700000000 {
		t.Errorf("%+v, %v", token, err)
	}
	if text := fmt.Sprintf("%v %+v %#v %s", token, token, token, token); strings.Contains(text, "c2ln") {
		t.Errorf("the token is printed: %s", text)
	}
	for _, bad := range []string{
		"", "a.b", "CANARY", "e30.!!.c2ln", jwt(`[]`), jwt(`{"aud":1}`), jwt("{}") + "\n\nx", "e30.e30.c2ln\x00",
	} {
		if _, err := oidc.Decode(bad, "X"); err == nil || strings.Contains(err.Error(), "CANARY") {
			t.Errorf("%q: %v", bad, err)
		}
	}
}

func TestCheck(t *testing.T) {
	end := time.Now().Add(time.Hour).Unix()
	for claims, want := range map[string]string{
		fmt.Sprintf(`{"aud":"a","exp":%d}`, end): "",
		`{"aud":["x","a"]}`:                      "",
		`{"aud":"b"}`:                            "is for the audience b, not for a",
		fmt.Sprintf(`{"aud":"a","exp":%d}`, time.Now().Unix()-1): "expired at",
		`{"aud":"` + strings.Repeat("b", 500) + `"}`:             "not for a",
	} {
		token, err := oidc.Decode(jwt(claims), "X")
		if err != nil {
			t.Fatal(err)
		}
		if err := token.Check("a", "X"); (err == nil) != (want == "") ||
			err != nil && (!strings.Contains(err.Error(), want) || len(err.Error()) > 400) {
			t.Errorf("%s: %v", claims, err)
		}
		if token.Expires.IsZero() && token.Check("", "X") != nil {
			t.Errorf("%s: a token for any audience is refused", claims)
		}
	}
}

func TestFile(t *testing.T) {
	path := filepath.Join(t.TempDir(), "token")
	if _, err := oidc.File(path, "X"); err == nil {
		t.Error("a missing file is a token")
	}
	if err := os.WriteFile(path, []byte(jwt(`{"sub":"job"}`)+"\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	if token, err := oidc.File(path, "X"); err != nil || token.Subject != "job" ||
		strings.HasSuffix(token.Reveal(), "\n") {
		t.Errorf("%v, %v", token.Subject, err)
	}
}

// TestActions: the audience is added to the existing query, the request has the runner's
// credential, and a token for another audience is refused.
func TestActions(t *testing.T) {
	var asked *http.Request
	answer, status := jwt(`{"sub":"repo:o/r:ref:refs/heads/main","aud":"api://X"}`), http.StatusOK
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		asked = r
		w.WriteHeader(status)
		fmt.Fprintf(w, `{"value":%q}`, answer)
	}))
	defer server.Close()
	t.Setenv("ACTIONS_ID_TOKEN_REQUEST_URL", server.URL+"/token?api-version=2.0")
	t.Setenv("ACTIONS_ID_TOKEN_REQUEST_TOKEN", "CANARY")
	token, err := oidc.Actions(t.Context(), "api://X")
	if err != nil || token.Subject != "repo:o/r:ref:refs/heads/main" {
		t.Fatalf("%v, %v", token.Subject, err)
	}
	if query := asked.URL.Query(); query.Get("api-version") != "2.0" || query.Get("audience") != "api://X" ||
		asked.Header.Get("Authorization") != "Bearer CANARY" {
		t.Errorf("asked for %s with %q", asked.URL, asked.Header)
	}
	if _, err := oidc.Actions(t.Context(), "api://Y"); err == nil || !strings.Contains(err.Error(), "not for api://Y") {
		t.Errorf("another audience: %v", err)
	}
	status = http.StatusForbidden
	if _, err := oidc.Actions(t.Context(), "api://X"); err == nil || !strings.Contains(err.Error(), "denied: ") ||
		strings.Contains(err.Error(), "CANARY") {
		t.Errorf("refused: %v", err)
	}
	t.Setenv("ACTIONS_ID_TOKEN_REQUEST_URL", "http://runner.example/")
	if _, err := oidc.Actions(t.Context(), "api://X"); err == nil ||
		!strings.Contains(err.Error(), "does not use TLS") {
		t.Errorf("plain HTTP: %v", err)
	}
	t.Setenv("ACTIONS_ID_TOKEN_REQUEST_URL", "")
	if _, err := oidc.Actions(t.Context(), "api://X"); err == nil || !strings.Contains(err.Error(), "id-token: write") {
		t.Errorf("no permission: %v", err)
	}
}
