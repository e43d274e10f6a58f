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

// route is who is asked for a registry.
type route struct {
	own   helper // whose host it is; the zero value is nobody
	cloud bool   // its identity comes before a login
	store bool   // own keeps this registry's logins, by a rule: nobody else is asked
	ruled bool   // there is a config.toml
}

// choose finds the route of a registry: by a rule that names a helper, else by its
// host. What it reads, it notes in in. Rules that cannot be read concern the helpers,
// which read them again and report it; a registry of no provider stays so.
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
			return route{}, fault.New(fault.Config, "the %s names %s, which would be started by itself: name another helper in it", rule.Words(), ownName)
		case short != "":
			return routeTo(short, "by the "+rule.Words()), nil
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

// routeTo is a rule's. A helper that is neither a provider's nor vars is a store.
func routeTo(short, why string) route {
	p, found := warm.Called(short)
	return route{own: helper{short, why}, cloud: p.Cloud, store: !found && short != vars}
}

// sources are those that are asked, in order. A variable that names the registry is
// its user's word, so it stands behind every provider too.
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

// remember keeps the route, so that a later get needs none of what was read for it. It
// keeps only what no program has to be asked about: that a registry has no credential,
// and that the answer of one provider's helper is the answer.
func (r route) remember(ctx context.Context, in *inputs.Recorder, name registry.Name) {
	if !r.lasts(in, name) {
		return
	}
	c := cachedir.Open(ctx, warm.Routes(), os.Environ(), name)
	if kept, state := c.FindRoute(ctx); state != tokencache.Expired && kept.Route == r.own.short {
		return
	}
	switch {
	case r.ruled && !c.Ready(ctx): // reading rules costs more than the cache that spares it
	case r.own.short == "":
		c.KeepForeign(ctx, in)
	default:
		c.KeepRoute(ctx, r.own.short, in)
	}
}

// lasts tells whether the route depends on files and variables alone, and notes the
// files in in.
func (r route) lasts(in *inputs.Recorder, name registry.Name) bool {
	if !r.cloud && (named(name) || !logins.NoLogin(self, in, name)) {
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
