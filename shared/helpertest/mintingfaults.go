package helpertest

import (
	"encoding/pem"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/dockercfg/dockercfg/shared/helpertest/fakecloud"
	"github.com/dockercfg/dockercfg/shared/helpertest/faulty"
)

// faults: for each fault of the token endpoint, get fails in time with the right code, never
// with "not found" or with the endpoint's text, and after a limited number of requests.
func (m Minting) faults(t *testing.T) {
	t.Parallel()
	answer := func(status int, kind, body string) fakecloud.Behaviour {
		return fakecloud.Behaviour{Fault: faulty.Answer(status, kind, body)}
	}
	skewed := answer(http.StatusForbidden, faulty.JSON, `{"error":"CANARY-BODY"}`)
	skewed.Skew = -24 * time.Hour
	for what, c := range map[string]struct {
		b    fakecloud.Behaviour
		code string
		text string
		most int // requests
	}{
		"429, wait too long": {fakecloud.Behaviour{Fault: faulty.Throttle(time.Hour)}, "throttled", "wait 1h0m0s", 1},
		"429":                {answer(429, faulty.JSON, `{"error":"CANARY-BODY"}`), "throttled", "", 3},
		"500":                {answer(500, faulty.JSON, `{"error":"CANARY-BODY"}`), "upstream", "500", 3},
		"503":                {answer(503, "text/html", `CANARY-BODY`), "upstream", "503", 3},
		"401":                {answer(401, faulty.JSON, `{"error":"CANARY-BODY"}`), "denied", "", 1},
		"403":                {answer(403, faulty.JSON, `{"error":"CANARY-BODY"}`), "denied", "", 1},
		"403, a wrong clock": {skewed, "", "the clock is off by 86", 3},
		"no answer":          {fakecloud.Behaviour{Fault: faulty.Hang}, "timeout", "in time", 3},
		"one byte a second":  {fakecloud.Behaviour{Fault: faulty.Drip(faulty.JSON, faulty.Opening)}, "timeout", "in time", 3},
		"a login page":       {answer(200, "text/html; charset=utf-8", "<html>CANARY-BODY</html>"), "upstream", "", 3},
		"an empty answer":    {answer(200, faulty.JSON, ""), "upstream", "", 3},
		"null":               {answer(200, faulty.JSON, "null"), "upstream", "", 3},
		"a list":             {answer(200, faulty.JSON, "[]"), "upstream", "", 3},
		"4 GiB":              {fakecloud.Behaviour{Fault: faulty.Huge(200, faulty.JSON, faulty.Opening)}, "upstream", "", 3},
		"4 GiB, refused":     {fakecloud.Behaviour{Fault: faulty.Huge(500, faulty.JSON, faulty.Opening)}, "upstream", "", 3},
		"a gzip bomb":        {fakecloud.Behaviour{Fault: faulty.GzipBomb(faulty.JSON)}, "upstream", "", 3},
		"a reset":            {fakecloud.Behaviour{Fault: faulty.Reset(faulty.JSON, faulty.Opening)}, "upstream", "", 3},
	} {
		t.Run(what, func(t *testing.T) {
			t.Parallel()
			w, cloud := m.New(t)
			cloud.Behave(c.b)
			before := cloud.Exchanges()
			m.failure(t, w, c.code, c.text, "DOCKERCFG_TIMEOUT=8s")
			if n := cloud.Exchanges() - before; n > c.most || n == 0 {
				t.Errorf("%d requests", n)
			}
			if len(w.Tokens(t)) != 0 {
				t.Error("something was cached")
			}
			cloud.Behave(fakecloud.Behaviour{})
			w.Run(t, "get", m.Own).Password(t, m.User)
		})
	}
	t.Run("a dead proxy", func(t *testing.T) {
		w, _ := m.New(t)
		m.failure(t, w, "proxy", "the proxy 127.0.0.1:9 does not answer",
			"HTTPS_PROXY=http://user:CANARY-PROXY@127.0.0.1:9")
	})
	t.Run("a proxy whose password is not escaped", func(t *testing.T) {
		w, cloud := m.New(t)
		before := cloud.Asked()
		for variable, value := range map[string]string{
			"HTTPS_PROXY": "http://user.invalid:9#CANARY-PROXY@127.0.0.1:9",
			"https_proxy": "user.invalid:9/CANARY-PROXY@127.0.0.1:9",
		} {
			set := []string{"HTTPS_PROXY=", variable + "=" + value}
			m.failure(t, w, "config", variable+" is not a valid URL", set...)
			a := w.Run(t, "get", m.Own, set...)
			if strings.Contains(a.Out, "CANARY") || strings.Contains(a.Out, "user.invalid") {
				t.Errorf("the error contains the proxy's login: %s", a.Out)
			}
		}
		if cloud.Asked() != before {
			t.Error("it made a request nevertheless")
		}
	})
	for what, c := range map[string]struct{ text, file string }{
		"an unknown authority": {"is not trusted", otherAuthority(t)},
		"no authority":         {"has no CA certificates: install the package ca-certificates, or ", "/nonexistent/ca.pem"},
		"an empty file":        {"correct SSL_CERT_FILE", os.DevNull},
	} {
		t.Run(what, func(t *testing.T) {
			w, cloud := m.New(t)
			before := cloud.Exchanges()
			m.failure(t, w, "tls", c.text, "SSL_CERT_FILE="+c.file)
			if cloud.Exchanges() != before {
				t.Error("it sent the request nevertheless")
			}
		})
	}
}

