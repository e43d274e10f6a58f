package main

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"path/filepath"
	"strings"
	"sync"
	"time"
)

// notFound is the answer by which a helper says that it has no login for a registry
// (https://github.com/docker/docker-credential-helpers, credentials/error.go).
const notFound = "credentials not found in native keychain\n"

// exchanged is the kind of a token that a helper gets in exchange for an identity.
const exchanged = "exchanged"

// outcome is the result of a row, with a short explanation.
type outcome struct {
	state state
	note  string
}

func fails(format string, a ...any) outcome { return outcome{failed, fmt.Sprintf(format, a...)} }

// attempt is one row. If needs is set, it requires a login.
type attempt struct {
	row   string
	needs bool
	try   func(*session, context.Context) outcome
}

// all runs every row, in order, and writes the current row's name to progress.
func (s *session) all(ctx context.Context, progress io.Writer) (results []result) {
	for _, a := range []attempt{
		{"explain", false, (*session).explain},
		{"get", false, (*session).get},
		{"get again", true, (*session).again},
		{"explain the cached token", true, (*session).kept},
		{"list", true, (*session).list},
		{"10 gets at once, with an empty cache", true, (*session).together},
		{"a look-alike host is not found", false, (*session).lookAlike},
		{"verify", true, (*session).verify},
		{"a pull without a login", false, (*session).anonymous},
		{"export", true, (*session).export},
		{"a pull with the exported file alone", true, (*session).static},
	} {
		fmt.Fprintf(progress, "%s…\n", a.row)
		r := result{row: a.row, state: skipped, note: "there is no login"}
		if !a.needs || s.got.Secret != "" {
			before, began := s.proxy.count.Load(), time.Now()
			o := a.try(s, ctx)
			r = result{a.row, o.state, o.note, time.Since(began), int(s.proxy.count.Load() - before)}
		}
		results = append(results, r)
	}
	return results
}

func (s *session) explain(ctx context.Context) outcome {
	o := s.asked(ctx)
	if s.explained.Cached {
		return fails("explain says that a token is cached before there was one")
	}
	return o
}

// asked returns the current output of explain.
func (s *session) asked(ctx context.Context) outcome {
	var e explanation
	a := s.ask(ctx, "explain", s.key)
	switch {
	case a.code != 0:
		return fails("%s", a.words())
	case json.Unmarshal([]byte(a.out), &e) != nil:
		return fails("the answer is not JSON")
	}
	s.explained = e
	s.redact.learnSource(e.Source)
	return outcome{passed, ""}
}

func (s *session) get(ctx context.Context) outcome {
	l, o := s.login(ctx)
	s.got = l
	return o
}

// login runs one get, and checks its answer.
func (s *session) login(ctx context.Context, env ...string) (l login, o outcome) {
	a := s.ask(ctx, "get", s.key, env...)
	switch {
	case a.code != 0:
		return login{}, fails("%s", a.words())
	case json.Unmarshal([]byte(a.out), &l) != nil || l.Secret == "" || l.Username == "" || l.ServerURL != s.key:
		return login{}, fails("the answer is not a login for the registry that was asked for")
	}
	s.know(l)
	return l, outcome{passed, a.err} // with a warning, if there is one
}

func (s *session) again(ctx context.Context) outcome {
	before := s.proxy.count.Load()
	l, o := s.login(ctx)
	switch made := s.proxy.count.Load() - before; {
	case o.state != passed:
		return o
	case s.explained.Program:
		return outcome{skipped, "a program provides this identity, and runs each time"}
	case l != s.got:
		return fails("the second answer differs from the first")
	case made > 0:
		return fails("the second get made %d connections", made)
	}
	return outcome{passed, "the same answer"}
}

func (s *session) kept(ctx context.Context) outcome {
	switch o := s.asked(ctx); {
	case o.state != passed:
		return o
	case s.explained.Kind != exchanged:
		return outcome{skipped, "the login is returned unchanged, so nothing is cached"}
	case s.explained.Program:
		return outcome{skipped, "a program provides this identity, and runs each time"}
	case !s.explained.Cached:
		return fails("no token is cached after a get")
	case s.explained.Expires == "":
		return fails("the cached token has no expiry time")
	}
	return outcome{passed, ""}
}

func (s *session) list(ctx context.Context) outcome {
	a := s.ask(ctx, "list", "")
	listed := map[string]string{}
	switch {
	case a.code != 0:
		return fails("%s", a.words())
	case json.Unmarshal([]byte(a.out), &listed) != nil:
		return fails("the answer is not JSON")
	}
	for server := range listed {
		if server == s.key || server == s.name.Registry() {
			return outcome{passed, ""}
		}
	}
	return fails("the registry is not listed")
}

// together: many processes that need a token at the same time share one exchange.
func (s *session) together(ctx context.Context) outcome {
	const many = 10
	logins, outcomes := make([]login, many), make([]outcome, many)
	var all sync.WaitGroup
	for i := range many {
		all.Go(func() {
			a := s.ask(ctx, "get", s.key, "DOCKERCFG_CACHE_DIR="+s.cache("together"))
			if a.code != 0 || json.Unmarshal([]byte(a.out), &logins[i]) != nil {
				outcomes[i] = fails("%s", a.words())
			}
		})
	}
	all.Wait()
	different := map[string]bool{}
	for i := range many {
		if outcomes[i].state == failed {
			return outcomes[i]
		}
		s.know(logins[i])
		different[logins[i].Secret] = true
	}
	if len(different) > 1 && !s.explained.Program {
		return fails("%d different answers", len(different))
	}
	return outcome{passed, "the same answer"}
}

func (s *session) lookAlike(ctx context.Context) outcome {
	before := s.proxy.count.Load()
	a := s.ask(ctx, "get", s.name.Host+".evil.example")
	made := s.proxy.count.Load() - before
	if a.code != 1 || a.out != notFound || a.err != "" || made > 0 {
		return fails("exit code %d, %d connections: %s", a.code, made, a.words())
	}
	return outcome{passed, ""}
}

func (s *session) verify(ctx context.Context) outcome {
	a := s.dockercfg(ctx, "verify", "--json", s.name.Registry())
	var answered struct {
		Registries []struct{ Status, Reason string }
	}
	if json.Unmarshal([]byte(a.out), &answered) != nil || len(answered.Registries) != 1 {
		return fails("%s", a.words())
	}
	switch r := answered.Registries[0]; {
	case r.Status == "open":
		return outcome{skipped, "the registry lets everyone in, so this proves nothing"}
	case a.code != 0 || r.Status != "accepted":
		return fails("%s: %s", r.Status, r.Reason)
	}
	return outcome{passed, ""}
}

func (s *session) anonymous(ctx context.Context) outcome {
	if a := s.pull(ctx, "empty"); a.code == 0 {
		return outcome{skipped, "the image is public: a private one proves more"}
	}
	return outcome{passed, "no manifest"}
}

func (s *session) export(ctx context.Context) outcome {
	file := filepath.Join(s.dir, "static", "config.json")
	a := s.dockercfg(ctx, "export", "-o", file, s.name.Registry())
	if a.code != 0 {
		return fails("%s", a.words())
	}
	return outcome{passed, ""}
}

func (s *session) static(ctx context.Context) outcome {
	a := s.pull(ctx, "static")
	if a.code != 0 || !strings.HasPrefix(strings.TrimSpace(a.out), "{") {
		return fails("%s", a.words())
	}
	return outcome{passed, ""}
}
