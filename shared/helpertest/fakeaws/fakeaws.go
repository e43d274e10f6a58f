// Package fakeaws is an Amazon on loopback: the services that a helper for
// Amazon's registries asks, as plain HTTP on one port, with a log of what was
// asked and a switch for every way in which an answer can go wrong.
//
// The services are told apart by the request alone, so that all have the same
// endpoint. Environment sets it for every client of Amazon's SDK; two services more are
// asked where a test names them:
//
//	AWS_CONTAINER_CREDENTIALS_FULL_URI=URL/container/credentials
//	AWS_EC2_METADATA_DISABLED=true    nobody asks imds
//
// A signature has to be there but is not verified: the fake knows no secret
// key. Whom a request comes from is read from the session token, which the
// fake itself issued; see Request.Identity.
//
// It does not import testing, because the demo and the benchmarks start it,
// too.
package fakeaws

import (
	"context"
	"fmt"
	"io"
	"log"
	"net"
	"net/http"
	"sync"
	"sync/atomic"
	"time"
)

// Server is safe for concurrent use.
type Server struct {
	listener net.Listener
	http     *http.Server
	stop     context.CancelFunc
	serial   atomic.Int64 // numbers what has to be unique

	mu         sync.Mutex
	requests   []Request
	behaviours map[string]*behaving
	expired    map[string]bool // access tokens of sso
}

// Start listens on a free port of 127.0.0.1.
func Start() (*Server, error) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return nil, fmt.Errorf("starting the fake of Amazon: %w", err)
	}
	ctx, stop := context.WithCancel(context.Background())
	s := &Server{
		listener:   listener,
		stop:       stop,
		behaviours: map[string]*behaving{},
		expired:    map[string]bool{},
	}
	s.http = &http.Server{
		Handler:           s,
		BaseContext:       func(net.Listener) context.Context { return ctx },
		ReadHeaderTimeout: time.Minute,
		ErrorLog:          log.New(io.Discard, "", 0), // answers break off on purpose
	}
	go func() { _ = s.http.Serve(listener) }()
	return s, nil
}

// URL is the endpoint, without a slash at its end.
func (s *Server) URL() string { return "http://" + s.listener.Addr().String() }

// Environment are the variables, NAME=value, that keep Amazon's SDK for Go away from
// the real endpoints. AWS_ENDPOINT_URL alone does not: the SDK makes the clients
// that fetch credentials before it reads that variable, and they only know
// their services' own. Nor does it mean the metadata service.
func (s *Server) Environment() []string {
	var env []string
	for _, name := range []string{"AWS_ENDPOINT_URL", "AWS_ENDPOINT_URL_STS", "AWS_ENDPOINT_URL_SSO",
		"AWS_ENDPOINT_URL_SSO_OIDC", "AWS_ENDPOINT_URL_SIGNIN", "AWS_EC2_METADATA_SERVICE_ENDPOINT"} {
		env = append(env, name+"="+s.URL())
	}
	return env
}

// Close drops all connections, and with them what still hangs or drips.
func (s *Server) Close() {
	s.stop()
	_ = s.http.Close()
}

// ServeHTTP is the order of things in every answer: log, delay, fault, and
// only then what the service would say.
func (s *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	q := s.note(r)
	b := s.behaviour(q.Service)
	w.Header().Set("Date", time.Now().Add(b.Skew).UTC().Format(http.TimeFormat))
	if b.Delay > 0 {
		select {
		case <-time.After(b.Delay):
		case <-r.Context().Done():
			panic(http.ErrAbortHandler) // to return would be an empty answer
		}
	}
	if b.Fault != nil {
		b.Fault(w, q)
		return
	}
	answers := map[string]func(http.ResponseWriter, Request, Behaviour){
		ECR: s.ecr, ECRPublic: s.ecr, STS: s.sts, SSO: s.sso, OIDC: s.oidc,
		Container: s.container, IMDS: s.imds,
	}
	if answer := answers[q.Service]; answer != nil {
		answer(w, q, b)
		return
	}
	refuse(w, q, http.StatusNotFound, "UnknownOperationException", "nothing is faked here")
}

// next numbers what has to differ from one answer to the next.
func (s *Server) next() int64 { return s.serial.Add(1) }
