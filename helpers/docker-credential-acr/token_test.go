package main

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/dockercfg/dockercfg/shared/helpertest/fakeazure"
	"github.com/dockercfg/dockercfg/shared/helpertest/fakecloud"
)

// TestOddTokens: the tokens of the registry and of Entra must be strings of visible characters.
func TestOddTokens(t *testing.T) {
	for what, token := range map[string]string{
		"none": "{}", "null": `{"T":null}`, "a number": `{"T":17}`, "empty": `{"T":""}`,
		"a line break": `{"T":"CANARY\nx"}`, "a space": `{"T":"CANARY x"}`,
		"NUL": `{"T":"CANARY\u0000"}`, "700 KB": `{"T":"CANARY` + strings.Repeat("a", 700<<10) + `"}`,
		"not ASCII": `{"T":"CANARYé"}`, "an object": `{"T":{"a":1}}`,
	} {
		t.Run(what, func(t *testing.T) {
			t.Parallel()
			w := keyed(t)
			w.Behave(fakecloud.Behaviour{Fault: answer(200, strings.Replace(token, `"T"`, `"refresh_token"`, 1))})
			w.Fails(t, "upstream", "an invalid token")
			w.Behave(fakecloud.Behaviour{})
			w.Handle(login, func(rw http.ResponseWriter, r *http.Request) {
				if r.Method == http.MethodPost {
					answer(200, strings.Replace(strings.Replace(token, "{",
						`{"token_type":"Bearer","expires_in":3599,`, 1), `"T"`, `"access_token"`, 1))(rw, r)
					return
				}
				fakeazure.Entra(rw, r)
			})
			exchanges := w.Exchanges()
			if a := w.Run(t, "get", own); a.Code != 1 || !strings.Contains(a.Out, ": upstream: ") ||
				w.Exchanges() != exchanges || len(w.Tokens(t)) != 0 {
				t.Errorf("of Entra's: %+v, %d exchanges", a, w.Exchanges()-exchanges)
			}
		})
	}
}

// TestLifetime: a token is cached as long as it is valid, but for twelve hours at most. One without an
// expiry is used only once.
func TestLifetime(t *testing.T) {
	for what, c := range map[string]struct {
		token string
		kept  time.Duration // 0: not cached; -1: an error
	}{
		"three hours":   {fakeazure.Unsigned(`{"exp":` + unix(3*60*60) + `}`), 3 * time.Hour},
		"five minutes":  {fakeazure.Unsigned(`{"exp":` + unix(300) + `}`), 5 * time.Minute},
		"a fraction":    {fakeazure.Unsigned(`{"exp":` + unix(300) + `.5}`), 5 * time.Minute},
		"a year":        {fakeazure.Unsigned(`{"exp":` + unix(365*24*60*60) + `}`), 12 * time.Hour},
		"half a minute": {fakeazure.Unsigned(`{"exp":` + unix(30) + `}`), 0},
		"not said":      {fakeazure.Unsigned(`{}`), 0}, "words": {fakeazure.Unsigned(`{"exp":"soon"}`), 0},
		"no claims": {"not.a.token", 0}, "opaque": {"opaque", 0}, "for ever": {fakeazure.Unsigned(`{"exp":1e18}`), 0},
		"ended": {fakeazure.Unsigned(`{"exp":` + unix(-300) + `}`), -1},
	} {
		t.Run(what, func(t *testing.T) {
			t.Parallel()
			w := keyed(t)
			w.Behave(fakecloud.Behaviour{Fault: answer(200, `{"refresh_token":"`+c.token+`"}`)})
			if c.kept < 0 {
				w.Fails(t, "upstream", "has already expired: check this machine's clock")
				return
			}
			w.password(t, own)
			if off := w.Lives(t) - c.kept; off.Abs() > 15*time.Second {
				t.Errorf("it is kept for %s, want %s", w.Lives(t), c.kept)
			}
		})
	}
}
