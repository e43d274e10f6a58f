package main

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/dockercfg/dockercfg/shared/helpertest"
	"github.com/dockercfg/dockercfg/shared/helpertest/fakecloud"
	"github.com/dockercfg/dockercfg/shared/helpertest/faulty"
)

// The suite for minting helpers wants a warm path, which a helper that asks the
// keeper first cannot have. These tests hold the rest of it.

// TestLookAlikes: what only looks like Docker Hub gets neither a token nor a
// connection, although there is an identity.
func TestLookAlikes(t *testing.T) {
	w := inJob(t)
	w.Run(t, "get", own).Password(t, organisation)
	before := w.Asked()
	for _, host := range []string{own, "index.docker.io", "registry-1.docker.io", "dhi.io"} {
		for _, asked := range []string{
			host + ".evil.example", "evil" + host, "evil-" + host, "x.y." + host, host + ".", "evil.example/" + host, host + ":8443", host + ":80",
			"http://" + host, "ftp://" + host, strings.Replace(host, ".", "-", 1), host + "x", "evil.example:443/" + host, strings.Replace(host, ".", "._", 1),
		} {
			w.Anonymous(t, asked)
		}
		for _, asked := range []string{
			host + "@evil.example", "https://" + host + "@evil.example/", "evil.example?" + host, "evil.example#" + host, "evil.example\\" + host,
			strings.Replace(host, ".", "%2e", 1), host + "\nevil.example", host + "\x00.evil.example", strings.Replace(host, ".", "\u2024", 1),
			strings.Replace(host, "d", "\u0501", 1), host + " evil.example", host + "/../x", host + ":99999", host + ":",
		} {
			if a := w.Run(t, "get", asked); a.Code != 1 || !strings.HasPrefix(a.Out, program+": input: ") && asked != strings.Replace(host, "d", "\u0501", 1) || strings.Contains(a.Out, "Secret") {
				t.Errorf("%q: %+v", asked, a)
			}
		}
	}
	for _, asked := range []string{"hub.docker.com", "auth.docker.io", "identity.docker.com", "https://index.docker.io/v1/access-token", "https://index.docker.io/v1/refresh-token", "foreign.example"} {
		w.Anonymous(t, asked)
	}
	if after := w.Asked(); after != before {
		t.Errorf("somebody was asked, %d times", after-before)
	}
}

// TestCached: the second get makes no request and needs no proof, also when there
// is nobody left to ask.
func TestCached(t *testing.T) {
	w := inJob(t)
	if e := w.Run(t, "explain", own); e.Code != 0 || !strings.Contains(e.Out, `"Username":"acme","Helper":"docker-credential-dockerhub","Source":"OIDC connection of the organisation acme","Cached":false,"Kind":"exchanged"`) {
		t.Errorf("explain: %+v", e)
	}
	w.silent(t)
	first := w.Run(t, "get", own)
	password := first.Password(t, organisation)
	if first.Err != "" || w.Exchanges() != 1 || len(w.Tokens(t)) != 1 {
		t.Fatalf("the first get: %+v, %d exchanges, files %q", first, w.Exchanges(), w.Tokens(t))
	}
	for _, q := range w.Requests() {
		everything := fmt.Sprint(q.Path, q.Query, q.Header)
		if strings.Contains(everything, "e30.") || strings.Contains(everything, "CANARY") != (q.Host == runner) || strings.Contains(q.Body, "CANARY") || strings.Contains(q.Body, "e30.") != (q.Host != runner) {
			t.Errorf("a proof is in %s %s%s %v", q.Method, q.Host, q.Path, q.Header)
		}
	}
	if got := fmt.Sprint(w.Dialled()); got != "[run.example:443 identity.docker.com:443]" {
		t.Errorf("it connected to %s", got)
	}
	if e := w.Run(t, "explain", own); !strings.Contains(e.Out, `"Cached":true`) || !strings.Contains(e.Out, `"Expires":"`) {
		t.Errorf("explain: %+v", e)
	}
	asked := w.Asked()
	w.Close()
	w.Env = append(w.Env, "ACTIONS_ID_TOKEN_REQUEST_TOKEN=CANARY-SPOILED")
	for _, request := range []string{own, "https://index.docker.io/v1/", "registry-1.docker.io", "registry.hub.docker.com"} {
		if a := w.Run(t, "get", request); a.Password(t, organisation) != password || a.Err != "" || w.Asked() != asked {
			t.Errorf("%s: %+v", request, a)
		}
	}
	if a := w.Run(t, "erase", own); a.Code != 0 || a.Out+a.Err != "" || len(w.Tokens(t)) != 0 {
		t.Errorf("erase: %+v, left %q", a, w.Tokens(t))
	}
}

