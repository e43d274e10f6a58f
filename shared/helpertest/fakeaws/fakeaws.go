// Package fakeaws is Amazon on loopback: the services that a helper for Amazon's registries
// uses, as plain HTTP on one port. It records all requests, and has a fault for every way in
// which an answer can go wrong.
//
// The request alone determines the service, so all services have the same endpoint: the
// fake is the one handler of a fakecloud without TLS.
// Environment sets it for every client of Amazon's SDK. Two services need another variable:
//
//	AWS_CONTAINER_CREDENTIALS_FULL_URI=URL/container/credentials    enables container
//	AWS_EC2_METADATA_DISABLED=true                                  disables imds
//
// A request must be signed, but the signature is not verified, since the fake knows no secret
// keys. The caller is known from the session token, which the fake has issued; see
// Request.Identity.
//
// It does not import testing, because the demo and the benchmarks use it, too.
package fakeaws

import (
	"fmt"
	"net/http"
	"sync"
	"sync/atomic"
	"time"

	"github.com/dockercfg/dockercfg/shared/helpertest/fakecloud"
)

// Server is safe for concurrent use.
type Server struct {
	cloud  *fakecloud.Cloud
	serial atomic.Int64 // the last number from next

	mu         sync.Mutex
	requests   []Request
	behaviours map[string]*behaving
	expired    map[string]bool // access tokens of sso
}

// Start listens on a free port of 127.0.0.1.
func Start() (*Server, error) {
	cloud, err := fakecloud.StartPlain()
	if err != nil {
		return nil, fmt.Errorf("starting the fake of Amazon: %w", err)
	}
	s := &Server{cloud: cloud, behaviours: map[string]*behaving{}, expired: map[string]bool{}}
	cloud.Handle(fakecloud.Any, s.ServeHTTP)
	return s, nil
}

// URL returns the endpoint, without a final slash.
func (s *Server) URL() string { return s.cloud.URL() }

// Environment returns the variables, NAME=value, that direct Amazon's SDK for Go to the fake.
// AWS_ENDPOINT_URL alone is not enough: the SDK creates the clients that fetch credentials
// before it reads that variable, and they only read their own services' variables. It does not
// apply to the metadata service either.
func (s *Server) Environment() []string {
	var env []string
	for _, name := range []string{"AWS_ENDPOINT_URL", "AWS_ENDPOINT_URL_STS", "AWS_ENDPOINT_URL_SSO",
		"AWS_ENDPOINT_URL_SSO_OIDC", "AWS_ENDPOINT_URL_SIGNIN", "AWS_EC2_METADATA_SERVICE_ENDPOINT"} {
		env = append(env, name+"="+s.URL())
	}
	return env
}

// Close closes all connections, including those on which a fault still hangs.
func (s *Server) Close() { s.cloud.Close() }

// ServeHTTP records the request, waits for the delay, and then answers with the fault or as
// the service.
func (s *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	q := s.note(r)
	b := s.behaviour(q.Service)
	w.Header().Set("Date", time.Now().Add(b.Skew).UTC().Format(http.TimeFormat))
	if b.Delay > 0 {
		select {
		case <-time.After(b.Delay):
		case <-r.Context().Done():
			panic(http.ErrAbortHandler) // returning would send an empty answer
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

// next returns a number that is different in each call, for what must be unique.
func (s *Server) next() int64 { return s.serial.Add(1) }
