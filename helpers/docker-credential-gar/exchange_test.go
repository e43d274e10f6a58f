package main

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"
)

// TestUncheckedRequests: of the requests of Google's library, only those are sent whose URL was in the
// document and has been checked.
func TestUncheckedRequests(t *testing.T) {
	var asked atomic.Int64
	server := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { asked.Add(1) }))
	defer server.Close()
	for _, path := range []string{"/token/", "/token/x", "/token?x", "/other", "/roles/ci/x", "/TOKEN"} {
		e := &exchange{ctx: t.Context(), allowed: pins{
			server.URL + "/token": exchanging, server.URL + "/roles": listing,
		}}
		request, err := http.NewRequest(http.MethodPost, server.URL+path, strings.NewReader("CANARY"))
		if err != nil {
			t.Fatal(err)
		}
		if _, err := e.RoundTrip(request); err == nil || !strings.Contains(err.Error(), "was not sent") ||
			e.failure == nil || asked.Load() != 0 {
			t.Errorf("%s: %v, asked %d times", path, err, asked.Load())
		}
	}
}