// TestTogether: many processes that want one token make one exchange.
func TestTogether(t *testing.T) {
	w := inJob(t)
	w.Program = helpertest.Build(t, program)
	w.Behave(fakecloud.Behaviour{Delay: 3 * time.Second})
	answers := w.Together(t, 100, func(int) string { return own })
	for _, a := range answers {
		if a.Password(t, organisation) != answers[0].Password(t, organisation) {
			t.Fatal("they have different tokens")
		}
	}
	if n := w.Exchanges(); n != 1 {
		t.Errorf("%d exchanges", n)
	}
}

// TestSlow: an exchange that takes half of a run is waited for by all others.
func TestSlow(t *testing.T) {
	t.Parallel()
	w := inJob(t)
	w.Program = helpertest.Build(t, program)
	w.Behave(fakecloud.Behaviour{Delay: 15 * time.Second})
	for _, a := range w.Together(t, 20, func(int) string { return own }) {
		a.Password(t, organisation)
	}
	if n := w.Exchanges(); n > 3 {
		t.Errorf("%d exchanges", n)
	}
}

// TestIdentities: one registry and one cache, many identities: none gets another's
// token, and dhi.io has its own.
func TestIdentities(t *testing.T) {
	w := inJob(t)
	seen := map[string]string{}
	envs := [][]string{
		nil, {"DOCKERHUB_USERNAME=acme2"}, {"DOCKERHUB_OIDC_EXPIREIN=600"},
		{"GITHUB_REPOSITORY=o/s"}, {"ACTIONS_ID_TOKEN_REQUEST_URL=https://" + runner + "/other?api-version=2.0"},
	}
	for round := range 2 {
		for i, env := range envs {
			user := organisation
			if i == 1 {
				user = "acme2"
			}
			got, who := w.Run(t, "get", own, env...).Password(t, user), fmt.Sprint(i)
			if other, taken := seen[got]; round == 0 && taken || round == 1 && other != who {
				t.Errorf("%q gets a token of %q", env, other)
			}
			seen[got] = who
		}
	}
	if seen[w.Run(t, "get", "dhi.io").Password(t, organisation)] != "" {
		t.Error("two registries share a token")
	}
	if n := len(w.Tokens(t)); n != len(envs)+1 {
		t.Errorf("%d tokens are kept", n)
	}
}

