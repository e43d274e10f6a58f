package main

import (
	"encoding/pem"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"time"

	"github.com/dockercfg/dockercfg/shared/helpertest/fakeaws"
)

// hop is the latency of a connection and of each answer of a slow endpoint.
const hop = 50 * time.Millisecond

// amazon starts Amazon's services over HTTP. With "tls", all services except the metadata
// service use TLS, with the certificate in dir; with "slow", they have a latency.
func amazon(how, dir string) (env []string, requests func() int, err error) {
	server, err := fakeaws.Start()
	if err != nil {
		return nil, nil, err
	}
	requests, env = func() int { return len(server.Requests()) }, server.Environment()
	switch how {
	case "tls":
		secure := httptest.NewTLSServer(server)
		certificate := pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: secure.Certificate().Raw})
		bundle := filepath.Join(dir, "bundle.pem")
		env = append(elsewhere(env, secure.URL), "AWS_CA_BUNDLE="+bundle, "SSL_CERT_FILE="+bundle,
			"SSL_CERT_DIR=/nonexistent")
		err = os.WriteFile(bundle, certificate, 0o600)
	case "slow":
		slow := httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			time.Sleep(hop)
			server.ServeHTTP(w, r)
		}))
		slow.Listener = listener{slow.Listener}
		slow.Start()
		env = append(elsewhere(env, slow.URL), "AWS_EC2_METADATA_SERVICE_ENDPOINT="+slow.URL)
	}
	return env, requests, err
}

// elsewhere directs all services except the metadata service to another URL.
func elsewhere(env []string, url string) (all []string) {
	for _, assignment := range env {
		name, _, _ := strings.Cut(assignment, "=")
		if name == "AWS_EC2_METADATA_SERVICE_ENDPOINT" {
			all = append(all, assignment)
			continue
		}
		all = append(all, name+"="+url)
	}
	return all
}

// listener delays each connection by a hop.
type listener struct{ net.Listener }

func (l listener) Accept() (net.Conn, error) {
	conn, err := l.Listener.Accept()
	return &connection{Conn: conn}, err
}

type connection struct {
	net.Conn
	made sync.Once
}

func (c *connection) Read(p []byte) (int, error) {
	c.made.Do(func() { time.Sleep(hop) })
	return c.Conn.Read(p)
}
