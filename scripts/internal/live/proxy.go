package main

import (
	"bufio"
	"cmp"
	"encoding/base64"
	"errors"
	"io"
	"net"
	"net/http"
	"net/http/httputil"
	"net/url"
	"strings"
	"sync/atomic"
	"time"

	"golang.org/x/net/http/httpproxy"
)

// counter is a proxy on loopback that forwards all connections, through the user's proxy if
// there is one, and counts them. It sees no content, since the connections use TLS. Requests
// to the machine's metadata service and to this machine do not go through it.
type counter struct {
	listener net.Listener
	server   *http.Server
	upstream func(*url.URL) (*url.URL, error)
	plain    http.Handler
	count    atomic.Int64
}

// dialFor is the timeout for connecting to a host.
const dialFor = 20 * time.Second

// errScheme does not show the variable's value, which may contain a password.
var errScheme = errors.New("HTTPS_PROXY is not a proxy that is asked in plain HTTP, and this script knows no other: " +
	"set it to a URL that begins with http://")

// startCounter listens on a free port; getenv returns the user's proxy variables.
func startCounter(getenv func(string) string) (*counter, error) {
	either := func(name string) string {
		if value := getenv(name); value != "" {
			return value
		}
		return getenv(strings.ToLower(name))
	}
	config := httpproxy.Config{
		HTTPProxy: either("HTTP_PROXY"), HTTPSProxy: either("HTTPS_PROXY"), NoProxy: either("NO_PROXY"),
	}
	// Without a scheme it is http. A request without TLS goes through HTTP_PROXY, which
	// http.Transport asks, in any scheme.
	scheme, _, found := strings.Cut(config.HTTPSProxy, "://")
	if found && !strings.EqualFold(scheme, "http") {
		return nil, errScheme
	}
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return nil, err
	}
	c := &counter{listener: listener, upstream: config.ProxyFunc()}
	c.plain = &httputil.ReverseProxy{
		Rewrite:   func(*httputil.ProxyRequest) {},
		Transport: &http.Transport{Proxy: func(r *http.Request) (*url.URL, error) { return c.upstream(r.URL) }},
	}
	c.server = &http.Server{Handler: c, ReadHeaderTimeout: time.Minute}
	go func() { _ = c.server.Serve(listener) }()
	return c, nil
}

func (c *counter) url() string { return "http://" + c.listener.Addr().String() }

func (c *counter) close() { _ = c.server.Close() }

// environment returns the variables, NAME=value, that direct a program through the counter.
func (c *counter) environment() (env []string) {
	for name, value := range map[string]string{
		"HTTPS_PROXY": c.url(), "HTTP_PROXY": c.url(),
		"NO_PROXY": "localhost,127.0.0.1,::1,169.254.169.254,metadata.google.internal",
	} {
		env = append(env, name+"="+value, strings.ToLower(name)+"="+value)
	}
	return env
}

// ServeHTTP handles CONNECT, and requests without TLS that have an absolute URL.
func (c *counter) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	c.count.Add(1)
	if r.Method != http.MethodConnect {
		c.plain.ServeHTTP(w, r)
		return
	}
	there, err := c.dial(r.Host)
	if err != nil {
		http.Error(w, "the host cannot be reached", http.StatusBadGateway)
		return
	}
	defer there.Close()
	here, buffered, err := http.NewResponseController(w).Hijack()
	if err != nil {
		return
	}
	defer here.Close()
	if _, err := io.WriteString(here, "HTTP/1.1 200 Connection established\r\n\r\n"); err != nil {
		return
	}
	done := make(chan struct{}, 2)
	pass := func(to io.Writer, from io.Reader) {
		_, _ = io.Copy(to, from)
		done <- struct{}{}
	}
	go pass(there, buffered)
	go pass(here, there)
	<-done
}

// dial connects to host:port, through the user's proxy if there is one for the host.
func (c *counter) dial(address string) (net.Conn, error) {
	proxy, err := c.upstream(&url.URL{Scheme: "https", Host: address})
	if err != nil {
		return nil, err
	}
	if proxy == nil {
		return net.DialTimeout("tcp", address, dialFor)
	}
	conn, err := net.DialTimeout("tcp", addressOf(proxy), dialFor)
	if err != nil {
		return nil, err
	}
	_ = conn.SetDeadline(time.Now().Add(dialFor))
	if err := connect(conn, address, proxy.User); err != nil {
		conn.Close()
		return nil, err
	}
	return conn, conn.SetDeadline(time.Time{})
}

// addressOf returns host:port of a proxy that is asked in plain HTTP.
func addressOf(proxy *url.URL) string {
	return net.JoinHostPort(proxy.Hostname(), cmp.Or(proxy.Port(), "80"))
}

// connect asks a proxy for a connection to host:port.
func connect(conn net.Conn, address string, user *url.Userinfo) error {
	target := &url.URL{Opaque: address}
	ask := &http.Request{Method: http.MethodConnect, URL: target, Host: address, Header: http.Header{}}
	if user != nil {
		password, _ := user.Password()
		pair := base64.StdEncoding.EncodeToString([]byte(user.Username() + ":" + password))
		ask.Header.Set("Proxy-Authorization", "Basic "+pair)
	}
	if err := ask.Write(conn); err != nil {
		return err
	}
	// A TLS server does not send first, so the reader has buffered none of its bytes.
	reply, err := http.ReadResponse(bufio.NewReader(conn), ask)
	if err == nil && reply.StatusCode != http.StatusOK {
		err = errors.New("the proxy answered " + reply.Status)
	}
	return err
}