// TestLives: a token lives as long as it says; else as long as the reply says; else
// as long as was asked for. One of a minute is used once.
func TestLives(t *testing.T) {
	ends := func(d time.Duration) string {
		return fmt.Sprintf("%q", jwt(fmt.Sprintf(`{"exp":%d}`, time.Now().Add(d).Unix())))
	}
	for what, c := range map[string]struct {
		token, life string
		env         string
		kept        time.Duration // 0: not; -1: an error
	}{
		"as the token says":         {ends(20 * time.Minute), "", "A=b", 20 * time.Minute},
		"the token before reply":    {ends(10 * time.Minute), "3600", "A=b", 10 * time.Minute},
		"the reply before token":    {ends(time.Hour), "300", "A=b", 5 * time.Minute},
		"as the reply says":         {`"token"`, "900", "A=b", 15 * time.Minute},
		"a string":                  {`"token"`, `"900"`, "A=b", 15 * time.Minute},
		"as asked":                  {`"token"`, "", "A=b", 5 * time.Minute},
		"null, as asked":            {`"token"`, "null", "DOCKERHUB_OIDC_EXPIREIN=1800", 30 * time.Minute},
		"for ever":                  {ends(1000 * time.Hour), "", "A=b", 12 * time.Hour},
		"for ever, the reply":       {`"token"`, "1e18", "A=b", 12 * time.Hour},
		"a minute":                  {`"token"`, "60", "A=b", 0},
		"nothing":                   {ends(time.Hour), "0", "A=b", 0},
		"a token of a minute":       {ends(time.Minute), "", "A=b", 0},
		"a token that is over":      {ends(-time.Minute), "", "A=b", 0},
		"a minute, from the token":  {ends(30 * time.Second), "3600", "A=b", 0},
		"less than nothing":         {`"token"`, "-3600", "A=b", -1},
		"words":                     {`"token"`, `"soon"`, "A=b", -1},
		"less than nothing, string": {`"token"`, `"-1"`, "A=b", -1},
	} {
		t.Run(what, func(t *testing.T) {
			t.Parallel()
			w := inJob(t, c.env)
			w.Behave(fakecloud.Behaviour{Fault: answers(c.token, c.life)})
			if c.kept < 0 {
				w.Fails(t, "upstream", "life")
				return
			}
			w.Run(t, "get", own).Password(t, organisation)
			if off := w.Lives(t) - c.kept; off.Abs() > 15*time.Second {
				t.Errorf("it is kept for %s, want %s", w.Lives(t), c.kept)
			}
			n := w.Exchanges()
			if w.Run(t, "get", own).Password(t, organisation); (w.Exchanges() == n) != (c.kept > 0) {
				t.Error("it is kept and not used, or the other way round")
			}
		})
	}
}

// TestOddTokens: a token is a string of visible characters, or none.
func TestOddTokens(t *testing.T) {
	for what, token := range map[string]string{
		"none": "", "null": "null", "a number": "17", "empty": `""`, "a line break": `"CANARY\nx"`, "a space": `"CANARY x"`, "NUL": `"CANARY\u0000"`,
		"700 KB": `"CANARY` + strings.Repeat("a", 700<<10) + `"`, "not ASCII": `"CANARYé"`, "an object": `{"a":1}`,
	} {
		t.Run(what, func(t *testing.T) {
			t.Parallel()
			w := inJob(t)
			w.Behave(fakecloud.Behaviour{Fault: answers(token, "3600")})
			w.Fails(t, "upstream", "")
			if len(w.Tokens(t)) != 0 {
				t.Error("it was kept")
			}
		})
	}
}

// TestThrottled: a wait that is asked for is kept, five times, where the run's time
// allows it.
func TestThrottled(t *testing.T) {
	for what, c := range map[string]struct {
		wait  time.Duration
		times int
		code  string
		asked int
	}{
		"five times": {time.Second, 5, "", 6}, "a sixth": {time.Second, 6, "throttled", 6}, "longer than the run": {time.Minute, 6, "throttled", 1}, "once": {time.Second, 1, "", 2},
	} {
		t.Run(what, func(t *testing.T) {
			t.Parallel()
			w := inJob(t)
			w.Behave(fakecloud.Behaviour{Fault: faulty.Throttle(c.wait), Times: c.times})
			if c.code == "" {
				w.Run(t, "get", own).Password(t, organisation)
			} else {
				w.Fails(t, c.code, "asks to wait "+c.wait.String())
			}
			if n := w.Exchanges(); n != c.asked {
				t.Errorf("%d requests", n)
			}
		})
	}
}

// TestRedirects: none is followed, and nothing reaches where it leads.
func TestRedirects(t *testing.T) {
	for _, status := range []int{301, 302, 303, 307, 308} {
		w := inJob(t)
		w.Behave(fakecloud.Behaviour{Fault: faulty.Redirect(status, w.Elsewhere())})
		w.Fails(t, "upstream", fmt.Sprintf("a redirect (status %d), which is not followed", status))
		w.Handle(runner, faulty.Redirect(status, w.Elsewhere()))
		w.Fails(t, "upstream", "a redirect")
		for _, target := range w.Dialled() {
			if target != runner+":443" && target != "identity.docker.com:443" {
				t.Errorf("%d: it connected to %s", status, target)
			}
		}
		if w.Exchanges() != 1 {
			t.Errorf("%d: %d exchanges", status, w.Exchanges())
		}
	}
}
