package main

import (
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/dockercfg/dockercfg/shared/helpertest"
	"github.com/dockercfg/dockercfg/shared/helpertest/fakecloud"
	"github.com/dockercfg/dockercfg/shared/helpertest/faulty"
)

// TestMinting runs the common tests with Quay's real host name, as a job's robot.
func TestMinting(t *testing.T) {
	helpertest.Minting{
		Program: program, Own: own, User: user, OwnLife: true,
		New: func(t *testing.T, env ...string) (*helpertest.World, helpertest.Cloud) {
			w := inJob(t, env...)
			return w.World, w.Exchange
		},
		Hosts: []string{own},
		Token: func(token, _ string) http.HandlerFunc {
			if token == "" {
				return faulty.Answer(200, faulty.JSON, `{"other":1}`)
			}
			return faulty.Answer(200, faulty.JSON, `{"token":`+token+`}`)
		},
	}.Test(t)
}

// TestExchange: which hosts are asked, and what each gets.
func TestExchange(t *testing.T) {
	w := inJob(t)
	if e := w.Run(t, "explain", own); e.Code != 0 ||
		!strings.Contains(e.Out,
			`"Username":"team+ci","Helper":"docker-credential-quay",`+
				`"Source":"robot team+ci with the token of the runner","Cached":false,"Kind":"exchanged"`) {
		t.Errorf("explain: %+v", e)
	}
	w.silent(t)
	w.Run(t, "get", own).Password(t, user)
	if got := fmt.Sprint(w.Dialled()); got != "[run.example:443 quay.io:443]" ||
		w.Lives(t).Round(time.Minute) != time.Hour {
		t.Errorf("it connected to %s, and the token lives %s", got, w.Lives(t))
	}
	for _, q := range w.Requests() {
		if everything := fmt.Sprint(q.Path, q.Query, q.Body); strings.Contains(everything, "e30.") ||
			strings.Contains(everything, "CANARY") ||
			strings.Contains(fmt.Sprint(q.Header), "CANARY") != (q.Host == runner) {
			t.Errorf("a proof is in %s %s%s %v", q.Method, q.Host, q.Path, q.Header)
		}
	}
	if w.Run(t, "get", "QUAY.io:443").Password(t, user); w.Exchanges() != 1 {
		t.Error("it is another registry")
	}
	// A rule may be for a single repository, so that one has its own token.
	if w.Run(t, "get", "quay.io/team/app").Password(t, user); w.Exchanges() != 2 {
		t.Errorf("%d exchanges", w.Exchanges())
	}
	for _, asked := range []string{"x.quay.io", "evil-quay.io", "quay-io"} {
		w.Anonymous(t, asked)
	}
}

// TestTogether: for many registries, one token each is cached.
func TestTogether(t *testing.T) {
	w := inJob(t)
	const many = 20
	var hosts []string
	for i := range many {
		host := fmt.Sprintf("quay%d.corp.example", i)
		hosts = append(hosts, host)
		w.Handle(host, federated(host))
	}
	w.File(t, ".config/dockercfg/config.toml",
		"[[registry]]\nhelper = \"quay\"\nusername = \"team+ci\"\nhosts = [\""+strings.Join(hosts, `", "`)+"\"]\n")
	seen := map[string]bool{}
	for _, a := range w.Together(t, many, func(i int) string { return hosts[i] }) {
		seen[a.Password(t, user)] = true
	}
	if n := len(w.Tokens(t)); n != many || len(seen) != many {
		t.Errorf("%d tokens are kept, %d differ", n, len(seen))
	}
}

// TestLifetime: the lifetime is the token's own, or an hour. A token for a minute is used only once.
func TestLifetime(t *testing.T) {
	ends := func(d time.Duration) string { return jwt(fmt.Sprintf(`{"exp":%d}`, time.Now().Add(d).Unix())) }
	for what, c := range map[string]struct {
		token string
		kept  time.Duration
	}{
		"half an hour": {ends(30 * time.Minute), 30 * time.Minute}, "it does not say": {"token", time.Hour},
		"for ever": {ends(1000 * time.Hour), 12 * time.Hour},
		"a minute": {ends(time.Minute), 0}, "over": {ends(-time.Minute), 0},
	} {
		t.Run(what, func(t *testing.T) {
			t.Parallel()
			w := inJob(t)
			w.Behave(fakecloud.Behaviour{Fault: faulty.Answer(200, faulty.JSON, `{"token":"`+c.token+`"}`)})
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

// TestRedirects: no redirect is followed, so that no other host gets the job's token.
func TestRedirects(t *testing.T) {
	for _, status := range []int{301, 302, 303, 307, 308} {
		for _, target := range []string{"https://elsewhere.example/", "https://cdn.quay.io/x",
			"https://quay.io/elsewhere", "http://quay.io/"} {
			w := inJob(t)
			w.Behave(fakecloud.Behaviour{Fault: faulty.Redirect(status, target)})
			w.Fails(t, "upstream", fmt.Sprintf("a redirect (status %d), and redirects are not followed", status))
			if got := fmt.Sprint(w.Dialled()); got != "[run.example:443 quay.io:443]" || len(w.Requests()) != 2 {
				t.Errorf("%d to %s: it connected to %s, %d requests", status, target, got, len(w.Requests()))
			}
		}
	}
}
