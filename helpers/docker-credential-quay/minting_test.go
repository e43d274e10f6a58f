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

// TestLookAlikes: what only looks like Quay gets neither a token nor a connection,
// although there is an identity.
func TestLookAlikes(t *testing.T) {
	w := inJob(t)
	w.Run(t, "get", own).Password(t, robot)
	before := w.Asked()
	const host = own
	for _, asked := range []string{
		host + ".evil.example", "evil" + host, "evil-" + host, "x." + host, "x.y." + host, host + ".", "evil.example/" + host, host + ":8443", host + ":80",
		"http://" + host, "ftp://" + host, "quay-io", host + "x", "evil.example:443/" + host, "quay._io", "foreign.example",
	} {
		w.Anonymous(t, asked)
	}
	for _, asked := range []string{
		host + "@evil.example", "https://" + host + "@evil.example/", "evil.example?" + host, "evil.example#" + host, "evil.example\\" + host, "quay%2eio",
		host + "\nevil.example", host + "\x00.evil.example", "quay\u2024io", "qu\u0430y.io", host + " evil.example", host + "/../x", host + ":99999", host + ":",
	} {
		if a := w.Run(t, "get", asked); a.Code != 1 || !strings.HasPrefix(a.Out, program+": input: ") || a.Out != a.Err {
			t.Errorf("%q: %+v", asked, a)
		}
	}
	if after := w.Asked(); after != before {
		t.Errorf("somebody was asked, %d times", after-before)
	}
}

// TestCached: the second get makes no request and needs no proof, also when there
// is nobody left to ask.
func TestCached(t *testing.T) {
	w := inJob(t)
	if e := w.Run(t, "explain", own); e.Code != 0 || !strings.Contains(e.Out, `"Username":"team+ci","Helper":"docker-credential-quay","Source":"robot team+ci by the token of the runner","Cached":false,"Kind":"exchanged"`) {
		t.Errorf("explain: %+v", e)
	}
	w.silent(t)
	first := w.Run(t, "get", own)
	password := first.Password(t, robot)
	if first.Err != "" || w.Exchanges() != 1 || len(w.Tokens(t)) != 1 || w.Lives(t).Round(time.Minute) != time.Hour {
		t.Fatalf("the first get: %+v, %d exchanges, files %q", first, w.Exchanges(), w.Tokens(t))
	}
	if got := fmt.Sprint(w.Dialled()); got != "[run.example:443 quay.io:443]" {
		t.Errorf("it connected to %s", got)
	}
	for _, q := range w.Requests() {
		if everything := fmt.Sprint(q.Path, q.Query, q.Body); strings.Contains(everything, "e30.") || strings.Contains(everything, "CANARY") || strings.Contains(fmt.Sprint(q.Header), "CANARY") != (q.Host == runner) {
			t.Errorf("a proof is in %s %s%s %v", q.Method, q.Host, q.Path, q.Header)
		}
	}
	if e := w.Run(t, "explain", own); !strings.Contains(e.Out, `"Cached":true`) || !strings.Contains(e.Out, `"Expires":"`) {
		t.Errorf("explain: %+v", e)
	}
	asked := w.Asked()
	w.Close()
	w.Env = append(w.Env, "ACTIONS_ID_TOKEN_REQUEST_TOKEN=CANARY-SPOILED")
	for _, request := range []string{own, "https://quay.io/v2/", "quay.io/team/app", "QUAY.io:443"} {
		if a := w.Run(t, "get", request); a.Password(t, robot) != password || a.Err != "" || w.Asked() != asked {
			t.Errorf("%s: %+v", request, a)
		}
	}
	if a := w.Run(t, "list", ""); a.Out != `{"quay.io":"team+ci"}`+"\n" {
		t.Errorf("list: %+v", a)
	}
	if a := w.Run(t, "erase", own); a.Code != 0 || a.Out+a.Err != "" || len(w.Tokens(t)) != 0 {
		t.Errorf("erase: %+v, left %q", a, w.Tokens(t))
	}
}

