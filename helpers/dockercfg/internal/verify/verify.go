// Package verify asks registries whether they accept a credential, as a client does
// before it pulls.
//
//	GET /v2/ ──200──► open: no login was needed
//	   │401
//	   ├─ Basic  ──► GET /v2/ with the login
//	   └─ Bearer ──► realm.go: is it the registry's own? ──► token.go ──► GET /v2/ with the token
//
// A credential is sent to the registry that it is for, or to the realm that the
// registry names if the realm belongs to the registry; nowhere else, and only over TLS,
// except where Docker Engine does without: on this machine, and for the registries that
// its configuration calls insecure (insecure.go, which is stricter for names). Redirects
// are not followed, so a registry cannot lead the login to anyone else. The package knows
// no provider: the registry's answer says what it wants.
package verify

import (
	"context"
	"net/http"
	"strings"
	"sync"
	"time"

	"github.com/dockercfg/dockercfg/shared/credential"
	"github.com/dockercfg/dockercfg/shared/registry"
	"github.com/dockercfg/dockercfg/shared/tokenhttp"
)

// Status is the result for one credential.
type Status string

// The statuses.
const (
	Accepted    Status = "accepted"
	Refused     Status = "refused"
	Unreachable Status = "unreachable"
	Open        Status = "open" // the registry allows anonymous access
)

// Login is a credential and the registry that it is for.
type Login struct {
	Host       string // registry.Name.Key
	Credential credential.Credential
}

// Result is the outcome for one registry.
type Result struct {
	Host   string
	Status Status
	Reason string // one line for people; "" if accepted
}

// parallel is how many registries are asked at the same time.
const parallel = 16

// All asks every registry, each for at most limit, and calls done after each.
func All(ctx context.Context, logins []Login, limit time.Duration, done func(host string)) []Result {
	results := make([]Result, len(logins))
	next := make(chan int)
	known := readInsecure()
	var workers sync.WaitGroup
	for range min(parallel, len(logins)) {
		workers.Go(func() {
			for i := range next {
				results[i] = one(ctx, logins[i], limit, known)
				done(logins[i].Host)
			}
		})
	}
	for i := range logins {
		next <- i
	}
	close(next)
	workers.Wait()
	return results
}

func one(ctx context.Context, l Login, limit time.Duration, known insecure) Result {
	ctx, cancel := context.WithTimeout(ctx, limit)
	defer cancel()
	name, err := registry.Parse(l.Host)
	if err != nil {
		return Result{l.Host, Unreachable, err.Error()}
	}
	p := newProbe(name, l.Credential, limit, known)
	status, reason := p.run(ctx)
	return Result{l.Host, status, reason}
}

// accepts reports whether a reply to a request with the login, or with the token that
// it was exchanged for, means that the login was accepted. It was if the token is valid
// but lacks a scope (RFC 6750, section 3.1); Basic has no scopes, so there a refusal is
// a refusal.
func accepts(reply tokenhttp.Reply, authorization string) bool {
	if reply.Status == http.StatusOK {
		return true
	}
	refused := reply.Status == http.StatusUnauthorized || reply.Status == http.StatusForbidden
	if !refused || !strings.HasPrefix(authorization, bearer) {
		return false
	}
	for _, c := range challenges(reply.Header) {
		if c.scheme == "bearer" && c.params["error"] == "insufficient_scope" {
			return true
		}
	}
	return false
}
