package fakecloud

import (
	"crypto/tls"
	"crypto/x509"
	"io"
	"net/http"
	"net/url"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/dockercfg/dockercfg/shared/helpertest/faulty"
)

func client(t *testing.T, c *Cloud) *http.Client {
	t.Helper()
	pem, err := os.ReadFile(c.ca.file)
	if err != nil {
		t.Fatal(err)
	}
	pool := x509.NewCertPool()
	pool.AppendCertsFromPEM(pem)
	proxy, err := url.Parse(c.URL())
	if err != nil {
		t.Fatal(err)
	}
	return &http.Client{Timeout: 10 * time.Second, Transport: &http.Transport{
		Proxy: http.ProxyURL(proxy), TLSClientConfig: &tls.Config{RootCAs: pool},
	}}
}

func start(t *testing.T) *Cloud {
	t.Helper()
	c, err := Start(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(c.Close)
	return c
}

func get(t *testing.T, client *http.Client, url string) (int, string) {
	t.Helper()
	reply, err := client.Get(url)
	if err != nil {
		return 0, err.Error()
	}
	defer reply.Body.Close()
	body, err := io.ReadAll(reply.Body)
	if err != nil {
		return reply.StatusCode, err.Error()
	}
	return reply.StatusCode, string(body)
}

// TestNames: each host is answered with a certificate for its name, by its handler, and is
// recorded.
func TestNames(t *testing.T) {
	c := start(t)
	for _, host := range []string{"login.example", "token.example"} {
		c.Handle(host, func(w http.ResponseWriter, r *http.Request) { io.WriteString(w, host+" "+r.URL.Path) })
	}
	c.Handle(Plain, func(w http.ResponseWriter, _ *http.Request) { io.WriteString(w, "plain") })
	web := client(t, c)
	for url, want := range map[string]string{
		"https://login.example/a": "login.example /a", "https://token.example/b": "token.example /b",
		"http://token.example/c": "token.example /c",
		c.URL() + "/d":           "plain", "https://other.example/": "nothing is faked here\n",
	} {
		if _, got := get(t, web, url); got != want {
			t.Errorf("%s: %q", url, got)
		}
	}
	dialled := c.Dialled()
	for _, want := range []string{"login.example:443", "token.example:443", "token.example", "other.example:443"} {
		if !slices.Contains(dialled, want) {
			t.Errorf("%s is not in %q", want, dialled)
		}
	}
	if c.Count("token.example") != 2 {
		t.Errorf("%+v", c.Requests())
	}
}

// TestRefuseConnections: the target of each connection is recorded, and none is reached.
func TestRefuseConnections(t *testing.T) {
	c := start(t)
	c.Handle(Any, func(w http.ResponseWriter, _ *http.Request) { io.WriteString(w, "reached") })
	c.RefuseConnections()
	if status, text := get(t, client(t, c), "https://login.example/"); status != 0 || !strings.Contains(text, "Bad Gateway") {
		t.Errorf("status %d, %s", status, text)
	}
	if got := c.Dialled(); !slices.Equal(got, []string{"login.example:443"}) || len(c.Requests()) != 0 {
		t.Errorf("dialled %q, requests %+v", got, c.Requests())
	}
}

func TestBehaviour(t *testing.T) {
	c := start(t)
	c.Handle("x.example", func(w http.ResponseWriter, r *http.Request) {
		r.ParseForm()
		io.WriteString(w, r.Form.Get("a"))
	})
	web := client(t, c)
	c.Behave("x.example", Behaviour{Fault: faulty.Answer(503, faulty.JSON, "no"), Times: 1, Skew: -24 * time.Hour})
	if status, _ := get(t, web, "https://x.example/"); status != 503 {
		t.Errorf("status %d", status)
	}
	reply, err := web.PostForm("https://x.example/", url.Values{"a": {"b"}})
	if err != nil {
		t.Fatal(err)
	}
	body, _ := io.ReadAll(reply.Body)
	reply.Body.Close()
	date, err := http.ParseTime(reply.Header.Get("Date"))
	if string(body) != "b" || err != nil || time.Since(date) < 23*time.Hour || c.Requests()[1].Form.Get("a") != "b" {
		t.Errorf("%q, %s, %+v", body, date, c.Requests()[1])
	}
	c.Behave("x.example", Behaviour{Fault: faulty.Reset(faulty.JSON, faulty.Opening)})
	if _, text := get(t, web, "https://x.example/"); !strings.Contains(text, "reset") {
		t.Errorf("the connection is not reset: %s", text)
	}
	c.Behave("x.example", Behaviour{Fault: faulty.Hang})
	done := make(chan string)
	go func() { _, text := get(t, web, "https://x.example/"); done <- text }()
	time.Sleep(100 * time.Millisecond)
	c.Close()
	if text := <-done; text == "" {
		t.Error("the cloud answered after Close")
	}
}

// TestStartPlain: a cloud without TLS answers at its URL and lets no connection through.
func TestStartPlain(t *testing.T) {
	c, err := StartPlain()
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	c.Handle(Any, func(w http.ResponseWriter, _ *http.Request) { _, _ = io.WriteString(w, "plain") })
	reply, err := http.Get(c.URL() + "/x")
	if err != nil {
		t.Fatal(err)
	}
	defer reply.Body.Close()
	if body, err := io.ReadAll(reply.Body); err != nil || string(body) != "plain" || c.Count(Plain) != 1 {
		t.Errorf("%q, %v, %d requests", body, err, c.Count(Plain))
	}
	proxy, _ := url.Parse(c.URL())
	client := &http.Client{Transport: &http.Transport{Proxy: http.ProxyURL(proxy)}}
	if _, err := client.Get("https://host.example/"); err == nil {
		t.Error("a connection to another host is made")
	}
}
