package main

import (
	"context"
	"errors"
	"maps"
	"os"
	"slices"
	"sync"
	"time"

	"github.com/dockercfg/dockercfg/helpers/docker-credential-auto/internal/warm"
	"github.com/dockercfg/dockercfg/shared/cachedir"
	"github.com/dockercfg/dockercfg/shared/fault"
	"github.com/dockercfg/dockercfg/shared/helperclient"
	"github.com/dockercfg/dockercfg/shared/logins"
	"github.com/dockercfg/dockercfg/shared/protocol"
	"github.com/dockercfg/dockercfg/shared/registry"
	"github.com/dockercfg/dockercfg/shared/userconfig"
	light "github.com/dockercfg/dockercfg/shared/warm"
)

const (
	listFor  = 5 * time.Second // a client waits for it, and a store may want to be unlocked
	parallel = 4               // programs at once
)

// part is one program's share of the list.
type part struct {
	helper
	literal registry.Name // what is asked for instead, where config.toml names it in full
	cloud   bool
	logins  bool
	known   bool // listed is there: no program is asked

	listed map[string]string
	err    error
}

// List merges the logins of the store, the tokens that helpers have kept, the
// credentials that variables hold, and the registries that config.toml names in full.
// Kept tokens are read in this process; a program is started only where there may be
// more to list. A part that fails is left out and named on standard error: a classic
// `docker build` would otherwise go without any credential.
func (router) List(ctx context.Context) (map[string]string, error) {
	if err := enter("list"); err != nil {
		return nil, err
	}
	ctx, cancel := context.WithTimeout(ctx, listFor)
	defer cancel()
	written, wrong := readable(ctx)
	parts := kept(ctx)
	parts = slices.Concat(parts, listers(written), literals(ctx, written, wrong, parts))
	next := make(chan *part)
	var workers sync.WaitGroup
	for range parallel {
		workers.Go(func() {
			for p := range next {
				p.listed, p.err = p.list(ctx)
			}
		})
	}
	for i := range parts {
		if !parts[i].known {
			next <- &parts[i]
		}
	}
	close(next)
	workers.Wait()
	for _, p := range parts {
		if p.err != nil && !errors.Is(p.err, fault.ErrNotFound) && !errors.Is(p.err, helperclient.ErrMissing) {
			protocol.Warn(ctx, "left out of the list: %s", fault.Line(p.err))
		}
	}
	return merge(parts), nil
}

// readable is config.toml, with a warning where it cannot be used.
func readable(ctx context.Context) (written userconfig.File, wrong error) {
	if written, wrong = userconfig.Load(os.Getenv, nil); wrong == nil {
		_, wrong = written.For(self, registry.Name{})
	}
	if wrong != nil {
		protocol.Warn(ctx, "left out of the list: %s", fault.Line(wrong))
	}
	return written, wrong
}

// kept are the tokens in the caches of the helpers that are installed.
func kept(ctx context.Context) (parts []part) {
	var halves []light.Provider
	for _, p := range warm.Providers() {
		if installed(p.Short) {
			halves = append(halves, p.Light())
			parts = append(parts, part{helper: helper{p.Short, "as a provider"}, cloud: p.Cloud, known: true})
		}
	}
	listed := cachedir.List(ctx, caller(ctx).Environ(), halves...)
	for i := range parts {
		parts[i].listed = listed[parts[i].name()]
	}
	return parts
}

// listers are the store and the helpers that may list more than kept tokens.
func listers(written userconfig.File) (parts []part) {
	if k := logins.StoreFor(self); !k.Empty() {
		parts = append(parts, part{helper: helper{k.Short(), "as the store of logins"}, logins: true})
	}
	for _, p := range warm.Providers() {
		if mayList(p, written) {
			parts = append(parts, part{helper: helper{p.Short, "as a provider"}, cloud: p.Cloud})
		}
	}
	if anyNamed() {
		parts = append(parts, part{helper: helper{vars, "for variables"}})
	}
	return parts
}

// mayList tells whether a provider may have a credential as it is to list: one that a
// variable or a file holds, or that a rule leads to.
func mayList(p warm.Provider, written userconfig.File) bool {
	half := p.Light()
	if half.Listed == nil {
		return false
	}
	for _, host := range half.Listed() {
		name, err := registry.Parse(host)
		if err != nil {
			continue
		}
		if rule, wrong := written.For(p.Short, name); wrong != nil || rule.Found {
			return true
		}
	}
	return half.Given()
}

// literals are the registries that rules name in full: a token for them can be made,
// also where none was made before. A store that only rules name is one more part.
func literals(ctx context.Context, written userconfig.File, wrong error, kept []part) (parts []part) {
	stores := map[string]bool{}
	for _, key := range slices.Sorted(maps.Keys(written.Literal())) {
		name, err := registry.Parse(key)
		if err != nil {
			continue
		}
		r, err := chooseBy(nil, written, wrong, name)
		switch {
		case err != nil:
			protocol.Warn(ctx, "left out of the list: %s", fault.Line(err))
		case r.store && !stores[r.own.short]:
			stores[r.own.short] = true
			parts = append(parts, part{helper: r.own, logins: true})
		case r.own.short != "" && !r.store && !r.own.keeps(kept, name):
			parts = append(parts, part{helper: r.own, literal: name, cloud: r.cloud})
		}
	}
	return parts
}

// keeps tells whether the helper has a kept token of the registry.
func (h helper) keeps(kept []part, name registry.Name) bool {
	for _, p := range kept {
		if _, listed := p.listed[name.Registry()]; listed && p.short == h.short {
			return true
		}
	}
	return false
}

// list asks the program, or for one registry who its user is.
func (p part) list(ctx context.Context) (map[string]string, error) {
	if p.logins {
		k := logins.StoreFor(self)
		if p.short == "" {
			return nil, k.Err()
		}
		if p.short == k.Short() {
			var cancel context.CancelFunc
			ctx, cancel = k.Bound(ctx)
			defer cancel()
		}
	}
	if p.literal.Host != "" {
		e, err := p.explain(ctx, p.literal)
		return map[string]string{p.literal.Key(): e.Username}, err
	}
	found, err := p.find()
	if err != nil {
		return nil, err
	}
	listed, err := caller(ctx).List(ctx, found)
	return listed, p.within(err)
}

// merge puts the parts together. A registry that several list has the user name that
// get would answer with: a cloud's helper comes before the store, all others after.
func merge(parts []part) map[string]string {
	slices.SortStableFunc(parts, func(a, b part) int { return a.rank() - b.rank() })
	merged, first := map[string]string{}, map[string]string{}
	for _, p := range parts {
		if p.err != nil {
			continue
		}
		mine := map[string]string{}
		for _, key := range slices.Sorted(maps.Keys(p.listed)) {
			user := p.listed[key]
			if winner, taken := first[identity(key)]; taken {
				user = winner
			} else if _, again := mine[identity(key)]; !again {
				mine[identity(key)] = user
			}
			if _, listed := merged[key]; !listed {
				merged[key] = user
			}
		}
		maps.Copy(first, mine)
	}
	return merged
}

func (p part) rank() int {
	switch {
	case p.cloud:
		return 0
	case p.logins:
		return 1
	}
	return 2
}

// identity is the registry that a listed key means, or the key itself.
func identity(key string) string {
	name, err := registry.Parse(key)
	if err != nil || !name.Whole() || name.Registry() == "" {
		return key
	}
	return name.Registry()
}
