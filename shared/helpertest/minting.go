package helpertest

import (
	"encoding/json"
	"flag"
	"fmt"
	"net/http"
	"os/exec"
	"strings"
	"testing"
	"time"

	"github.com/dockercfg/dockercfg/shared/helpertest/fakecloud"
	"github.com/dockercfg/dockercfg/shared/registry"
)

// Cloud is a fake on loopback that creates tokens.
type Cloud interface {
	Exchanges() int               // number of requests for a token, successful or not
	Asked() int                   // number of requests and connections of any kind
	Behave(b fakecloud.Behaviour) // sets how requests for a token are answered
	Elsewhere() (url string)      // the target of a redirect; requests to it count as Asked
	Close()
}

// Minting describes a helper that exchanges an identity for a token to the tests.
type Minting struct {
	Program, Own, User string
	// New returns a world with an identity, and the cloud that it leads to.
	New func(t *testing.T, env ...string) (*World, Cloud)
	// Other returns the i-th of any number of registries; nil if the helper has only a
	// limited number of them.
	Other func(i int) string
	// Hosts are registries of every form, from which look-alikes are derived.
	Hosts []string
	// Heavy are packages that must not be initialised before a cached token is answered.
	Heavy []string
	// Token returns an answer of the token endpoint with these JSON values; "" omits one.
	// If it is nil, the helper's own tests check unusual tokens.
	Token func(token, life string) http.HandlerFunc
	// OwnLife is true if the lifetime of a token is not the answer's `expires_in`; the
	// helper's own tests then check the lifetime.
	OwnLife bool

	released string // path of the released program
}

// together is enough to notice a missing lock; scripts/e2e uses 200.
var together = flag.Int("minting.processes", 50, "number of processes at the same time")

// Test runs the tests that every such helper must pass, in parallel with other tests: they
// mostly wait.
func (m Minting) Test(t *testing.T) {
	t.Parallel()
	m.released = Build(t, m.Program)
	t.Run("look-alikes", m.lookAlikes)
	t.Run("cached", m.cached)
	t.Run("together", m.together)
	t.Run("slow", m.slow)
	t.Run("failing together", m.failing)
	t.Run("order", m.order)
	t.Run("one answer", m.oneAnswer)
	t.Run("faults", m.faults)
	t.Run("redirects", m.redirects)
	t.Run("memory", m.memory)
	if m.Token != nil {
		t.Run("odd tokens", m.oddTokens)
	}
	if m.Token != nil && !m.OwnLife {
		t.Run("lives", m.lives)
	}
}

// lookAlikes: a host that only looks like the helper's registry gets no token, and causes no
// connection, although there is an identity.
func (m Minting) lookAlikes(t *testing.T) {
	w, cloud := m.New(t)
	w.Run(t, "get", m.Own).Password(t, m.User)
	before := cloud.Asked()
	for _, host := range m.Hosts {
		for _, asked := range []string{
			host + ".evil.example", "evil" + host + ".example", "x.y.z." + host, host + ".", "evil.example/" + host,
			host + ":8443", host + ":80", "http://" + host, "ftp://" + host, strings.Replace(host, ".", "-", 1), host + "x",
			"evil.example:443/" + host, strings.Replace(host, ".", "._", 1),
		} {
			w.Anonymous(t, asked)
		}
		for _, asked := range []string{
			host + "@evil.example", "https://" + host + "@evil.example/", "evil.example?" + host, "evil.example#" + host,
			"evil.example\\" + host, strings.Replace(host, ".", "%2e", 1), host + "\nevil.example",
			host + "\x00.evil.example", strings.Replace(host, ".", "\u2024", 1),
			strings.Replace(host, host[:1], "\u0441", 1), host + " evil.example", host + "/../x", host + ":99999", host + ":",
		} {
			a := w.Run(t, "get", asked)
			if a.Code != 1 || !strings.HasPrefix(a.Out, m.Program+": input: ") || a.Out != a.Err {
				t.Errorf("%q: %+v", asked, a)
			}
		}
	}
	if after := cloud.Asked(); after != before {
		t.Errorf("%d requests or connections were made", after-before)
	}
}

