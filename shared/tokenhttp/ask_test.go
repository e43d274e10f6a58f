package tokenhttp

import (
	"context"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/dockercfg/dockercfg/shared/fault"
	"github.com/dockercfg/dockercfg/shared/helpertest/faulty"
)

var peer = Peer{Name: "the service", Check: "ITS_URL", Bundle: "SSL_CERT_FILE"}

// ask sends a request to a server that answers with each handler once, and with the last
// one from then on.
func ask(t *testing.T, ctx context.Context, answers ...http.HandlerFunc) (Reply, int, error) {
	t.Helper()
	var asked atomic.Int32
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		n := int(asked.Add(1))
		_, _ = io.Copy(io.Discard, r.Body) // only then the server notices that the client has gone
		answers[min(n, len(answers))-1](w, r)
	}))
	defer server.Close()
	reply, err := peer.Ask(ctx, New(Within(ctx)), func(ctx context.Context) (*http.Request, error) {
		return http.NewRequestWithContext(ctx, http.MethodPost, server.URL, strings.NewReader("CANARY"))
	})
	return reply, int(asked.Load()), err
}

func TestAsk(t *testing.T) {
	good := faulty.Answer(200, faulty.JSON, `{"token":"t"}`)
	soon := func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Retry-After", "1")
		w.WriteHeader(http.StatusTooManyRequests)
	}
	for what, c := range map[string]struct {
		answers []http.HandlerFunc
		asked   int
		code    fault.Code // "": no error
		text    string
	}{
		"good": {[]http.HandlerFunc{good}, 1, "", ""},
		"a server's failure": {
			[]http.HandlerFunc{faulty.Answer(503, "", ""), faulty.Answer(500, "", ""), good}, 3, "", "",
		},
		"always": {
			[]http.HandlerFunc{faulty.Answer(503, "", "")}, 3, fault.Upstream,
			"the service failed (status 503)",
		},
		"a reset":      {[]http.HandlerFunc{faulty.Reset(faulty.JSON, faulty.Opening), good}, 2, "", ""},
		"a short wait": {[]http.HandlerFunc{soon, good}, 2, "", ""},
		"a long wait": {
			[]http.HandlerFunc{faulty.Throttle(time.Hour), good}, 1, fault.Throttled, "asks to wait 1h0m0s",
		},
		"refused": {[]http.HandlerFunc{faulty.Answer(403, "", "CANARY"), good}, 1, "", ""},
		"a redirect": {
			[]http.HandlerFunc{faulty.Redirect(307, "http://127.0.0.1:1/")}, 1, fault.Upstream,
			"a redirect (status 307), and redirects are not followed: check ITS_URL",
		},
		"no end": {
			[]http.HandlerFunc{faulty.Huge(200, faulty.JSON, faulty.Opening)}, 1, fault.Upstream,
			"longer than 1 MiB",
		},
		"never": {[]http.HandlerFunc{faulty.Hang}, 1, fault.Timeout, "did not answer in time"},
	} {
		t.Run(what, func(t *testing.T) {
			t.Parallel()
			ctx, cancel := context.WithTimeout(t.Context(), 5*time.Second)
			defer cancel()
			_, asked, err := ask(t, ctx, c.answers...)
			var coded *fault.Error
			if asked != c.asked || (err == nil) != (c.code == "") ||
				err != nil && (!errors.As(err, &coded) || coded.Code != c.code ||
					!strings.Contains(err.Error(), c.text)) {
				t.Errorf("%d times: %v", asked, err)
			}
			if err != nil && strings.Contains(err.Error(), "CANARY") {
				t.Errorf("the error contains the reply: %v", err)
			}
		})
	}
}

// TestLimit: a client's requests end at its limit even if their context has no deadline.
func TestLimit(t *testing.T) {
	server := httptest.NewServer(http.HandlerFunc(faulty.Hang))
	defer server.Close()
	began := time.Now()
	_, err := New(200 * time.Millisecond).Get(server.URL)
	if err == nil || time.Since(began) > 5*time.Second {
		t.Errorf("%v after %s", err, time.Since(began))
	}
	if got := peer.Explain(context.Background(), err); got == nil || !strings.HasPrefix(got.Error(), "timeout: ") {
		t.Errorf("Explain returned %v", got)
	}
}

func TestUnreachable(t *testing.T) {
	_, err := New(5 * time.Second).Get("http://127.0.0.1:1/")
	got := peer.Unreachable(t.Context(), err)
	if !strings.HasPrefix(got.Error(), "upstream: the service cannot be reached") {
		t.Error(got)
	}
	server := httptest.NewTLSServer(http.NotFoundHandler())
	defer server.Close()
	_, err = New(5 * time.Second).Get(server.URL)
	got = peer.Unreachable(t.Context(), err)
	if !strings.HasPrefix(got.Error(), "tls: the certificate of the service is not trusted") {
		t.Error(got)
	}
	own := fault.New(fault.Config, "ours")
	if got := peer.Unreachable(t.Context(), own); got != error(own) {
		t.Error(got)
	}
}

func TestClockOff(t *testing.T) {
	for off, known := range map[time.Duration]bool{
		0: false, 4 * time.Minute: false, time.Hour: true, -24 * time.Hour: true,
	} {
		header := http.Header{"Date": {time.Now().Add(-off).UTC().Format(http.TimeFormat)}}
		if got := ClockOff(header); (got != 0) != known || known && time.Duration(got)*time.Second-off > 2*time.Second {
			t.Errorf("%s: %d", off, got)
		}
	}
	if ClockOff(http.Header{}) != 0 {
		t.Error("a reply without a date has a clock difference")
	}
}

func TestParseURL(t *testing.T) {
	for text, want := range map[string]string{
		"https://host/path": "", "http://127.0.0.1:1/x": "", "http://localhost/": "",
		"http://host/": "does not use TLS", "host": "X is not a valid endpoint",
		"": "X is not a valid endpoint", "https://user:CANARY@host/": "X is not a valid endpoint",
		"ftp://host/": "does not use TLS", "https://%zz": "X is not a valid endpoint",
		"http://127.0.0.1.evil.example/": "does not use TLS",
	} {
		_, err := ParseURL(text, "X")
		if (err == nil) != (want == "") || err != nil &&
			(!strings.Contains(err.Error(), want) || strings.Contains(err.Error(), "CANARY")) {
			t.Errorf("%s: %v", text, err)
		}
	}
}