// TestTogether: many processes that want one token make one exchange; many
// registries keep one token each.
func TestTogether(t *testing.T) {
	w := inJob(t)
	w.Program = helpertest.Build(t, program)
	w.Behave(fakecloud.Behaviour{Delay: 3 * time.Second})
	answers := w.Together(t, 100, func(int) string { return own })
	for _, a := range answers {
		if a.Password(t, robot) != answers[0].Password(t, robot) {
			t.Fatal("they have different tokens")
		}
	}
	if n := w.Exchanges(); n != 1 {
		t.Errorf("%d exchanges", n)
	}
	const many = 20
	var hosts []string
	for i := range many {
		host := fmt.Sprintf("quay%d.corp.example", i)
		hosts = append(hosts, host)
		w.Handle(host, federated(host))
	}
	w.File(t, ".config/dockercfg/config.toml", "[[registry]]\nhelper = \"quay\"\nusername = \"team+ci\"\nhosts = [\""+strings.Join(hosts, `", "`)+"\"]\n")
	seen := map[string]bool{}
	for _, a := range w.Together(t, many, func(i int) string { return hosts[i] }) {
		seen[a.Password(t, robot)] = true
	}
	if n := len(w.Tokens(t)); n != many+1 || len(seen) != many {
		t.Errorf("%d tokens are kept, %d differ", n, len(seen))
	}
}

// TestSlow: an exchange that takes half of a run is waited for by all others.
func TestSlow(t *testing.T) {
	t.Parallel()
	w := inJob(t)
	w.Program = helpertest.Build(t, program)
	w.Behave(fakecloud.Behaviour{Delay: 15 * time.Second})
	for _, a := range w.Together(t, 20, func(int) string { return own }) {
		a.Password(t, robot)
	}
	if n := w.Exchanges(); n > 3 {
		t.Errorf("%d exchanges", n)
	}
}

// TestLives: a token lives as long as it says, else for an hour. One of a minute is
// used once.
func TestLives(t *testing.T) {
	ends := func(d time.Duration) string { return jwt(fmt.Sprintf(`{"exp":%d}`, time.Now().Add(d).Unix())) }
	for what, c := range map[string]struct {
		token string
		kept  time.Duration
	}{
		"half an hour": {ends(30 * time.Minute), 30 * time.Minute}, "it does not say": {"token", time.Hour}, "for ever": {ends(1000 * time.Hour), 12 * time.Hour},
		"a minute": {ends(time.Minute), 0}, "over": {ends(-time.Minute), 0},
	} {
		t.Run(what, func(t *testing.T) {
			t.Parallel()
			w := inJob(t)
			w.Behave(fakecloud.Behaviour{Fault: faulty.Answer(200, faulty.JSON, `{"token":"`+c.token+`"}`)})
			w.Run(t, "get", own).Password(t, robot)
			if off := w.Lives(t) - c.kept; off.Abs() > 15*time.Second {
				t.Errorf("it is kept for %s, want %s", w.Lives(t), c.kept)
			}
			n := w.Exchanges()
			if w.Run(t, "get", own).Password(t, robot); (w.Exchanges() == n) != (c.kept > 0) {
				t.Error("it is kept and not used, or the other way round")
			}
		})
	}
}

// TestOddTokens: a token is a string of visible characters, or none.
func TestOddTokens(t *testing.T) {
	for what, token := range map[string]string{
		"none": `"other":1`, "null": `"token":null`, "a number": `"token":17`, "empty": `"token":""`, "a line break": `"token":"CANARY\nx"`, "a space": `"token":"CANARY x"`,
		"NUL": `"token":"CANARY\u0000"`, "700 KB": `"token":"CANARY` + strings.Repeat("a", 700<<10) + `"`, "not ASCII": `"token":"CANARYé"`, "an object": `"token":{"a":1}`,
	} {
		t.Run(what, func(t *testing.T) {
			t.Parallel()
			w := inJob(t)
			w.Behave(fakecloud.Behaviour{Fault: faulty.Answer(200, faulty.JSON, "{"+token+"}")})
			w.Fails(t, "upstream", "")
			if len(w.Tokens(t)) != 0 {
				t.Error("it was kept")
			}
		})
	}
}

// TestRedirects: none is followed, so that nobody else sees the job's token.
func TestRedirects(t *testing.T) {
	for _, status := range []int{301, 302, 303, 307, 308} {
		for _, target := range []string{"https://elsewhere.example/", "https://cdn.quay.io/x", "https://quay.io/elsewhere", "http://quay.io/"} {
			w := inJob(t)
			w.Behave(fakecloud.Behaviour{Fault: faulty.Redirect(status, target)})
			w.Fails(t, "upstream", fmt.Sprintf("a redirect (status %d), which is not followed", status))
			if got := fmt.Sprint(w.Dialled()); got != "[run.example:443 quay.io:443]" || len(w.Requests()) != 2 {
				t.Errorf("%d to %s: it connected to %s, %d requests", status, target, got, len(w.Requests()))
			}
		}
	}
}