// cached: the second get makes no request, and also works after the server is gone.
func (m Minting) cached(t *testing.T) {
	w, cloud := m.New(t)
	first := w.Run(t, "get", m.Own)
	password := first.Password(t, m.User)
	if first.Err != "" || cloud.Exchanges() != 1 || len(w.Tokens(t)) != 1 {
		t.Fatalf("the first get: %+v, %d exchanges, files %q", first, cloud.Exchanges(), w.Tokens(t))
	}
	explained := w.Run(t, "explain", m.Own)
	for _, text := range []string{`"Cached":true`, `"Kind":"exchanged"`, `"Expires":"`} {
		if !strings.Contains(explained.Out, text) {
			t.Errorf("explain does not contain %s: %+v", text, explained)
		}
	}
	var e resolved
	if err := json.Unmarshal([]byte(w.Run(t, "explain", m.Own).Out), &e); err != nil {
		t.Fatal(err)
	}
	if s := w.Answered(t, m.Own); s.Secret != password || !s.Cached || s.Kind != "exchanged" ||
		s.Source != e.Source || s.Expires != e.Expires || cloud.Exchanges() != 1 {
		t.Errorf("answer: %+v, explain: %+v, %d exchanges", s, e, cloud.Exchanges())
	}
	w.Run(t, "erase", m.Own)
	if s := w.Answered(t, m.Own); s.Secret == "" || s.Cached || s.Kind != "exchanged" ||
		s.Source != e.Source || s.Expires == "" || cloud.Exchanges() != 2 {
		t.Errorf("the first answer: %+v, explain: %+v, %d exchanges", s, e, cloud.Exchanges())
	}
	password = w.Run(t, "get", m.Own).Password(t, m.User)
	asked := cloud.Asked()
	cloud.Close()
	for _, request := range []string{m.Own, "https://" + m.Own + "/v2/"} {
		if a := w.Run(t, "get", request); a.Password(t, m.User) != password || a.Err != "" || cloud.Asked() != asked {
			t.Errorf("%s: %+v", request, a)
		}
	}
	if a := w.Run(t, "list", ""); a.Out != `{"`+m.listed()+`":"`+m.User+`"}`+"\n" {
		t.Errorf("list: %+v", a)
	}
	if a := w.Run(t, "erase", m.Own); a.Code != 0 || a.Out+a.Err != "" || len(w.Tokens(t)) != 0 {
		t.Errorf("erase: %+v, left %q", a, w.Tokens(t))
	}
}

// listed returns the registry's name in the output of list.
func (m Minting) listed() string {
	name, err := registry.Parse(m.Own)
	if err != nil {
		return m.Own
	}
	return name.Registry()
}

// together: many processes that need the same token make one exchange; for many registries,
// one token each is cached.
func (m Minting) together(t *testing.T) {
	w, cloud := m.New(t)
	w.Program = m.released
	cloud.Behave(fakecloud.Behaviour{Delay: 3 * time.Second})
	answers := w.Together(t, *together, func(int) string { return m.Own })
	for _, a := range answers {
		if a.Password(t, m.User) != answers[0].Password(t, m.User) {
			t.Fatal("the tokens differ")
		}
	}
	if n := cloud.Exchanges(); n != 1 {
		t.Errorf("%d exchanges", n)
	}
	if m.Other == nil {
		return
	}
	w, _ = m.New(t)
	w.Program = m.released
	for i, a := range w.Together(t, *together, m.Other) {
		if a.Code != 0 {
			t.Errorf("%s: %+v", m.Other(i), a)
		}
	}
	if n := len(w.Tokens(t)); n != *together {
		t.Errorf("%d tokens are cached, want %d", n, *together)
	}
}

// slow: all other processes wait for an exchange that takes nearly half of the deadline.
func (m Minting) slow(t *testing.T) {
	t.Parallel()
	w, cloud := m.New(t)
	w.Program = m.released
	cloud.Behave(fakecloud.Behaviour{Delay: 14 * time.Second})
	for _, a := range w.Together(t, *together, func(int) string { return m.Own }) {
		a.Password(t, m.User)
	}
	if n := cloud.Exchanges(); n != 1 {
		t.Errorf("%d exchanges", n)
	}
}