// otherAuthority returns a file with the certificate of an authority that did not sign the
// fake's certificates.
func otherAuthority(t *testing.T) string {
	server := httptest.NewTLSServer(http.NotFoundHandler())
	defer server.Close()
	file := filepath.Join(t.TempDir(), "other.pem")
	data := pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: server.Certificate().Raw})
	if err := os.WriteFile(file, data, 0o600); err != nil {
		t.Fatal(err)
	}
	return file
}

// memory: the helper does not keep an endless answer in memory, nor one that unpacks to a
// huge size. With the race detector, this process is larger than the limit, and a child's
// peak cannot be measured below its parent's.
func (m Minting) memory(t *testing.T) {
	if underRace {
		t.Skip("not run: peak memory under the race detector (scripts/test measures it without)")
	}
	for what, fault := range map[string]http.HandlerFunc{
		"4 GiB":          faulty.Huge(200, faulty.JSON, faulty.Opening),
		"4 GiB, refused": faulty.Huge(500, faulty.JSON, faulty.Opening),
		"gzip":           faulty.GzipBomb(faulty.JSON),
	} {
		w, cloud := m.New(t)
		cloud.Behave(fakecloud.Behaviour{Fault: fault})
		cmd := exec.Command(m.released, "get")
		cmd.Env, cmd.Stdin = append(w.Env, "DOCKERCFG_TIMEOUT=20s"), strings.NewReader(m.Own)
		out, _ := cmd.Output()
		peak := peakMemory(cmd)
		if cmd.ProcessState.ExitCode() != 1 || !strings.Contains(string(out), ": upstream: ") || peak > MaxMemory() {
			t.Errorf("%s: %s, %d MiB", what, out, peak>>20)
		}
	}
}

// failure is World.Fails, but the code "" means any code.
func (m Minting) failure(t *testing.T, w *World, code, text string, env ...string) {
	t.Helper()
	if code != "" {
		w.Fails(t, code, text, env...)
		return
	}
	a := w.Run(t, "get", m.Own, env...)
	if a.Code != 1 || a.Out != a.Err || !strings.Contains(a.Out, text) || a.Out == NotFound {
		t.Errorf("want %q: %+v", text, a)
	}
}

// redirects: the helper does not follow a redirect, and sends nothing to its target.
func (m Minting) redirects(t *testing.T) {
	for _, status := range []int{301, 302, 303, 307, 308} {
		w, cloud := m.New(t)
		cloud.Behave(fakecloud.Behaviour{Fault: faulty.Redirect(status, cloud.Elsewhere())})
		w.Fails(t, "upstream", "")
		asked, exchanges := cloud.Asked(), cloud.Exchanges()
		cloud.Behave(fakecloud.Behaviour{})
		w.Run(t, "get", m.Own).Password(t, m.User)
		if healthy := cloud.Asked() - asked; exchanges != 1 || asked > healthy {
			t.Errorf("%d: %d exchanges; %d requests and connections, %d without a redirect",
				status, exchanges, asked, healthy)
		}
	}
}

// oddTokens: a token must be a string of visible characters.
func (m Minting) oddTokens(t *testing.T) {
	for what, token := range map[string]string{
		"missing": "", "null": "null", "a number": "17", "empty": `""`, "a line break": `"CANARY\nx"`,
		"a space": `"CANARY x"`, "NUL": `"CANARY\u0000"`, "700 KB": `"CANARY` + strings.Repeat("a", 700<<10) + `"`,
		"not ASCII": `"CANARYé"`, "an object": `{"a":1}`,
	} {
		t.Run(what, func(t *testing.T) {
			t.Parallel()
			w, cloud := m.New(t)
			cloud.Behave(fakecloud.Behaviour{Fault: m.Token(token, "3600")})
			w.Fails(t, "upstream", "")
			if len(w.Tokens(t)) != 0 {
				t.Error("it was cached")
			}
		})
	}
}

// lives: a token is cached for its lifetime, but for at most twelve hours; a token with a
// lifetime of one minute, or without a known lifetime, is not cached.
func (m Minting) lives(t *testing.T) {
	for what, c := range map[string]struct {
		life string
		kept time.Duration // 0: not cached; -1: an error
	}{
		"an hour": {"3600", time.Hour}, "a string": {`"3600"`, time.Hour}, "five minutes": {"300", 5 * time.Minute},
		"unlimited": {"1e18", 12 * time.Hour}, "missing": {"", 0}, "null": {"null", 0}, "zero": {"0", 0},
		"a minute": {"60", 0}, "negative": {"-3600", -1}, "words": {`"soon"`, -1},
	} {
		t.Run(what, func(t *testing.T) {
			t.Parallel()
			w, cloud := m.New(t)
			cloud.Behave(fakecloud.Behaviour{Fault: m.Token(`"token"`, c.life)})
			if c.kept < 0 {
				w.Fails(t, "upstream", "")
				return
			}
			w.Run(t, "get", m.Own).Password(t, m.User)
			if off := w.Lives(t) - c.kept; off.Abs() > 15*time.Second {
				t.Errorf("it is cached for %s, want %s", w.Lives(t), c.kept)
			}
			if c.kept == 0 {
				return
			}
			if n := cloud.Exchanges(); w.Run(t, "get", m.Own).Password(t, m.User) == "" || cloud.Exchanges() != n {
				t.Error("it is cached but not used")
			}
		})
	}
}
