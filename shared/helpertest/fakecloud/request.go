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

// Request is what the log keeps of one request.
type Request struct {
	Host   string // without port
	Method string
	Path   string // without query
	Query  url.Values
	Header http.Header
	Form   url.Values // of an urlencoded body
	Body   string     // at most 1 MiB
}

// Behaviour is how a host acts. The zero value is good health.
type Behaviour struct {
	Delay time.Duration    // before every answer, faulty or not
	Skew  time.Duration    // added to the Date header of every answer
	Fault http.HandlerFunc // instead of an answer
	Times int              // how many requests get the fault; 0 means all
}

type behaving struct {
	Behaviour
	faults int
}

// Behave replaces a host's behaviour, from the next request on.
func (c *Cloud) Behave(host string, b Behaviour) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.behaviours[host] = &behaving{Behaviour: b}
}

// Requests are all requests so far, in the order of their arrival.
func (c *Cloud) Requests() []Request {
	c.mu.Lock()
	defer c.mu.Unlock()
	return slices.Clone(c.requests)
}

// Count is how many requests a host got.
func (c *Cloud) Count(host string) int {
	n := 0
	for _, q := range c.Requests() {
		if q.Host == host {
			n++
		}
	}
	return n
}

// Dialled are the targets of all connections so far, host:port as they were
// asked for.
func (c *Cloud) Dialled() []string {
	c.mu.Lock()
	defer c.mu.Unlock()
	return slices.Clone(c.dialled)
}

// answer is the order of things in every answer: log, delay, fault, and only then
// what the host would say. The handler finds the body unread.
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
			panic(http.ErrAbortHandler) // to return would be an empty answer
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

// behaviour is the one for a request that has just come, counted.
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

// note takes a request apart. The body is read to its end, since net/http only
// notices a client's going away once nothing is left to read.
func note(r *http.Request) Request {
	body, _ := io.ReadAll(io.LimitReader(r.Body, 1<<20))
	r.Body = io.NopCloser(bytes.NewReader(body))
	host := r.Host
	if bare, _, err := net.SplitHostPort(host); err == nil {
		host = bare
	}
	q := Request{Host: host, Method: r.Method, Path: r.URL.Path, Query: r.URL.Query(), Header: r.Header.Clone(), Body: string(body)}
	if strings.HasPrefix(r.Header.Get("Content-Type"), "application/x-www-form-urlencoded") {
		q.Form, _ = url.ParseQuery(q.Body)
	}
	return q
}
