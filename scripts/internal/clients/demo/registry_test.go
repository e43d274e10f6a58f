package main

import (
	"encoding/json"
	"io"
	"net/http"
	"strings"
	"testing"
)

// TestRegistryRefuses: the registry refuses requests without a login; otherwise the demo would prove
// nothing.
func TestRegistryRefuses(t *testing.T) {
	table := []*account{{host: "a.example", user: "u", secret: "one"}, {host: "b.example", user: "u", secret: "two"}}
	server, err := startRegistry(table)
	if err != nil {
		t.Fatal(err)
	}
	defer server.Close()
	client := &http.Client{Transport: server.transport()}
	do := func(method, url string, head func(*http.Request)) (int, string) {
		t.Helper()
		request, err := http.NewRequestWithContext(t.Context(), method, url, nil)
		if err != nil {
			t.Fatal(err)
		}
		head(request)
		answer, err := client.Do(request)
		if err != nil {
			t.Fatal(err)
		}
		defer answer.Body.Close()
		body, _ := io.ReadAll(answer.Body)
		return answer.StatusCode, string(body)
	}
	token := func(host, secret, scope string) (int, string) {
		code, body := do(http.MethodGet, "https://"+host+"/token?service="+host+"&scope="+scope, func(r *http.Request) {
			if secret != "" {
				r.SetBasicAuth("u", secret)
			}
		})
		var got struct{ Token string }
		_ = json.Unmarshal([]byte(body), &got)
		return code, got.Token
	}
	const pull = "repository:x/y:pull"
	for _, c := range []struct {
		host, secret string
		want         int
	}{{"a.example", "", 401}, {"a.example", "two", 401}, {"b.example", "one", 401}, {"a.example", "one", 200}} {
		if code, _ := token(c.host, c.secret, pull); code != c.want {
			t.Errorf("token of %s for %q: status %d, want %d", c.host, c.secret, code, c.want)
		}
	}
	_, good := token("a.example", "one", pull)
	for _, c := range []struct {
		method, url, token string
		want               int
	}{
		{"GET", "https://a.example/v2/", "", 401},
		{"GET", "https://a.example/v2/", "guess", 401},
		{"GET", "https://a.example/v2/", good, 200},
		{"GET", "https://a.example/v2/x/y/manifests/1", good, 404},
		{"GET", "https://b.example/v2/x/y/manifests/1", good, 401},
		{"GET", "https://a.example/v2/x/other/manifests/1", good, 401},
		{"POST", "https://a.example/v2/x/y/blobs/uploads/", good, 401},
	} {
		code, _ := do(c.method, c.url, func(r *http.Request) { r.Header.Set("Authorization", "Bearer "+c.token) })
		if code != c.want {
			t.Errorf("%s %s with token %q: status %d, want %d", c.method, c.url, c.token, code, c.want)
		}
	}
	if _, err := client.Get("https://other.example/v2/"); err == nil || !strings.Contains(err.Error(), "no other host") {
		t.Errorf("another host: %v, want the dialler's refusal", err)
	}
}
