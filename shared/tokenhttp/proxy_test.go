package tokenhttp

import (
	"context"
	"io"
	"log"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"os/exec"
	"strings"
	"testing"
	"time"
)

// TestMain lets this binary request one URL as a child process, since net/http reads the
// variables once per process.
func TestMain(m *testing.M) {
	if asked := os.Getenv("TOKENHTTP_ASKS"); asked != "" {
		ctx, cancel := context.WithTimeout(context.Background(), 5*time.Second)
		defer cancel()
		request, err := http.NewRequestWithContext(ctx, http.MethodGet, asked, nil)
		if err == nil {
			_, err = peer.AskOnce(ctx, New(Within(ctx)), request)
		}
		if err != nil {
			os.Stdout.WriteString(err.Error())
		}
		os.Exit(0)
	}
	os.Exit(m.Run())
}

// asks returns the error for a URL that cannot be reached, with these variables.
func asks(t *testing.T, u string, env ...string) string {
	t.Helper()
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(self)
	cmd.Env = append([]string{"PATH=" + os.Getenv("PATH"), "TOKENHTTP_ASKS=" + u}, env...)
	out, err := cmd.Output()
	if err != nil {
		t.Fatal(err)
	}
	return string(out)
}

// TestProxySettings: the error names a variable that net/http does not interpret as it
// was meant, and does not blame the name server or the host. No name under .invalid
// resolves (RFC 6761, section 6.4).
func TestProxySettings(t *testing.T) {
	const host = "https://service.invalid/"
	escape := " is not a valid URL, so its proxy is not used: in its user name and password write %"
	for what, c := range map[string]struct {
		url  string
		env  []string
		want string
	}{
		"a percent sign": {
			host, []string{"HTTPS_PROXY=http://zoe:CANARY%@127.0.0.1:9"}, "config: HTTPS_PROXY" + escape,
		},
		"an invalid escape": {
			host, []string{"https_proxy=http://zoe:CANARY%zz@127.0.0.1:9"}, "config: https_proxy" + escape,
		},
		"a hash sign": {
			host, []string{"HTTPS_PROXY=http://zoe:CANARY#x@127.0.0.1:9"}, "config: HTTPS_PROXY" + escape,
		},
		"digits, a hash sign": {
			host, []string{"HTTPS_PROXY=http://zoe.invalid:12#CANARY@127.0.0.1:9"},
			"config: HTTPS_PROXY" + escape,
		},
		"a slash": {
			host, []string{"HTTPS_PROXY=http://zoe.invalid:12/CANARY@127.0.0.1:9"},
			"config: HTTPS_PROXY" + escape,
		},
		"a question mark": {
			host, []string{"HTTPS_PROXY=zoe.invalid:12?CANARY@127.0.0.1:9"}, "config: HTTPS_PROXY" + escape,
		},
		"two spellings": {
			host, []string{"HTTPS_PROXY=http://127.0.0.1:9", "https_proxy=http://a:CANARY%@127.0.0.1:9"},
			"proxy: the proxy 127.0.0.1:9 does not answer: check HTTPS_PROXY",
		},
		"no answer": {
			host, []string{"https_proxy=http://zoe:CANARY%25@127.0.0.1:9"},
			"proxy: the proxy 127.0.0.1:9 does not answer: check https_proxy",
		},
		"an @ in a password": {
			host, []string{"HTTPS_PROXY=http://zoe:CANARY@x@127.0.0.1:9"},
			"proxy: the proxy 127.0.0.1:9 does not answer: check HTTPS_PROXY",
		},
		"no such proxy": {
			host, []string{"HTTPS_PROXY=http://zoe:CANARY@proxy.invalid:9"},
			"proxy: the name of the proxy proxy.invalid:9 does not resolve: check HTTPS_PROXY",
		},
		"none": {
			host, nil,
			"dns: the name service.invalid does not resolve: check the registry's name, and check the network, or " +
				"set HTTPS_PROXY",
		},
		"ALL_PROXY": {
			host, []string{"ALL_PROXY=http://127.0.0.1:9"},
			"dns: the name service.invalid does not resolve: check the registry's name, and set HTTPS_PROXY, since " +
				"ALL_PROXY is not read for https",
		},
		"all_proxy": {
			host, []string{"all_proxy=http://a:CANARY%@127.0.0.1:9"},
			"set HTTPS_PROXY, since all_proxy is not read for https",
		},
		"for plain HTTP": {
			host, []string{"http_proxy=http://127.0.0.1:9"},
			"set HTTPS_PROXY, since http_proxy is not read for https",
		},
		"not for this host": {
			host, []string{"HTTPS_PROXY=http://zoe:CANARY%@127.0.0.1:9", "NO_PROXY=.invalid"},
			"dns: the name service.invalid does not resolve: check the registry's name, and check the network",
		},
		"this machine": {
			"http://127.0.0.1:9/", []string{"HTTP_PROXY=http://zoe:CANARY%@127.0.0.1:9"},
			"upstream: the service cannot be reached (connect: connection refused): check the network",
		},
	} {
		t.Run(what, func(t *testing.T) {
			t.Parallel()
			if got := asks(t, c.url, c.env...); !strings.Contains(got, c.want) ||
				strings.Contains(got, "CANARY") || strings.Contains(got, "zoe") {
				t.Errorf("it says %q, want %q", got, c.want)
			}
		})
	}
}

// TestAuthorities: the error says that a system has no certificates, and does not blame a
// proxy.
func TestAuthorities(t *testing.T) {
	server := httptest.NewUnstartedServer(http.NotFoundHandler())
	server.Config.ErrorLog = log.New(io.Discard, "", 0)
	server.StartTLS()
	defer server.Close()
	for what, c := range map[string]struct {
		env  []string
		want string
	}{
		"none": {
			[]string{"SSL_CERT_FILE=/nonexistent/a", "SSL_CERT_DIR=/nonexistent"},
			"this system has no CA certificates: install the package ca-certificates, or correct SSL_CERT_FILE",
		},
		"none in a path": {
			[]string{"SSL_CERT_FILE=/dev/null", "SSL_CERT_DIR=" + t.TempDir()},
			"this system has no CA certificates",
		},
		"a system's own": {
			nil,
			"is not trusted: x509: certificate signed by unknown authority: if your proxy has its own certificate, " +
				"set SSL_CERT_FILE",
		},
	} {
		t.Run(what, func(t *testing.T) {
			got := asks(t, server.URL, c.env...)
			if what == "a system's own" && noAuthorities() {
				t.Skip("not run: this machine has no CA certificates")
			}
			if !strings.HasPrefix(got, "tls: ") || !strings.Contains(got, c.want) ||
				c.env != nil && strings.Contains(got, "proxy") {
				t.Errorf("it says %q, want %q", got, c.want)
			}
		})
	}
}

// TestSetting: net/http decides which variable is used, in every spelling.
func TestSetting(t *testing.T) {
	u := &url.URL{Scheme: "https", Host: "h.example"}
	if got := proxyIn("http://zoe:x@proxy.example:3128", u); got == nil || !same(got, got) ||
		got.Host != "proxy.example:3128" {
		t.Errorf("%v", got)
	}
	if proxyIn("http://zoe:x%@proxy.example", u) != nil || proxyIn("", u) != nil {
		t.Error("what is not a URL is a proxy")
	}
}
