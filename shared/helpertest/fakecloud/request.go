package fakecloud

import (
	"bytes"
	"io"
	"net"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"
)

// Request is the record of one request.
type Request struct {
	Host   string // without port
	Method string
	Path   string // without query
	Query  url.Values
	Header http.Header
	Form   url.Values // of an urlencoded body
	Body   string     // at most 1 MiB
}

// Behaviour is how a host answers. The zero value is a host without faults.
type Behaviour struct {
	Delay time.Duration    // before every answer, faulty or not
	Skew  time.Duration    // added to the Date header of every answer
	Fault http.HandlerFunc // if not nil, answers instead of the handler
	Times int              // the number of requests that get the fault; 0 means all
}

type behaving struct {
	Behaviour
	faults int
}

// Behave sets a host's behaviour, from the next request on.
func (c *Cloud) Behave(host string, b Behaviour) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.behaviours[host] = &behaving{Behaviour: b}
}

// Requests returns all requests so far, in the order of their arrival.
func (c *Cloud) Requests() []Request {
	c.mu.Lock()
	defer c.mu.Unlock()
	return slices.Clone(c.requests)
}

// Count returns the number of requests to a host.
func (c *Cloud) Count(host string) int {
	n := 0
	for _, q := range c.Requests() {
		if q.Host == host {
			n++
		}
	}
	return n
}

// Dialled returns the targets of all connections so far, as the program requested them:
// host:port for CONNECT, the URL's host for a request without TLS.
func (c *Cloud) Dialled() []string {
	c.mu.Lock()
	defer c.mu.Unlock()
	return slices.Clone(c.dialled)
}

// answer records the request, waits for the delay, and then answers with the fault or the
// host's handler. The handler can still read the body.
func (c *Cloud) answer(w http.ResponseWriter, r *http.Request) {
	q := note(r)
	c.mu.Lock()
	c.requests = append(c.requests, q)
	handler, b := c.handlers[q.Host], c.behaviour(q.Host)
	if handler == nil {
		handler = c.handlers[Any]
	}
	c.mu.Unlock()
	w.Header().Set("Date", time.Now().Add(b.Skew).UTC().Format(http.TimeFormat))
	if b.Delay > 0 {
		select {
		case <-time.After(b.Delay):
		case <-r.Context().Done():
			panic(http.ErrAbortHandler) // returning would send an empty answer
		}
	}
	switch {
	case b.Fault != nil:
		b.Fault(w, r)
	case handler != nil:
		handler.ServeHTTP(w, r)
	default:
		http.Error(w, "nothing is faked here", http.StatusBadGateway)
	}
}

// behaviour returns the behaviour for a new request, and counts its fault.
func (c *Cloud) behaviour(host string) Behaviour {
	now := c.behaviours[host]
	if now == nil {
		return Behaviour{}
	}
	b := now.Behaviour
	if b.Fault != nil && b.Times > 0 {
		if now.faults >= b.Times {
			b.Fault = nil
		}
		now.faults++
	}
	return b
}

// note returns the record of a request. It reads the whole body, since net/http notices that
// a client disconnects only after the body was read.
func note(r *http.Request) Request {
	body, _ := io.ReadAll(io.LimitReader(r.Body, 1<<20))
	r.Body = io.NopCloser(bytes.NewReader(body))
	host := r.Host
	if bare, _, err := net.SplitHostPort(host); err == nil {
		host = bare
	}
	q := Request{
		Host: host, Method: r.Method, Path: r.URL.Path, Query: r.URL.Query(), Header: r.Header.Clone(),
		Body: string(body),
	}
	if strings.HasPrefix(r.Header.Get("Content-Type"), "application/x-www-form-urlencoded") {
		q.Form, _ = url.ParseQuery(q.Body)
	}
	return q
}
