package main

import (
	"log/slog"
	"os"

	"github.com/dockercfg/dockercfg/shared/fault"
	"github.com/dockercfg/dockercfg/shared/registry"
	"github.com/dockercfg/dockercfg/shared/userconfig"
)

// route is who is asked for a registry.
type route struct {
	own   helper // whose host it is; the zero value is nobody
	cloud bool   // its identity comes before a login
	store bool   // own keeps this registry's logins, by a rule: nobody else is asked
}

// choose finds the route of a registry: by a rule that names a helper, else by its
// host. Rules that cannot be read concern the helpers, which read them again and
// say so; a registry that is nobody's stays so.
func choose(name registry.Name) (route, error) {
	written, err := userconfig.Load(os.Getenv, nil)
	return chooseBy(written, err, name)
}

func chooseBy(written userconfig.File, err error, name registry.Name) (route, error) {
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
	p, variable, found := providerOf(name)
	switch {
	case variable != "":
		return route{own: helper{p.short, "by the variable " + variable}}, nil
	case found:
		return route{own: helper{p.short, "by its host name"}, cloud: p.cloud}, nil
	}
	return route{}, nil
}

// routeTo is a rule's. A helper that is neither a provider's nor vars is a store.
func routeTo(short, why string) route {
	p, found := providerCalled(short)
	return route{own: helper{short, why}, cloud: p.cloud, store: !found && short != vars}
}

// sources are those that are asked, in order. A variable that names the registry is
// its user's word, so it stands behind every provider too.
func (r route) sources() []source {
	switch {
	case r.store:
		return []source{r.own}
	case r.own.short == vars:
		return []source{logins{}, r.own}
	case r.cloud:
		return []source{r.own, logins{}, variables{}}
	case r.own.short != "":
		return []source{logins{}, r.own, variables{}}
	}
	return []source{logins{}, variables{}}
}
