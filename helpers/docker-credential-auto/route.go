package main

import (
	"context"
	"log/slog"
	"os"

	"github.com/dockercfg/dockercfg/helpers/docker-credential-auto/internal/warm"
	"github.com/dockercfg/dockercfg/shared/cachedir"
	"github.com/dockercfg/dockercfg/shared/fault"
	"github.com/dockercfg/dockercfg/shared/inputs"
	"github.com/dockercfg/dockercfg/shared/logins"
	"github.com/dockercfg/dockercfg/shared/registry"
	"github.com/dockercfg/dockercfg/shared/tokencache"
	"github.com/dockercfg/dockercfg/shared/userconfig"
)

// route says which programs can have the credential of a registry.
type route struct {
	own   helper // the helper for the host; the zero value means none
	cloud bool   // its identity overrides a login
	store bool   // own saves this registry's logins, because of a rule: no other source is asked
	ruled bool   // config.toml exists
}

// choose returns the route of a registry: by a rule that names a helper, or else by its host. It
// records what it reads in in. If the rules cannot be read, the helpers will read them again and
// report that; a registry without a provider still has none.
func choose(in *inputs.Recorder, name registry.Name) (route, error) {
	written, err := userconfig.Load(os.Getenv, in)
	r, err := chooseBy(in, written, err, name)
	r.ruled = written.Exists
	return r, err
}

func chooseBy(in *inputs.Recorder, written userconfig.File, err error, name registry.Name) (route, error) {
	if err == nil {
		short, rule, wrong := written.Helper(name)
		switch {
		case short != "" && wrong != nil:
			return route{}, wrong
		case short == self:
			return route{}, fault.New(fault.Config, "the %s names %s, which would be started by itself: "+
				"name another helper in it", rule.Label(), ownName)
		case short != "":
			return routeTo(short, "by the "+rule.Label()), nil
		}
		err = wrong
	}
	if err != nil {
		slog.Debug("the rules are not used", "error", err)
	}
	p, variable, found := providerOf(in, name)
	switch {
	case variable != "":
		return route{own: helper{p.Short, "by the variable " + variable}}, nil
	case found:
		return route{own: helper{p.Short, "by its host name"}, cloud: p.Cloud}, nil
	}
	return route{}, nil
}

// routeTo returns a rule's route. A helper that is neither a provider's nor vars is a store.
func routeTo(short, why string) route {
	p, found := warm.Called(short)
	return route{own: helper{short, why}, cloud: p.Cloud, store: !found && short != vars}
}

// sources returns the sources to ask, in order. A variable that names the registry comes after
// every provider too, since the user has set it.
func (r route) sources() []source {
	switch {
	case r.store:
		return []source{r.own}
	case r.own.short == vars:
		return []source{storedLogins{}, r.own}
	case r.cloud:
		return []source{r.own, storedLogins{}, variables{}}
	case r.own.short != "":
		return []source{storedLogins{}, r.own, variables{}}
	}
	return []source{storedLogins{}, variables{}}
}

// remember caches the route, so that a later get does not need to read the same files. It only
// caches what does not depend on another program: that a registry has no credential, or that a
// single provider's helper decides.
func (r route) remember(ctx context.Context, in *inputs.Recorder, name registry.Name) {
	if !r.cacheable(in, name) {
		return
	}
	c := cachedir.Open(ctx, warm.Routes(), os.Environ(), name)
	if cached, state := c.FindRoute(ctx); state != tokencache.Expired && cached.Route == r.own.short {
		return
	}
	switch {
	case r.ruled && !c.Ready(ctx): // creating the cache costs more than reading the rules
	case r.own.short == "":
		c.KeepForeign(ctx, in)
	default:
		c.KeepRoute(ctx, r.own.short, in)
	}
}

// cacheable reports whether the route depends only on files and variables, and records the files
// in in.
func (r route) cacheable(in *inputs.Recorder, name registry.Name) bool {
	if !r.cloud && (inVariables(name) || !logins.NoLogin(self, in, name)) {
		return false
	}
	if r.own.short == "" {
		return true
	}
	found, err := r.own.find()
	if _, isProvider := warm.Called(r.own.short); !isProvider || err != nil {
		return false
	}
	for _, dir := range found.Searched() {
		in.Note(dir)
	}
	return true
}
