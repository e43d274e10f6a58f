package tokenhttp

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"net"
	"net/http"
	"net/url"
	"os"
	"strconv"
	"time"

	"github.com/dockercfg/dockercfg/shared/fault"
)

// Peer describes a token endpoint in error messages.
type Peer struct {
	Name   string // "Amazon's endpoint"
	Check  string // what may select another endpoint: "AWS_ENDPOINT_URL and the proxy"
	Bundle string // the variable with more certificates: "SSL_CERT_FILE"
}

// Explain returns the reason why there was no reply: name resolution, certificates,
// proxies, time. It returns a *fault.Error unchanged, and nil for an error that is not
// from the network.
func (p Peer) Explain(ctx context.Context, err error) error {
	var coded *fault.Error
	var certificate *tls.CertificateVerificationError
	var limited net.Error
	switch {
	case errors.As(err, &coded):
		return coded
	case errors.As(err, &certificate):
		return p.untrusted(certificate)
	}
	if told := p.unconnected(err); told != nil {
		return told
	}
	var dns *net.DNSError
	switch {
	case errors.As(err, &dns), ctx.Err() != nil, errors.Is(err, context.DeadlineExceeded),
		errors.As(err, &limited) && limited.Timeout():
		return fault.New(fault.Timeout,
			"%s did not answer in time: %s, or set DOCKERCFG_TIMEOUT", p.Name, advice(requested(err)))
	case errors.Is(err, errTooLong):
		return fault.New(fault.Upstream, "%w: check %s", errTooLong, p.Check)
	}
	return nil
}

// unconnected returns the reason why there was no connection, if it is name resolution or
// a proxy; otherwise nil.
func (p Peer) unconnected(err error) error {
	var dns *net.DNSError
	var op *net.OpError
	unnamed, unopened := errors.As(err, &dns), errors.As(err, &op)
	if !unnamed && !unopened {
		return nil
	}
	u := requested(err)
	if told := misread(u); told != nil {
		return told
	}
	proxied := unopened && op.Op == "proxyconnect"
	switch {
	case proxied && unnamed && !dns.IsTimeout:
		return fault.New(fault.Proxy,
			"the name of the proxy %s does not resolve: check %s", proxyHost(u), settingFor(u).variable)
	case proxied:
		return fault.New(fault.Proxy, "the proxy %s does not answer: check %s", proxyHost(u), settingFor(u).variable)
	case unnamed && !dns.IsTimeout:
		return fault.New(fault.DNS, "the name %s does not resolve: check the registry's name, and %s",
			fault.Printable(dns.Name, 100), advice(u))
	}
	return nil
}

// untrusted returns the reason why a certificate is not accepted. A system without CA
// certificates, such as a small image, accepts none.
func (p Peer) untrusted(certificate *tls.CertificateVerificationError) error {
	var unknown x509.UnknownAuthorityError
	var unread x509.SystemRootsError
	switch {
	case errors.As(certificate.Err, &unread):
		return fault.New(fault.TLS, "the certificate of %s cannot be verified: %w", p.Name, unread).
			WithHint("make the system's CA certificates readable (package ca-certificates), or set %s", p.Bundle)
	case errors.As(certificate.Err, &unknown) && noAuthorities():
		return fault.New(fault.TLS,
			"the certificate of %s cannot be verified: this system has no CA certificates", p.Name).
			WithHint("install the package ca-certificates, or %s", p.bundles())
	}
	return fault.New(fault.TLS,
		"the certificate of %s is not trusted: %w: if your proxy has its own certificate, set %s",
		p.Name, certificate.Err, p.Bundle)
}

// bundles returns the variables that name certificates. Go reads two itself.
func (p Peer) bundles() string {
	for _, name := range []string{"SSL_CERT_FILE", "SSL_CERT_DIR"} {
		if os.Getenv(name) != "" {
			return "correct " + name + ", which names no certificates"
		}
	}
	return "set " + p.Bundle
}

// noAuthorities reports whether the system has no CA certificates.
func noAuthorities() bool {
	pool, err := x509.SystemCertPool()
	return err != nil || pool.Equal(x509.NewCertPool())
}

// Unreachable is Explain for a request that ended without a status. If Explain does not
// know the reason, the connection was refused or closed.
func (p Peer) Unreachable(ctx context.Context, err error) error {
	if told := p.Explain(ctx, err); told != nil {
		return told
	}
	var op *net.OpError
	if errors.As(err, &op) {
		return fault.New(fault.Upstream, "%s cannot be reached (%s): %s", p.Name,
			fault.Printable(op.Err.Error(), 80), advice(requested(err)))
	}
	return fault.New(fault.Upstream,
		"%s ended the connection before the reply was complete: try again, or check %s", p.Name, p.Check)
}

// Permanent reports whether trying again cannot help: a *fault.Error, a certificate, a
// name that does not exist.
func Permanent(err error) bool {
	var coded *fault.Error
	var certificate *tls.CertificateVerificationError
	var dns *net.DNSError
	return errors.As(err, &coded) || errors.As(err, &certificate) || errors.As(err, &dns) && dns.IsNotFound
}

// RetryAfter returns the wait that the service asks for when it refuses a request, if it
// is in whole seconds.
func RetryAfter(status int, header http.Header) (time.Duration, bool) {
	if status != http.StatusTooManyRequests && status != http.StatusServiceUnavailable {
		return 0, false
	}
	seconds, bad := strconv.Atoi(header.Get("Retry-After"))
	return time.Duration(seconds) * time.Second, bad == nil && seconds >= 0
}

// ClockOff returns how many seconds this machine's clock is ahead of the server's; 0 for
// less than five minutes, which the clouds tolerate.
func ClockOff(header http.Header) int {
	theirs, bad := http.ParseTime(header.Get("Date"))
	off := time.Since(theirs)
	if bad != nil || off.Abs() < 5*time.Minute {
		return 0
	}
	return int(off.Seconds())
}

// proxyHost returns the host of a proxy's URL, without the login before it.
func proxyHost(u *url.URL) string {
	if s := settingFor(u); s.used != nil {
		return fault.Printable(s.used.Host, 100)
	}
	return "in use"
}
