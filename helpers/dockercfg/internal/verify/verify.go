// Package verify asks registries themselves whether they take a credential, as a
// client does before it pulls.
//
//	GET /v2/ ──200──► open: it was not asked for
//	   │401
//	   ├─ Basic  ──► GET /v2/ with the login
//	   └─ Bearer ──► realm.go: whose is it? ──► token.go ──► GET /v2/ with the token
//
// A credential goes to the registry it is for, or to the realm that the registry
// names if that is the registry's own; nowhere else, and over TLS, but for a
// registry on this machine. No redirect is followed, so nobody else can be led
// to. The package knows no provider: what a registry wants, it says itself.
package verify

import (
	"context"
	"net/http"
	"sync"
	"time"

	"github.com/dockercfg/dockercfg/shared/credential"
	"github.com/dockercfg/dockercfg/shared/registry"
)

// Status is what became of one credential.
type Status string

// The statuses.
const (
	Accepted    Status = "accepted"
	Refused     Status = "refused"
	Unreachable Status = "unreachable"
	Open        Status = "open" // the registry let us in without it
)

// Login is a credential and the registry that it is for.
type Login struct {
	Host       string // registry.Name.Key
	Credential credential.Credential
}

// Result is what a registry said.
type Result struct {
	Host   string
	Status Status
	Reason string // one line, for people; "" where it is accepted
}

// parallel is how many registries are asked at the same time.
const parallel = 16

// All asks every registry, each for at most limit, and calls done after each.
func All(ctx context.Context, logins []Login, limit time.Duration, done func(host string)) []Result {
	results := make([]Result, len(logins))
	next := make(chan int)
	var workers sync.WaitGroup
	for range min(parallel, len(logins)) {
		workers.Go(func() {
			for i := range next {
				results[i] = one(ctx, logins[i], limit)
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

func one(ctx context.Context, l Login, limit time.Duration) Result {
	ctx, cancel := context.WithTimeout(ctx, limit)
	defer cancel()
	name, err := registry.Parse(l.Host)
	if err != nil {
		return Result{l.Host, Unreachable, err.Error()}
	}
	p := newProbe(name, l.Credential, limit)
	status, reason := p.run(ctx)
	return Result{l.Host, status, reason}
}

// accepts tells an answer to a request that carried the login. Where a token is
// good and only not for everything, the login was accepted.
func accepts(status int, header http.Header) bool {
	if status == http.StatusOK {
		return true
	}
	for _, c := range challenges(header) {
		if c.params["error"] == "insufficient_scope" {
			return true
		}
	}
	return false
}
