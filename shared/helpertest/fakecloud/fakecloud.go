// Package fakecloud is any cloud on loopback under its real host names: a proxy that
// answers every connection itself, with a certificate of a temporary authority. A program
// under test needs no test switch for it, only two variables that every program reads:
//
//	HTTPS_PROXY, HTTP_PROXY ──► CONNECT login.example:443 ──► TLS with a certificate for that name
//	SSL_CERT_FILE           ──► Behave's fault, or Handle's answer, or 502
//
// All targets of connections and all requests are recorded. SSL_CERT_FILE is read on Linux
// and the BSDs only, so tests that need an answer do not run on other systems
// (https://pkg.go.dev/crypto/x509#SystemCertPool).
//
// It does not import testing, because the demo and the benchmarks use it, too.
package fakecloud

import (
	"context"
	"crypto/tls"
	"fmt"
	"io"
	"log"
	"net"
	"net/http"
	"sync"
	"time"
)

// Cloud is safe for concurrent use.
type Cloud struct {
	listener net.Listener
	http     *http.Server // the proxy
	inner    *http.Server // answers the proxied connections, with TLS
	accepted chan net.Conn
	stop     context.CancelFunc
	ca       *authority

	mu         sync.Mutex
	refusing   bool
	dialled    []string
	requests   []Request
	handlers   map[string]http.Handler
	behaviours map[string]*behaving
}

// Start listens on a free port of 127.0.0.1, and writes the authority's certificate into dir.
func Start(dir string) (*Cloud, error) {
	ca, err := newAuthority(dir)
	if err != nil {
		return nil, fmt.Errorf("creating a temporary authority: %w", err)
	}
	return listen(ca)
}

// StartPlain is Start without TLS, for a provider whose endpoint can be set: requests to URL
// are answered, and connections to other hosts are refused.
func StartPlain() (*Cloud, error) { return listen(nil) }

func listen(ca *authority) (*Cloud, error) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return nil, fmt.Errorf("starting the fake cloud: %w", err)
	}
	ctx, stop := context.WithCancel(context.Background())
	c := &Cloud{
		listener: listener, accepted: make(chan net.Conn), stop: stop, ca: ca,
		handlers: map[string]http.Handler{}, behaviours: map[string]*behaving{},
	}
	serve := func(h http.HandlerFunc) *http.Server {
		return &http.Server{
			Handler: h, ReadHeaderTimeout: time.Minute, BaseContext: func(net.Listener) context.Context { return ctx },
			ErrorLog: log.New(io.Discard, "", 0), // connections are broken on purpose
		}
	}
	c.http, c.inner = serve(c.proxy), serve(c.answer)
	// HTTP/1.1 only, because faults hijack connections.
	c.inner.TLSNextProto = map[string]func(*http.Server, *tls.Conn, http.Handler){}
	go func() { _ = c.http.Serve(listener) }()
	if ca == nil {
		c.refusing = true
		return c, nil
	}
	c.inner.TLSConfig = &tls.Config{GetCertificate: ca.leaf, MinVersion: tls.VersionTLS12}
	go func() { _ = c.inner.ServeTLS(&tunnels{c.accepted, ctx.Done(), listener.Addr()}, "", "") }()
	return c, nil
}

// URL returns the proxy's URL. It is also an endpoint without TLS, for providers that accept
// one: the handler of Plain answers its requests.
func (c *Cloud) URL() string { return "http://" + c.listener.Addr().String() }

// Environment returns the variables, NAME=value, that direct a program's connections here.
// It needs the authority of Start.
func (c *Cloud) Environment() []string {
	return []string{
		"HTTPS_PROXY=" + c.URL(), "HTTP_PROXY=" + c.URL(), "NO_PROXY=", "https_proxy=", "http_proxy=", "no_proxy=",
		"SSL_CERT_FILE=" + c.ca.file, "SSL_CERT_DIR=/nonexistent",
	}
}

// Close closes all connections, including those on which a fault still hangs.
func (c *Cloud) Close() {
	c.stop()
	_ = c.http.Close()
	_ = c.inner.Close()
}

// Plain is the host name of requests to URL itself, for Handle and in Requests.
const Plain = "127.0.0.1"

// Any is the name for every host without a handler.
const Any = "*"

// Handle sets the handler for a host name without a port, or for Any.
func (c *Cloud) Handle(host string, h http.HandlerFunc) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.handlers[host] = h
}

// RefuseConnections makes the proxy answer every CONNECT with status 502, so that a test
// sees which hosts a program would have reached. It works on every system.
func (c *Cloud) RefuseConnections() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.refusing = true
}

func (c *Cloud) refuses() bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.refusing
}

// proxy handles CONNECT, requests with an absolute URL, and requests to URL itself.
func (c *Cloud) proxy(w http.ResponseWriter, r *http.Request) {
	if r.Method != http.MethodConnect {
		if r.URL.Host != "" {
			c.dial(r.URL.Host)
		}
		c.answer(w, r)
		return
	}
	c.dial(r.Host)
	if c.refuses() {
		http.Error(w, "this proxy refuses every connection", http.StatusBadGateway)
		return
	}
	conn, _, err := http.NewResponseController(w).Hijack()
	if err != nil {
		return
	}
	// Hijack before the reply: otherwise, the proxy's server could read the first TLS bytes
	// of the client.
	if _, err := io.WriteString(conn, "HTTP/1.1 200 Connection established\r\n\r\n"); err != nil {
		conn.Close()
		return
	}
	select {
	case c.accepted <- conn:
	case <-r.Context().Done():
		conn.Close()
	}
}

func (c *Cloud) dial(host string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.dialled = append(c.dialled, host)
}

// tunnels is a listener that returns the connections of CONNECT requests.
type tunnels struct {
	accepted <-chan net.Conn
	done     <-chan struct{}
	addr     net.Addr
}

func (t *tunnels) Accept() (net.Conn, error) {
	select {
	case conn := <-t.accepted:
		return conn, nil
	case <-t.done:
		return nil, net.ErrClosed
	}
}

func (t *tunnels) Close() error   { return nil }
func (t *tunnels) Addr() net.Addr { return t.addr }
