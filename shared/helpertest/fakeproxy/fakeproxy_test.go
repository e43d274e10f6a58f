package fakeproxy

import (
	"net/http"
	"net/url"
	"slices"
	"testing"
)

func TestProxy(t *testing.T) {
	p, err := Start()
	if err != nil {
		t.Fatal(err)
	}
	defer p.Close()
	proxy, err := url.Parse(p.URL())
	if err != nil {
		t.Fatal(err)
	}
	client := &http.Client{Transport: &http.Transport{Proxy: http.ProxyURL(proxy)}}
	if resp, err := client.Get("https://api.ecr.eu-west-1.example/"); err == nil {
		resp.Body.Close()
		t.Error("a connection came about")
	}
	resp, err := client.Get("http://plain.example:8080/x")
	if err != nil {
		t.Fatal(err)
	}
	resp.Body.Close()
	if resp.StatusCode != http.StatusBadGateway {
		t.Errorf("answered %d", resp.StatusCode)
	}
	if got := p.Hosts(); !slices.Equal(got, []string{"api.ecr.eu-west-1.example:443", "plain.example:8080"}) {
		t.Errorf("recorded %q", got)
	}
}
