package resolve

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"

	"github.com/dockercfg/dockercfg/shared/credential"
	"github.com/dockercfg/dockercfg/shared/dockerconfig"
	"github.com/dockercfg/dockercfg/shared/fault"
	"github.com/dockercfg/dockercfg/shared/helperclient"
	"github.com/dockercfg/dockercfg/shared/registry"
)

// askAll asks all questions, at most r.Parallel at a time: each helper is a process with
// memory of its own.
func (r Request) askAll(ctx context.Context, questions []question) []Result {
	results := make([]Result, len(questions))
	done := func(string) {}
	if r.Watch != nil {
		hosts := make([]string, len(questions))
		for i, q := range questions {
			hosts[i] = q.host
		}
		done = r.Watch(hosts)
	}
	next := make(chan int)
	var workers sync.WaitGroup
	for range min(r.Parallel, len(questions)) {
		workers.Go(func() {
			for i := range next {
				results[i] = r.ask(ctx, questions[i])
				done(questions[i].host)
			}
		})
	}
	for i := range questions {
		next <- i
	}
	close(next)
	workers.Wait()
	return results
}

// ask answers one question.
func (r Request) ask(ctx context.Context, q question) Result {
	result := Result{Host: q.host, Keys: []string{q.key}, Helper: q.origin}
	if q.inline != nil {
		return r.fromFile(result, q)
	}
	if q.short == "" {
		result.Helper, result.Err = "", fault.ErrNotFound
		return result
	}
	result.Helper = helperclient.Prefix + q.short
	helper, err := helperclient.Find(q.short)
	if err != nil {
		result.Err = r.advise(err, q.origin, q.key)
		return result
	}
	result.HelperPath = helper.Path
	if r.Offline && !slices.Contains(r.Suite, q.short) {
		result.Note = "this program does not belong to the suite, so it was not started"
		return result
	}
	ctx, cancel := context.WithTimeout(ctx, r.PerHelper)
	defer cancel()
	for _, server := range serverURLs(q) {
		if r.askHelper(ctx, &result, q, helper, server); !errors.Is(result.Err, fault.ErrNotFound) {
			return result
		}
	}
	if entry := r.inline[q.key]; r.FallbackInline && entry != nil {
		q.inline, q.from, q.origin = entry, ofConfig, r.Config.Path
		return r.fromFile(Result{Host: q.host, Keys: result.Keys}, q)
	}
	return result
}

// serverURLs returns what to ask a helper for, in turn: Docker Hub's key, or the key as
// written, and after "not found" for a URL its bare host.
func serverURLs(q question) []string {
	urls := []string{q.key}
	switch {
	case q.host == registry.HubKey && q.key != registry.HubKey:
		urls = []string{registry.HubKey, q.key}
	case strings.Contains(q.key, "://") && q.host != registry.HubKey:
		urls = append(urls, q.host)
	case q.from == ofStore && q.host != registry.HubKey:
		// A store may know the registry by the URL of the login.
		urls = append(urls, "https://"+q.host)
	}
	return urls
}

// askHelper asks a helper once: one process for one registry.
func (r Request) askHelper(ctx context.Context, result *Result, q question, h helperclient.Helper, server string) {
	caller := r.caller()
	switch {
	case r.Offline:
		e, err := caller.Explain(ctx, h, server)
		result.Credential, result.Err = e.Of(credential.Credential{Username: e.Username}), err
	case slices.Contains(r.Suite, q.short):
		result.Credential, result.Note, result.Err = caller.Answer(ctx, h, server)
	default:
		result.Credential, result.Note, result.Err = caller.Get(ctx, h, server)
	}
	result.Cached = result.Credential.Cached
	result.warnOfNewline()
}

// warnOfNewline notes a password that ends in a newline, which is a part of it for a registry.
func (r *Result) warnOfNewline() {
	if r.Err == nil && r.Note == "" && dockerconfig.EndsInLine(r.Credential.Secret) {
		r.Note = "the password ends in a newline, as `echo` writes it: log in again, with printf instead of echo"
	}
}

func (r Request) fromFile(result Result, q question) Result {
	result.Helper = filepath.Base(r.Config.Path)
	if q.from == ofEnvironment {
		result.Helper = q.origin
	}
	if q.inline.Problem != nil {
		result.Err = problem("the entry %s in %s: %w", q.key, q.origin, q.inline.Problem)
		return result
	}
	result.Credential = q.inline.Credential("entry of " + q.origin)
	result.Email = q.inline.Email
	if q.inline.Username == "" || q.inline.Secret == "" {
		result.Err = problem("the entry %s in %s has no user name or no password: log in again", q.key, q.origin)
	}
	result.warnOfNewline()
	return result
}

// caller returns the client for helpers; it shows the errors of the suite's own unchanged.
func (r Request) caller() helperclient.Caller {
	return helperclient.Caller{Env: r.childEnv(), Trusted: r.Suite}
}

// childEnv returns the environment for helpers: ours, since it contains their identity.
func (r Request) childEnv() []string {
	env := append(os.Environ(), r.HelperEnv...)
	if r.Static != "" {
		env = append(env, "DOCKERCFG_STATIC="+r.Static)
	}
	return env
}

// same reports whether two credentials are equal for a registry.
func same(a, b credential.Credential) bool { return a.Username == b.Username && a.Secret == b.Secret }
