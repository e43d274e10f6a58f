package main

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/dockercfg/dockercfg/shared/helpertest/fakegoogle"
	"github.com/dockercfg/dockercfg/shared/helpertest/faulty"
)

// metadataServer answers like Google's machines, unless fault says otherwise.
func metadataServer(t *testing.T, fault http.HandlerFunc) (host string, asked *atomic.Int64) {
	t.Helper()
	asked = &atomic.Int64{}
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		asked.Add(1)
		if r.Header.Get(flavor) != "Google" {
			http.Error(w, "CANARY", http.StatusForbidden)
			return
		}
		w.Header().Set(flavor, "Google")
		switch {
		case r.URL.Path == "/":
		case fault != nil:
			fault(w, r)
		case r.URL.Path == "/computeMetadata/v1/instance/service-accounts/default/token" &&
			r.URL.Query().Get("scopes") == scope:
			fakegoogle.Grant(nil)(w, withGrant(r))
		default:
			http.NotFound(w, r)
		}
	}))
	t.Cleanup(server.Close)
	return strings.TrimPrefix(server.URL, "http://"), asked
}

// withGrant is the request in the form that grant expects.
func withGrant(r *http.Request) *http.Request {
	post := r.Clone(r.Context())
	post.Method, post.Body = http.MethodPost, http.NoBody
	post.URL.RawQuery = "grant_type=metadata"
	post.Form = nil
	return post
}

// TestMachine: the metadata service is asked last, without a proxy, and only for Google's
// registries.
func TestMachine(t *testing.T) {
	host, asked := metadataServer(t, nil)
	w := newWorld(t, "NO_GCE_CHECK=", "GCE_METADATA_HOST="+host)
	w.Anonymous(t, "foreign.example")
	if e := w.Run(t, "explain", own); !strings.Contains(e.Out, "service account of this machine") ||
		!strings.Contains(e.Out, `"Ambient":true,"Configured":true`) || asked.Load() != 0 {
		t.Errorf("%+v, asked %d times", e, asked.Load())
	}
	password := w.password()
	if n := asked.Load(); n != 2 || w.Asked() != 0 || w.password() != password || asked.Load() != n {
		t.Errorf("asked %d times; the proxy saw %q", asked.Load(), w.Dialled())
	}
	w.password("GOOGLE_AUTH_JSON=" + fakegoogle.ServiceAccount("a@p"))
	if asked.Load() != 2 {
		t.Error("it was asked though something is configured")
	}
}

// TestMachineFaults: a service that is missing, is another cloud's, or has no account does not
// count; one that refuses or hangs is an error.
func TestMachineFaults(t *testing.T) {
	t.Parallel()
	at := func(host string) *world { return newWorld(t, "NO_GCE_CHECK=", "GCE_METADATA_HOST="+host) }
	at("127.0.0.1:1").Anonymous(t, own)
	other := httptest.NewServer(faulty.Answer(http.StatusOK, faulty.JSON,
		`{"access_token":"CANARY-OTHER","expires_in":3599}`))
	defer other.Close()
	at(strings.TrimPrefix(other.URL, "http://")).Anonymous(t, own)
	silent := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter,
		r *http.Request) {
		<-r.Context().Done()
	}))
	defer silent.Close()
	w := at(strings.TrimPrefix(silent.URL, "http://"))
	began := time.Now()
	w.Anonymous(t, own)
	if took := time.Since(began); took > 3*time.Second {
		t.Errorf("absence took %s", took)
	}
	host, _ := metadataServer(t, http.NotFound)
	at(host).Anonymous(t, own)
	for status, code := range map[int]string{403: "denied", 500: "upstream", 429: "throttled", 302: "upstream"} {
		host, asked := metadataServer(t, func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Location", "https://elsewhere.example/")
			http.Error(w, "CANARY-BODY", status)
		})
		w := at(host)
		w.Fails(t, code, "")
		if asked.Load() != 2 || w.Asked() != 0 {
			t.Errorf("%d: asked %d times, %q", status, asked.Load(), w.Dialled())
		}
	}
	host, _ = metadataServer(t, func(_ http.ResponseWriter, r *http.Request) { <-r.Context().Done() })
	at(host).Fails(t, "timeout", "the metadata service did not answer in time")
	at("metadata.evil.test").Fails(t, "config", "does not use TLS")
	at("user:CANARY@evil.test").Fails(t, "config", "GCE_METADATA_HOST is not a valid endpoint")
}
