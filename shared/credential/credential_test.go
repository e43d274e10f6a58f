package credential_test

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"log/slog"
	"strings"
	"testing"
	"time"

	"github.com/dockercfg/dockercfg/shared/credential"
)

// TestRedaction: a secret is hidden in every way of printing it by accident.
func TestRedaction(t *testing.T) {
	c := credential.Credential{Username: "u", Secret: "CANARY", Source: "test"}
	var log bytes.Buffer
	slog.New(slog.NewJSONHandler(&log, nil)).Info("x", "credential", c, "secret", c.Secret, "pointer", &c)
	encoded, err := json.Marshal(map[string]any{"c": c, "s": c.Secret})
	if err != nil {
		t.Fatal(err)
	}
	printed := []string{log.String(), string(encoded)}
	for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q", "%x", "%d"} {
		printed = append(printed, fmt.Sprintf(verb, c), fmt.Sprintf(verb, c.Secret), fmt.Sprintf(verb, &c))
	}
	for _, p := range printed {
		if strings.Contains(p, "CANARY") || strings.Contains(p, fmt.Sprintf("%x", "CANARY")) {
			t.Errorf("the secret is shown: %s", p)
		}
	}
	if c.Secret.Reveal() != "CANARY" {
		t.Error("the secret is lost")
	}
}

func TestExpiry(t *testing.T) {
	jwt := func(claims string) string {
		return "e30." + base64.RawURLEncoding.EncodeToString([]byte(claims)) + ".c2ln"
	}
	ecr := func(s string) string { return base64.StdEncoding.EncodeToString([]byte(s)) }
	want := time.Unix(1700000000, 0)
	for secret, known := range map[string]bool{
		jwt(`{"exp":1700000000}`): true, jwt(`{"exp":1700000000.25}`): true,
		ecr(`{"payload":"x","expiration":1700000000}`): true,
		jwt(`{"exp":"1700000000"}`):                    false, jwt(`{"exp":-1}`): false,
		jwt(`{"exp":1e18}`): false, jwt(`{}`): false,
		jwt(`{"exp":99999999999999999999999}`): false, "plain": false, "": false, "a.b.c": false, ecr(`[]`): false,
	} {
		got, ok := credential.Secret(secret).Expiry()
		if ok != known || known && !got.Equal(want) {
			t.Errorf("%q: %v, %v", secret, got, ok)
		}
	}
}

// TestCheckUser: what a client would read as something else is not a user name.
func TestCheckUser(t *testing.T) {
	for user, good := range map[string]bool{
		"ann": true, "team+ci": true, "$oauthtoken": true,
		credential.TokenUser: false, "a:b": false, strings.Repeat("a", 256): false,
	} {
		if err := credential.CheckUser(user, "X_USER", "a name"); (err == nil) != good {
			t.Errorf("%q: %v", user, err)
		}
	}
}
