//go:build linux

package main

import (
	"bytes"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
)

// helloed is a listener that accepts plain HTTP. A connection that begins with a TLS hello is
// handled by the test.
type helloed struct {
	net.Listener
	hello func(net.Conn)
}

func (l helloed) Accept() (net.Conn, error) {
	for {
		conn, err := l.Listener.Accept()
		if err != nil {
			return nil, err
		}
		first := make([]byte, 1)
		if _, err := io.ReadFull(conn, first); err != nil || first[0] == 0x16 {
			go l.hello(conn)
			continue
		}
		return rest{conn, io.MultiReader(bytes.NewReader(first), conn)}, nil
	}
}

// rest is a connection from which something was read already.
type rest struct {
	net.Conn
	from io.Reader
}

func (r rest) Read(p []byte) (int, error) { return r.from.Read(p) }

// TestVerifyWithoutTLS checks that verify speaks to a registry on this machine without TLS,
// whatever it does with a TLS hello, and does not verify its certificate, as docker does.
func TestVerifyWithoutTLS(t *testing.T) {
	t.Parallel()
	for what, hello := range map[string]func(net.Conn){
		"answers in HTTP": func(c net.Conn) {
			_, _ = io.WriteString(c, "HTTP/1.1 400 Bad Request\r\nConnection: close\r\n\r\n")
			c.Close()
		},
		"breaks off": func(c net.Conn) { c.Close() },
		"says nonsense": func(c net.Conn) {
			_, _ = io.WriteString(c, "\x00\x01\x02what\n")
			c.Close()
		},
		"waits":          func(c net.Conn) { _, _ = io.Copy(io.Discard, c); c.Close() },
		"sends an alert": func(c net.Conn) { _, _ = c.Write([]byte{21, 3, 3, 0, 2, 2, 40}); c.Close() },
	} {
		t.Run(what, func(t *testing.T) {
			t.Parallel()
			listener, err := net.Listen("tcp", "127.0.0.1:0")
			if err != nil {
				t.Fatal(err)
			}
			server := httptest.NewUnstartedServer(http.HandlerFunc(basic))
			server.Listener.Close()
			server.Listener = helloed{listener, hello}
			server.Start()
			defer server.Close()
			acceptedAt(t, strings.TrimPrefix(server.URL, "http://"))
		})
	}
	t.Run("has a certificate of its own", func(t *testing.T) {
		t.Parallel()
		server := httptest.NewTLSServer(http.HandlerFunc(basic))
		defer server.Close()
		acceptedAt(t, strings.TrimPrefix(server.URL, "https://"))
	})
}

func acceptedAt(t *testing.T, host string) {
	t.Helper()
	v := newVerifying(t, host)
	if all, code := v.run(t, "--timeout", "8s"); code != 0 || all[host].Status != "accepted" {
		t.Errorf("exit code %d, %+v", code, all[host])
	}
}

// TestVerifyInsecure checks that nothing is sent to a registry without TLS, or without a
// valid certificate, unless Docker Engine's configuration allows it.
func TestVerifyInsecure(t *testing.T) {
	t.Parallel()
	proxy := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Method == http.MethodConnect {
			w.WriteHeader(http.StatusServiceUnavailable)
			return
		}
		basic(w, r)
	}))
	defer proxy.Close()
	v := newVerifying(t, "plain.example:5000")
	v.Cloud.Close()
	ask := func() string {
		cmd := v.command("verify", "--json")
		cmd.Env = append(cmd.Env, "HTTP_PROXY="+proxy.URL, "HTTPS_PROXY="+proxy.URL)
		out, _ := cmd.Output()
		return string(out)
	}
	if out := ask(); !strings.Contains(out, `"unreachable"`) {
		t.Errorf("by itself: %s", out)
	}
	for _, path := range []string{"home/.config/docker/daemon.json", "home/.docker/daemon.json"} {
		v.write(t, path, `{"debug": true, "insecure-registries": ["http://plain.example:5000"]}`, 0o600)
		if out := ask(); !strings.Contains(out, `"accepted"`) {
			t.Errorf("by %s: %s", path, out)
		}
		v.write(t, path, `{}`, 0o600)
	}
}