// failing: if the exchange fails, the processes that wait for it get its error.
func (m Minting) failing(t *testing.T) {
	t.Parallel()
	w, cloud := m.New(t)
	cloud.Behave(fakecloud.Behaviour{Delay: 3 * time.Second, Fault: func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "application/json")
		w.WriteHeader(http.StatusForbidden)
		fmt.Fprint(w, `{"error":"CANARY-BODY"}`)
	}})
	for _, a := range w.Together(t, 20, func(int) string { return m.Own }) {
		if a.Code != 1 || !strings.Contains(a.Out, ": denied: ") {
			t.Errorf("%+v", a)
		}
	}
	if n := cloud.Exchanges(); n > 3 {
		t.Errorf("%d exchanges", n)
	}
}

// order: the program answers with a cached token, and for a foreign registry, before a heavy
// package is initialised. Without a cached token such packages are initialised, which shows
// that the test notices them.
func (m Minting) order(t *testing.T) {
	w, _ := m.New(t)
	ask := func(host string) (string, []string) {
		cmd := exec.Command(m.released, "get")
		cmd.Env, cmd.Stdin = append(w.Env[:len(w.Env):len(w.Env)], "GODEBUG=inittrace=1"), strings.NewReader(host)
		var trace strings.Builder
		cmd.Stderr = &trace
		out, _ := cmd.Output()
		if !strings.Contains(trace.String(), "init os ") {
			t.Errorf("standard error contains no trace: %s", &trace)
		}
		var late []string
		for _, pkg := range append([]string{"net/http", "crypto/tls", "net", "fmt"}, m.Heavy...) {
			if strings.Contains(trace.String(), "init "+pkg+" ") {
				late = append(late, pkg)
			}
		}
		return string(out), late
	}
	if out, late := ask(m.Own); !strings.Contains(out, m.User) || len(late) < 3 {
		t.Fatalf("without a cached token: %s, initialised: %q", out, late)
	}
	for host, want := range map[string]string{m.Own: `"` + m.User + `"`, "foreign.example": "credentials not found"} {
		if out, late := ask(host); !strings.Contains(out, want) || len(late) > 0 {
			t.Errorf("%s: %q were initialised before the answer %.60q", host, late, out)
		}
	}
}

// oneAnswer: the fast path for cached tokens gives the same answers as main. DOCKERCFG_DEBUG
// turns the fast path off.
func (m Minting) oneAnswer(t *testing.T) {
	w, _ := m.New(t)
	w.Run(t, "get", m.Own).Password(t, m.User)
	own := m.Own
	for _, request := range []string{
		own, own + "\n", own + "\r\n", " " + own + "\t \n", "https://" + own, own + ":443", own + "/v2/", own + "/a&b<c>",
		strings.ToUpper(own), own + "\n\n", own + "\nx", own + "\rx", own + ".", own + ":8443", own + ":0",
		"http://" + own, own + "@evil.test", own + "?x", own + "%2e",
		"", " ", "\n", "\r\n", "foreign.example", "[::1]", "[::1", "127.0.0.1:5000", "a..b", "ftp://x", "docker.io",
		"https://index.docker.io/v1/", "x\x00", "\xff",
		strings.Repeat("a", 64), strings.Repeat("a.", 2047) + "a", strings.Repeat("a", 5000),
		"a/" + strings.Repeat("b", 4093), "a/" + strings.Repeat("b", 4095),
	} {
		warm, cold := w.Run(t, "get", request), w.Run(t, "get", request, "DOCKERCFG_DEBUG=0")
		if warm.Out != cold.Out || warm.Code != cold.Code {
			t.Errorf("%.80q: the fast path answers %q (exit %d), main %q (exit %d)",
				request, warm.Out, warm.Code, cold.Out, cold.Code)
		}
	}
}
