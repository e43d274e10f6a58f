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
	listFor  = 5 * time.Second // clients wait for the list, and a store may ask to be unlocked
	parallel = 4               // programs at the same time
)

// part is one program's share of the list.
type part struct {
	helper
	literal registry.Name // ask only for this registry, which config.toml names in full
	cloud   bool
	logins  bool
	known   bool // listed is set, so no program is started

	listed map[string]string
	err    error
}

// List merges the logins in the store, the tokens that helpers have cached, the credentials in
// variables, and the registries that config.toml names in full. This process reads the cached
// tokens; it starts a program only if that may list more. If a part fails, it is left out with a
// warning: otherwise a classic `docker build` would have no credentials at all.
func (router) List(ctx context.Context) (map[string]string, error) {
	if err := enter("list"); err != nil {
		return nil, err
	}
	ctx, cancel := context.WithTimeout(ctx, listFor)
	defer cancel()
	written, wrong := loadRules(ctx)
	parts := cachedParts(ctx)
	parts = slices.Concat(parts, listers(written), literalParts(ctx, written, wrong, parts))
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

// loadRules returns config.toml, and warns if it cannot be used.
func loadRules(ctx context.Context) (written userconfig.File, wrong error) {
	if written, wrong = userconfig.Load(os.Getenv, nil); wrong == nil {
		_, wrong = written.For(self, registry.Name{})
	}
	if wrong != nil {
		protocol.Warn(ctx, "left out of the list: %s", fault.Line(wrong))
	}
	return written, wrong
}

// cachedParts returns the tokens in the caches of the installed helpers.
func cachedParts(ctx context.Context) (parts []part) {
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

// listers returns the store and the helpers that may list more than cached tokens.
func listers(written userconfig.File) (parts []part) {
	if k := logins.StoreFor(self); !k.Empty() {
		parts = append(parts, part{helper: helper{k.Short(), "as the credential store"}, logins: true})
	}
	for _, p := range warm.Providers() {
		if mayList(p, written) {
			parts = append(parts, part{helper: helper{p.Short, "as a provider"}, cloud: p.Cloud})
		}
	}
	if anyInVariables() {
		parts = append(parts, part{helper: helper{vars, "for variables"}})
	}
	return parts
}

// mayList reports whether a provider may list a credential that it has not cached: one in a
// variable or a file, or one that a rule selects.
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

// literalParts returns the registries that rules name in full: a token for them can be made, even
// if none was made before. A store that only rules name is one more part.
func literalParts(ctx context.Context, written userconfig.File, wrong error, cached []part) (parts []part) {
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
		case r.own.short != "" && !r.store && !r.own.hasCached(cached, name):
			parts = append(parts, part{helper: r.own, literal: name, cloud: r.cloud})
		}
	}
	return parts
}

// hasCached reports whether the helper has a cached token for the registry.
func (h helper) hasCached(cached []part, name registry.Name) bool {
	for _, p := range cached {
		if _, listed := p.listed[name.Registry()]; listed && p.short == h.short {
			return true
		}
	}
	return false
}

// list gets the list of a program, or its user for a single registry.
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

// merge combines the parts. If several list the same registry, the user name is the one that
// get would return: a cloud's helper overrides the store, and the store overrides all others.
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

// identity returns the registry that a listed key means, or the key itself.
func identity(key string) string {
	name, err := registry.Parse(key)
	if err != nil || !name.Whole() || name.Registry() == "" {
		return key
	}
	return name.Registry()
}
