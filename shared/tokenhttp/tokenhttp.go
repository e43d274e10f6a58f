// Package tokenhttp is the HTTP client for token endpoints. Cloud libraries use it too.
//
//	request ──► Guard: TLS, no redirect, the platform's own addresses direct
//	        ──► dial 5 s ─► first byte 20 s ─► header 64 KiB ─► body 1 MiB
//	        ──► reply, or an error that Explain turns into a *fault.Error
//
// It exists because every cloud's library lacks a part of it: one follows redirects with
// the credential in the body, one ignores its context, one reads without a limit. The
// provider interprets the reply. This package ensures that no one else receives the
// request, and that it ends.
package tokenhttp

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"io"
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"syscall"
	"time"

	"github.com/dockercfg/dockercfg/shared/fault"
)

// The limits of one request.
const (
	ConnectFor  = 5 * time.Second
	FirstByte   = 20 * time.Second // an exchange may take long, since others may be waiting
	MetadataFor = 2 * time.Second  // one call of a metadata service
	ProvenFor   = time.Second      // for such a service to prove that it exists
	MaxHeader   = 64 << 10         // bytes
	MaxBody     = 1 << 20          // bytes, after decompression
)

// New returns a client whose every request ends within limit, for libraries that ignore
// their context. It returns a redirect as the reply instead of following it.
func New(limit time.Duration) *http.Client { return client(limit, http.ProxyFromEnvironment) }

// Trusting is New with the certificates of roots, which must include those of the system.
// If roots is nil, it uses those of the system.
func Trusting(limit time.Duration, roots *x509.CertPool) *http.Client {
	transport := newTransport(limit)
	transport.TLSClientConfig = &tls.Config{RootCAs: roots}
	return clientOf(limit, transport, http.ProxyFromEnvironment)
}

// Unchecked is New for a host that the user allows to have no TLS, or a certificate that
// cannot be verified. It does not follow redirects either.
func Unchecked(limit time.Duration) *http.Client {
	transport := newTransport(limit)
	transport.TLSClientConfig = &tls.Config{InsecureSkipVerify: true}
	client := clientOf(limit, transport, http.ProxyFromEnvironment)
	transport.Proxy = http.ProxyFromEnvironment // without Guard, which requires TLS
	return client
}

// UncheckedAt is Unchecked for a host that may do so because of its addresses: it connects
// only to those that are allowed, whatever the name resolves to meanwhile, and to no proxy,
// which would resolve the name itself.
func UncheckedAt(limit time.Duration, allowed func(netip.Addr) bool) *http.Client {
	transport := newTransport(limit)
	transport.TLSClientConfig = &tls.Config{InsecureSkipVerify: true}
	transport.DialContext = (&net.Dialer{
		Timeout: min(ConnectFor, limit),
		Control: func(_, address string, _ syscall.RawConn) error { return permit(address, allowed) },
	}).DialContext
	client := clientOf(limit, transport, NoProxy)
	transport.Proxy = NoProxy // without Guard, which requires TLS
	return client
}

// permit refuses a connection to an address, ip:port, that is not allowed.
func permit(address string, allowed func(netip.Addr) bool) error {
	at, err := netip.ParseAddrPort(address)
	if err == nil && allowed(at.Addr()) {
		return nil
	}
	return fault.New(fault.TLS, "the name of an insecure registry leads to the address %s, which may not be used without a "+
		"verified certificate: check its name and the DNS", fault.Printable(address, 60))
}

// Direct is New for a metadata service, whose requests no proxy may see.
func Direct(limit time.Duration) *http.Client { return client(limit, NoProxy) }

// Within returns the time until the context's deadline, for New.
func Within(ctx context.Context) time.Duration {
	if end, ok := ctx.Deadline(); ok {
		return max(time.Until(end), time.Millisecond)
	}
	return 30 * time.Second
}

func client(limit time.Duration, proxy Proxy) *http.Client {
	return clientOf(limit, newTransport(limit), proxy)
}

func newTransport(limit time.Duration) *http.Transport {
	return &http.Transport{
		DialContext:         (&net.Dialer{Timeout: min(ConnectFor, limit)}).DialContext,
		TLSHandshakeTimeout: ConnectFor,
	}
}

func clientOf(limit time.Duration, transport *http.Transport, proxy Proxy) *http.Client {
	Limit(transport, proxy)
	return &http.Client{
		Timeout: limit, Transport: bodies{transport},
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}
}

// Limit sets a transport's limits and its guard, for libraries with their own transport.
func Limit(t *http.Transport, proxy Proxy) {
	t.MaxResponseHeaderBytes = MaxHeader
	t.ResponseHeaderTimeout = FirstByte
	t.ForceAttemptHTTP2 = false // for a single request, HTTP/2 only adds start-up time
	t.Proxy = Guard(proxy)
	t.OnProxyConnectResponse = func(_ context.Context, proxy *url.URL, _ *http.Request, reply *http.Response) error {
		if reply.StatusCode == http.StatusOK {
			return nil
		}
		variable := settingFor(requested(nil)).variable
		return fault.New(fault.Proxy, "the proxy %s refused the connection (status %d): check %s and NO_PROXY",
			fault.Printable(proxy.Host, 100), reply.StatusCode, variable)
	}
}

// bodies limits the body of every reply.
type bodies struct{ http.RoundTripper }

func (b bodies) RoundTrip(r *http.Request) (*http.Response, error) {
	reply, err := b.RoundTripper.RoundTrip(r)
	if err == nil {
		reply.Body = Bounded(reply.Body)
	}
	return reply, err
}

// Bounded returns a body that fails beyond MaxBody. A truncated one could be taken for a
// complete one.
func Bounded(body io.ReadCloser) io.ReadCloser { return &bounded{ReadCloser: body, left: MaxBody} }

type bounded struct {
	io.ReadCloser
	left int
}

var errTooLong = errors.New("the reply is longer than 1 MiB")

func (b *bounded) Read(p []byte) (int, error) {
	if b.left <= 0 {
		return 0, errTooLong
	}
	n, err := b.ReadCloser.Read(p[:min(len(p), b.left)])
	b.left -= n
	return n, err
}
