package main

import (
	"context"
	"errors"
	"maps"
	"os"
	"slices"
	"sync"
	"time"

	"github.com/dockercfg/dockercfg/shared/fault"
	"github.com/dockercfg/dockercfg/shared/keeper"
	"github.com/dockercfg/dockercfg/shared/program"
	"github.com/dockercfg/dockercfg/shared/protocol"
	"github.com/dockercfg/dockercfg/shared/registry"
	"github.com/dockercfg/dockercfg/shared/userconfig"
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

	listed map[string]string
	err    error
}

// List merges what the store and all helpers list, and the registries that
// config.toml names in full. A part that fails is left out and named on standard
// error: a classic `docker build` would otherwise go without any credential.
func (router) List(ctx context.Context) (map[string]string, error) {
	if err := enter("list"); err != nil {
		return nil, err
	}
	ctx, cancel := context.WithTimeout(ctx, listFor)
	defer cancel()
	parts := append(listers(), literals(ctx)...)
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
		next <- &parts[i]
	}
	close(next)
	workers.Wait()
	for _, p := range parts {
		if p.err != nil && !errors.Is(p.err, fault.ErrNotFound) && !errors.Is(p.err, program.ErrMissing) {
			protocol.Warn(ctx, "left out of the list: %s", fault.Line(p.err))
		}
	}
	return merge(parts), nil
}

// listers are the store and the helpers, in the order of their words.
func listers() (parts []part) {
	if short := keeper.For(self).Short(); short != keeper.None {
		parts = append(parts, part{helper: helper{short, "as the store of logins"}, logins: true})
	}
	for _, p := range providers() {
		parts = append(parts, part{helper: helper{p.short, "as a provider"}, cloud: p.cloud})
	}
	return append(parts, part{helper: helper{vars, "for variables"}})
}

// literals are the registries that rules name in full: a token for them can be made,
// also where none was made before. A store that only rules name is one more part.
func literals(ctx context.Context) (parts []part) {
	written, wrong := userconfig.Load(os.Getenv, nil)
	if wrong == nil {
		_, wrong = written.For(self, registry.Name{})
	}
	if wrong != nil {
		protocol.Warn(ctx, "left out of the list: %s", fault.Line(wrong))
	}
	stores := map[string]bool{}
	for _, key := range slices.Sorted(maps.Keys(written.Literal())) {
		name, err := registry.Parse(key)
		if err != nil {
			continue
		}
		r, err := chooseBy(written, wrong, name)
		switch {
		case err != nil:
			protocol.Warn(ctx, "left out of the list: %s", fault.Line(err))
		case r.store && !stores[r.own.short]:
			stores[r.own.short] = true
			parts = append(parts, part{helper: r.own, logins: true})
		case r.own.short != "" && !r.store:
			parts = append(parts, part{helper: r.own, literal: name, cloud: r.cloud})
		}
	}
	return parts
}

// list asks the program, or for one registry who its user is.
func (p part) list(ctx context.Context) (map[string]string, error) {
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
