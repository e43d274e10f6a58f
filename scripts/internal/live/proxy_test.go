package main

import (
	"bufio"
	"context"
	"io"
	"net"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
)

// TestUpstream: the user's proxy gets the user, also one without a password.
func TestUpstream(t *testing.T) {
	for user, want := range map[string]string{
		"": "", "alice@": "Basic YWxpY2U6", "alice:secret@": "Basic YWxpY2U6c2VjcmV0", "alice:@": "Basic YWxpY2U6",
	} {
		listener, err := net.Listen("tcp", "127.0.0.1:0")
		if err != nil {
			t.Fatal(err)
		}
		got := make(chan string, 1)
		go func() {
			conn, err := listener.Accept()
			if err != nil {
				got <- err.Error()
				return
			}
			defer conn.Close()
			asked, err := http.ReadRequest(bufio.NewReader(conn))
			if err != nil {
				got <- err.Error()
				return
			}
			_, _ = io.WriteString(conn, "HTTP/1.1 200 OK\r\n\r\n")
			got <- asked.Method + " " + asked.Host + " " + asked.Header.Get("Proxy-Authorization")
		}()
		c, err := startCounter(func(name string) string {
			return map[string]string{"HTTPS_PROXY": "http://" + user + listener.Addr().String()}[name]
		})
		if err != nil {
			t.Fatal(err)
		}
		conn, err := c.dial("registry.example:443")
		if err != nil {
			t.Fatal(err)
		}
		if asked := <-got; asked != "CONNECT registry.example:443 "+want {
			t.Errorf("%q: the proxy was asked %q", user, asked)
		}
		conn.Close()
		listener.Close()
		c.close()
	}
}

// TestUpstreamAddress: a proxy without a port has the port of HTTP.
func TestUpstreamAddress(t *testing.T) {
	for proxy, want := range map[string]string{
		"http://proxy.example": "proxy.example:80", "http://proxy.example:3128": "proxy.example:3128",
		"http://[::1]": "[::1]:80", "http://[::1]:3128": "[::1]:3128",
	} {
		u, err := url.Parse(proxy)
		if err != nil {
			t.Fatal(err)
		}
		if got := addressOf(u); got != want {
			t.Errorf("%s is reached at %s, want %s", proxy, got, want)
		}
	}
}

// TestUpstreamScheme: a proxy that the counter cannot use is an error, which does not show its
// password.
func TestUpstreamScheme(t *testing.T) {
	for proxy, accepted := range map[string]bool{
		"": true, "proxy.example:3128": true, "alice:CANARY@proxy.example": true, "http://proxy.example": true,
		"HTTP://proxy.example": true, "https://alice:CANARY@proxy.example": false, "socks5://proxy.example": false,
	} {
		for _, name := range []string{"HTTPS_PROXY", "https_proxy"} {
			c, err := startCounter(func(asked string) string { return map[string]string{name: proxy}[asked] })
			if err == nil {
				c.close()
			}
			if (err == nil) != accepted || err != nil &&
				(!strings.HasPrefix(err.Error(), "HTTPS_PROXY ") || strings.Contains(err.Error(), "CANARY")) {
				t.Errorf("%s=%s: %v", name, proxy, err)
			}
		}
	}
}

// TestNothingLeft: a run that cannot start removes its directory and closes its proxy.
func TestNothingLeft(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("not run: the program is a shell script")
	}
	programs, temporary := t.TempDir(), t.TempDir()
	t.Setenv("TMPDIR", temporary)
	proxy := filepath.Join(programs, "proxy")
	script := "#!/bin/sh\nmkdir \"${DOCKERCFG_CACHE_DIR%/*}/helper\"\nprintf %s \"$HTTPS_PROXY\" >'" + proxy + "'\n"
	if err := os.WriteFile(filepath.Join(programs, "docker-credential-ghcr"), []byte(script), 0o700); err != nil {
		t.Fatal(err)
	}
	var out, errs strings.Builder
	environ := []string{"PATH=" + os.Getenv("PATH")}
	if code := run(context.Background(), []string{programs, "ghcr", "ghcr.io/me/app"}, environ, &out, &errs); code != 1 {
		t.Fatalf("exit code %d: %s", code, errs.String())
	}
	left, err := os.ReadDir(temporary)
	if err != nil || len(left) > 0 {
		t.Errorf("left: %v, %v", left, err)
	}
	address, err := os.ReadFile(proxy)
	if err != nil {
		t.Fatal(err)
	}
	if conn, err := net.Dial("tcp", strings.TrimPrefix(string(address), "http://")); err == nil {
		conn.Close()
		t.Error("the proxy still listens")
	}
}
