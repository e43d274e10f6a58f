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

// TestMinting runs the common tests with the real host name of Docker's token service, as a job that
// may use an organization's connection.
func TestMinting(t *testing.T) {
	helpertest.Minting{
		Program: program, Own: own, User: user, OwnLife: true,
		New: func(t *testing.T, env ...string) (*helpertest.World, helpertest.Cloud) {
			w := inJob(t, env...)
			return w.World, w.Exchange
		},
		Hosts: []string{own, "index.docker.io", "registry-1.docker.io", "dhi.io"},
		Token: answers,
	}.Test(t)
}

// TestExchange: which hosts are asked, what each gets, and which names are Docker Hub.
func TestExchange(t *testing.T) {
	w := inJob(t)
	if e := w.Run(t, "explain", own); e.Code != 0 ||
		!strings.Contains(e.Out,
			`"Username":"acme","Helper":"docker-credential-dockerhub",`+
				`"Source":"OIDC connection of the organization acme","Cached":false,"Kind":"exchanged"`) {
		t.Errorf("explain: %+v", e)
	}
	w.silent(t)
	w.Run(t, "get", own).Password(t, user)
	for _, q := range w.Requests() {
		everything := fmt.Sprint(q.Path, q.Query, q.Header)
		if strings.Contains(everything, "e30.") || strings.Contains(everything, "CANARY") != (q.Host == runner) ||
			strings.Contains(q.Body, "CANARY") || strings.Contains(q.Body, "e30.") != (q.Host != runner) {
			t.Errorf("a proof is in %s %s%s %v", q.Method, q.Host, q.Path, q.Header)
		}
	}
	if got := fmt.Sprint(w.Dialled()); got != "[run.example:443 identity.docker.com:443]" {
		t.Errorf("it connected to %s", got)
	}
	for _, asked := range []string{"https://index.docker.io/v1/", "registry-1.docker.io", "registry.hub.docker.com"} {
		if w.Run(t, "get", asked).Password(t, user); w.Exchanges() != 1 {
			t.Errorf("%s is another registry", asked)
		}
	}
	for _, asked := range []string{"hub.docker.com", "identity.docker.com", "https://index.docker.io/v1/access-token",
		"https://index.docker.io/v1/refresh-token", "foreign.example"} {
		w.Anonymous(t, asked)
	}
}

// TestIdentities: identities for one registry with one cache never get each other's token, and dhi.io
// has its own.
func TestIdentities(t *testing.T) {
	w := inJob(t)
	seen := map[string]string{}
	envs := [][]string{
		nil, {"DOCKERHUB_USERNAME=acme2"}, {"DOCKERHUB_OIDC_EXPIREIN=600"},
		{"ACTIONS_ID_TOKEN_REQUEST_URL=https://" + runner + "/other?api-version=2.0"},
	}
	for round := range 2 {
		for i, env := range envs {
			who := []string{user, "acme2", user, user}[i]
			got, was := w.Run(t, "get", own, env...).Password(t, who), fmt.Sprint(i)
			if other, taken := seen[got]; round == 0 && taken || round == 1 && other != was {
				t.Errorf("%q gets a token of %q", env, other)
			}
			seen[got] = was
		}
	}
	if seen[w.Run(t, "get", "dhi.io").Password(t, user)] != "" {
		t.Error("two registries share a token")
	}
	if n := len(w.Tokens(t)); n != len(envs)+1 {
		t.Errorf("%d tokens are kept", n)
	}
	// Variables that change from step to step of a job are not part of its identity.
	n := w.Exchanges()
	if w.Run(t, "get", own, "GITHUB_ACTION=2", "GITHUB_ENV=/other").Password(t, user); w.Exchanges() != n {
		t.Error("the next step asks again")
	}
}

// TestLifetime: the lifetime is the token's own, or the response's, or the requested one. A token for a
// minute is used only once.
func TestLifetime(t *testing.T) {
	ends := func(d time.Duration) string {
		return fmt.Sprintf("%q", jwt(fmt.Sprintf(`{"exp":%d}`, time.Now().Add(d).Unix())))
	}
	for what, c := range map[string]struct {
		token, life string
		env         string
		kept        time.Duration // 0: not cached; -1: an error
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
			w.Run(t, "get", own).Password(t, user)
			if off := w.Lives(t) - c.kept; off.Abs() > 15*time.Second {
				t.Errorf("it is kept for %s, want %s", w.Lives(t), c.kept)
			}
			n := w.Exchanges()
			if w.Run(t, "get", own).Password(t, user); (w.Exchanges() == n) != (c.kept > 0) {
				t.Error("it is kept and not used, or the other way round")
			}
		})
	}
}

// TestThrottled: the helper waits as demanded, up to five times, within the deadline.
func TestThrottled(t *testing.T) {
	for what, c := range map[string]struct {
		wait  time.Duration
		times int
		code  string
		asked int
	}{
		"five times": {time.Second, 5, "", 6}, "a sixth": {time.Second, 6, "throttled", 6},
		"longer than the run": {time.Minute, 6, "throttled", 1}, "once": {time.Second, 1, "", 2},
	} {
		t.Run(what, func(t *testing.T) {
			t.Parallel()
			w := inJob(t)
			w.Behave(fakecloud.Behaviour{Fault: faulty.Throttle(c.wait), Times: c.times})
			if c.code == "" {
				w.Run(t, "get", own).Password(t, user)
			} else {
				w.Fails(t, c.code, "asks to wait "+c.wait.String())
			}
			if n := w.Exchanges(); n != c.asked {
				t.Errorf("%d requests", n)
			}
		})
	}
}

// TestRedirects: no redirect is followed, and its host gets nothing.
func TestRedirects(t *testing.T) {
	for _, status := range []int{301, 302, 303, 307, 308} {
		w := inJob(t)
		w.Behave(fakecloud.Behaviour{Fault: faulty.Redirect(status, w.Elsewhere())})
		w.Fails(t, "upstream", fmt.Sprintf("a redirect (status %d), and redirects are not followed", status))
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
