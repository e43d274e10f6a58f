package tokenhttp

import (
	"net/http"
	"strings"
	"testing"
	"time"
)

func TestToken(t *testing.T) {
	for body, want := range map[string]struct {
		token string
		life  time.Duration
		err   string
	}{
		`{"t":"x","e":3600}`:   {"x", time.Hour, ""},
		`{"t":"x","e":"3600"}`: {"x", time.Hour, ""},
		`{"t":"x","e":1e18}`:   {"x", 12 * time.Hour, ""},
		`{"t":"x","e":61.5}`:   {"x", 61 * time.Second, ""},
		`{"t":"x","e":60}`:     {"x", 0, ""},
		`{"t":"x","e":0}`:      {"x", 0, ""},
		`{"t":"x","e":null}`:   {"x", 0, ""},
		`{"t":"x"}`:            {"x", 0, ""},
		`{"t":"x","e":-1}`:     {"", 0, "an invalid lifetime"},
		`{"t":"x","e":"abc"}`:  {"", 0, "an invalid lifetime"},
		`{"t":"x","e":"NaN"}`:  {"", 0, "an invalid lifetime"},
		`{"t":"x","e":{}}`:     {"", 0, "an invalid lifetime"},
		`{"t":""}`:             {"", 0, "an invalid token"},
		`{"t":"a\nb"}`:         {"", 0, "an invalid token"},
		`{"t":"é"}`:            {"", 0, "an invalid token"},
		`{"t":null}`:           {"", 0, "an invalid token"},
		`{"t":1}`:              {"", 0, "an invalid token"},
		`{}`:                   {"", 0, "an invalid token"},
		`null`:                 {"", 0, "an invalid token"},
		`<html>CANARY`:         {"", 0, "a token (status 200, text/html)"},
		``:                     {"", 0, "a token (status 200, text/html)"},
		`{"t":"` + strings.Repeat("a", 65<<10) + `"}`: {"", 0, "an invalid token"},
	} {
		reply := Reply{200, http.Header{"Content-Type": {"text/html; charset=utf-8"}}, []byte(body)}
		token, expires, err := peer.Token(reply, "t", "e")
		if token != want.token || (err == nil) != (want.err == "") ||
			err != nil && (!strings.Contains(err.Error(), want.err) || strings.Contains(err.Error(), "CANARY")) {
			t.Errorf("%.60s: %.20q, %v", body, token, err)
		}
		if life := time.Until(expires); want.life == 0 != expires.IsZero() ||
			want.life > 0 && (life-want.life).Abs() > time.Second {
			t.Errorf("%.60s lives %s", body, life)
		}
	}
}
