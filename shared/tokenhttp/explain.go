package tokenhttp

import (
	"context"
	"crypto/tls"
	"errors"
	"net"
	"net/http"
	"os"
	"strconv"
	"strings"
	"time"

	"github.com/dockercfg/dockercfg/shared/fault"
)

// Peer is who is asked, for the words of an error.
type Peer struct {
	Name   string // "Amazon's endpoint"
	Check  string // what may lead elsewhere: "AWS_ENDPOINT_URL and the proxy"
	Bundle string // the variable that names further certificates: "SSL_CERT_FILE"
}

// Explain tells why there was no reply: names, certificates, proxies, time. An
// error that is in our form already stays as it is; of one that is not of the
// network it knows nothing, and gives nil.
func (p Peer) Explain(ctx context.Context, err error) error {
	var coded *fault.Error
	var dns *net.DNSError
	var certificate *tls.CertificateVerificationError
	var op *net.OpError
	var limited net.Error
	switch {
	case errors.As(err, &coded):
		return coded
	case errors.As(err, &dns) && !dns.IsTimeout:
		return fault.New(fault.DNS, "the name %s does not resolve: check the registry's name and the network", fault.Printable(dns.Name, 100))
	case errors.As(err, &certificate):
		return fault.New(fault.TLS, "the certificate of %s is not accepted: %w: behind a proxy of your own, set %s", p.Name, certificate.Err, p.Bundle)
	case errors.As(err, &op) && op.Op == "proxyconnect":
		return fault.New(fault.Proxy, "the proxy %s does not answer: check HTTPS_PROXY", proxyHost())
	case errors.As(err, &dns), ctx.Err() != nil, errors.Is(err, context.DeadlineExceeded), errors.As(err, &limited) && limited.Timeout():
		return fault.New(fault.Timeout, "%s did not answer in time: check the network and the proxy, or set DOCKERCFG_TIMEOUT", p.Name)
	case errors.Is(err, errTooLong):
		return fault.New(fault.Upstream, "%w: check %s", errTooLong, p.Check)
	}
	return nil
}

// Unreachable is Explain for what ended without a status: whatever is left is a
// connection that was refused or cut.
func (p Peer) Unreachable(ctx context.Context, err error) error {
	if told := p.Explain(ctx, err); told != nil {
		return told
	}
	var op *net.OpError
	if errors.As(err, &op) {
		return fault.New(fault.Upstream, "%s cannot be reached (%s): check the network and the proxy", p.Name, fault.Printable(op.Err.Error(), 80))
	}
	return fault.New(fault.Upstream, "%s broke off its reply: try again, or check %s", p.Name, p.Check)
}

// Lasting tells an error that trying again does not mend: one of ours, a
// certificate, a name that does not exist.
func Lasting(err error) bool {
	var coded *fault.Error
	var certificate *tls.CertificateVerificationError
	var dns *net.DNSError
	return errors.As(err, &coded) || errors.As(err, &certificate) || errors.As(err, &dns) && dns.IsNotFound
}

// RetryAfter is the wait that a refused request asks for, in whole seconds.
func RetryAfter(status int, header http.Header) (time.Duration, bool) {
	if status != http.StatusTooManyRequests && status != http.StatusServiceUnavailable {
		return 0, false
	}
	seconds, bad := strconv.Atoi(header.Get("Retry-After"))
	return time.Duration(seconds) * time.Second, bad == nil && seconds >= 0
}

// ClockOff is how many seconds this machine's clock is ahead of the one that
// answered; 0 for less than five minutes, which the clouds allow.
func ClockOff(header http.Header) int {
	theirs, bad := http.ParseTime(header.Get("Date"))
	off := time.Since(theirs)
	if bad != nil || off.Abs() < 5*time.Minute {
		return 0
	}
	return int(off.Seconds())
}

// proxyHost is the proxy's host, without the login that may stand before it.
func proxyHost() string {
	for _, name := range []string{"HTTPS_PROXY", "https_proxy", "HTTP_PROXY", "http_proxy"} {
		if value := os.Getenv(name); value != "" {
			value = value[strings.LastIndexByte(value, '@')+1:]
			if _, after, ok := strings.Cut(value, "://"); ok {
				value = after
			}
			return fault.Printable(strings.TrimRight(value, "/"), 100)
		}
	}
	return "in use"
}
