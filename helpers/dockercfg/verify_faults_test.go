//go:build linux

package main

import (
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/dockercfg/dockercfg/shared/helpertest/faulty"
)

// TestVerifyFaults checks that whatever a registry does, the run ends with a reason.
func TestVerifyFaults(t *testing.T) {
	t.Parallel()
	const noScheme = "it offers neither Basic nor Bearer authentication"
	for what, c := range map[string]struct {
		answer http.HandlerFunc
		text   string
	}{
		"never":  {faulty.Hang, "timeout: r.example did not answer in time"},
		"500":    {faulty.Answer(500, "", "CANARY"), "upstream: r.example failed (status 500)"},
		"a wait": {faulty.Throttle(time.Hour), "throttled: r.example asks to wait 1h0m0s"},
		"404": {faulty.Answer(404, "text/html", "CANARY"),
			"it answered /v2/ with status 404 (text/html), which a registry does not do"},
		"no challenge":  {faulty.Answer(401, "", ""), noScheme},
		"two realms":    {challenging(`Bearer realm="https://r.example/",realm="https://evil.test/"`), noScheme},
		"half a realm":  {challenging(`Bearer realm="https://r.example/`), noScheme},
		"another way":   {challenging(`Negotiate`), noScheme},
		"no end":        {faulty.Huge(200, "", ""), "longer than 1 MiB"},
		"a bomb":        {faulty.GzipBomb(""), "longer than 1 MiB"},
		"a long header": {challenging(strings.Repeat("Basic realm=x, ", 10000)), ""},
		"no token":      {tokenless(`{"access_token":null}`), "its token service r.example did not return a token"},
		"an odd token":  {tokenless(`{"token":"CANARY\nx"}`), "did not return a token"},
		"a page":        {tokenless(`<html>CANARY</html>`), "did not return a token"},
		"nothing":       {tokenless(``), "did not return a token"},
	} {
		t.Run(what, func(t *testing.T) {
			t.Parallel()
			v := newVerifying(t, "r.example")
			v.Handle("r.example", c.answer)
			all, code := v.run(t, "--timeout", "4s")
			if r := all["r.example"]; code != 1 || r.Status != "unreachable" || !strings.Contains(r.Reason, c.text) {
				t.Errorf("exit code %d, %+v", code, r)
			}
		})
	}
}

func challenging(header string) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("WWW-Authenticate", header)
		w.WriteHeader(http.StatusUnauthorized)
	}
}

// tokenless is a registry whose token service answers with a body.
func tokenless(body string) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/token" {
			fmt.Fprint(w, body)
			return
		}
		bearer("https://r.example/token")(w, r)
	}
}

// TestVerifyBlames checks that a fault of this machine is not reported as the registry's.
func TestVerifyBlames(t *testing.T) {
	t.Parallel()
	v := newVerifying(t, "registry.invalid", "basic.example")
	v.Handle("basic.example", basic)
	for what, c := range map[string]struct {
		env        []string
		host, want string
	}{
		"a proxy's password": {[]string{"HTTPS_PROXY=http://zoe:CANARY%@127.0.0.1:9"}, "registry.invalid",
			"HTTPS_PROXY is not a valid URL"},
		"another's variable": {[]string{"HTTPS_PROXY=", "ALL_PROXY=http://127.0.0.1:9"}, "registry.invalid",
			"set HTTPS_PROXY, since ALL_PROXY is not read"},
		"no certificates": {[]string{"SSL_CERT_FILE=/nonexistent/ca.pem"}, "basic.example",
			"install the package ca-certificates"},
	} {
		cmd := v.command("verify", c.host)
		cmd.Env = append(append(cmd.Env, v.Environment()...), c.env...)
		out, err := cmd.CombinedOutput()
		if err == nil || !strings.Contains(string(out), c.want) || strings.Contains(string(out), "CANARY") {
			t.Errorf("%s: %v: %s", what, err, out)
		}
	}
}
