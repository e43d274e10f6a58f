// Package fakeproxy is a proxy on loopback that lets nothing through and keeps
// the names it was asked for: with it as HTTPS_PROXY, a test sees which hosts a
// program would have reached, and none is reached.
package fakeproxy

import (
	"fmt"
	"io"
	"log"
	"net"
	"net/http"
	"slices"
	"sync"
	"time"
)

// Proxy is safe for concurrent use.
type Proxy struct {
	listener net.Listener
	http     *http.Server

	mu    sync.Mutex
	hosts []string
}

// Start listens on a free port of 127.0.0.1.
func Start() (*Proxy, error) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return nil, fmt.Errorf("starting the recording proxy: %w", err)
	}
	p := &Proxy{listener: listener}
	p.http = &http.Server{
		Handler:           p,
		ReadHeaderTimeout: time.Minute,
		ErrorLog:          log.New(io.Discard, "", 0),
	}
	go func() { _ = p.http.Serve(listener) }()
	return p, nil
}

// URL is what HTTP_PROXY and HTTPS_PROXY are set to.
func (p *Proxy) URL() string { return "http://" + p.listener.Addr().String() }

// Hosts are the targets so far, in order: host:port of each CONNECT, the host
// as written in the URL of each other request.
func (p *Proxy) Hosts() []string {
	p.mu.Lock()
	defer p.mu.Unlock()
	return slices.Clone(p.hosts)
}

// Close drops all connections.
func (p *Proxy) Close() { _ = p.http.Close() }

// ServeHTTP logs the target and refuses it. A request in a web server's form
// names no target in its first line, and is logged by its Host header.
func (p *Proxy) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	host := r.URL.Host
	if host == "" {
		host = r.Host
	}
	p.mu.Lock()
	p.hosts = append(p.hosts, host)
	p.mu.Unlock()
	http.Error(w, "this proxy only records", http.StatusBadGateway)
}
