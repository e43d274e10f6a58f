package tokenhttp

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
)

// TestGuard: the checks before every request, which do not depend on the SDK's version.
func TestGuard(t *testing.T) {
	proxy := &url.URL{Scheme: "http", Host: "proxy.example:3128"}
	through := Guard(func(*http.Request) (*url.URL, error) { return proxy, nil })
	direct := Guard(NoProxy)
	for _, c := range []struct {
		to        string
		redirect  bool
		ask       func(*http.Request) (*url.URL, error)
		want, err string
	}{
		{"https://api.ecr.eu-west-1.amazonaws.com/", false, through, proxy.Host, ""},
		{"https://api.ecr.eu-west-1.amazonaws.com/", true, through, "", "a redirect, and redirects are not followed"},
		{"http://api.ecr.eu-west-1.amazonaws.com/", false, through, "", "does not use TLS"},
		{"http://127.0.0.2.evil.example/", false, through, "", "does not use TLS"},
		{"http://localhost.evil.example/", false, through, "", "does not use TLS"},
		{"http://127.0.0.1:4566/", false, through, proxy.Host, ""},
		{"http://[::1]:4566/", false, through, proxy.Host, ""},
		{"http://169.254.169.254/latest/api/token", false, through, "", ""},
		{"http://169.254.170.2/v2/credentials", false, through, "", ""},
		{"http://[fd00:ec2::23]/v1/credentials", false, through, "", ""},
		{"http://169.254.169.254/latest/api/token", false, direct, "", ""},
		{"http://169.254.169.254/latest/api/token", true, direct, "", "a redirect, and redirects are not followed"},
		{"http://metadata.example/", false, direct, "", "does not use TLS"},
	} {
		request, err := http.NewRequest(http.MethodGet, c.to, nil)
		if err != nil {
			t.Fatal(err)
		}
		if c.redirect {
			request.Response = &http.Response{}
		}
		got, err := c.ask(request)
		if got != nil && got.Host != c.want || got == nil && c.want != "" || (err == nil) != (c.err == "") ||
			err != nil && !strings.Contains(err.Error(), c.err) {
			t.Errorf("%s: by %v, %v; want %q, %q", c.to, got, err, c.want, c.err)
		}
	}
}
