package configure

import (
	"fmt"
	"slices"
	"strings"

	"github.com/dockercfg/dockercfg/helpers/dockercfg/internal/lookup"
	"github.com/dockercfg/dockercfg/helpers/dockercfg/internal/term"
	"github.com/dockercfg/dockercfg/shared/dockerconfig"
)

// Served is a helper and the registries that it serves under the planned config.
type Served struct {
	By    string
	Hosts []string
}

// found describes what the config contains now.
func (p *planner) found() string {
	var parts []string
	add := func(n int, one, many string) {
		if n > 0 {
			parts = append(parts, term.Count(n, one, many))
		}
	}
	plain, empty := 0, 0
	for _, e := range p.config.Auths {
		if e.Placeholder() {
			empty++
		} else {
			plain++
		}
	}
	add(plain, "login in plain text", "logins in plain text")
	add(empty, "entry without a login", "entries without a login")
	if names := helpersOf(p); names != "" {
		add(len(p.config.CredHelpers), "helper ("+names+")", "helpers ("+names+")")
	}
	if p.config.CredsStore != "" {
		parts = append(parts, "the credsStore "+p.config.CredsStore)
	}
	if len(parts) == 0 {
		return "no logins and no helpers"
	}
	return strings.Join(parts, ", ")
}

// helpersOf returns the names in credHelpers, each once.
func helpersOf(p *planner) string {
	var names []string
	for _, b := range p.config.CredHelpers {
		if b.Helper != "" && !slices.Contains(names, b.Helper) {
			names = append(names, b.Helper)
		}
	}
	slices.Sort(names)
	return strings.Join(names, ", ")
}

// served groups the registries of the config by the helper that serves them afterwards.
func (p *planner) served() (groups []Served) {
	by := map[string][]string{}
	for _, host := range p.hosts() {
		who := p.server(host)
		by[who] = append(by[who], host)
	}
	for who, hosts := range by {
		groups = append(groups, Served{who, hosts})
	}
	slices.SortFunc(groups, func(a, b Served) int { return strings.Compare(a.By, b.By) })
	return groups
}

// hosts returns the registries that the config names, sorted.
func (p *planner) hosts() (all []string) {
	for _, e := range p.config.Auths {
		all = append(all, key(lookup.Host(e.Key)))
	}
	for _, b := range p.config.CredHelpers {
		all = append(all, key(b.Key))
	}
	slices.Sort(all)
	return slices.DeleteFunc(slices.Compact(all), func(host string) bool { return host == "" })
}

// server returns what serves a registry under the planned config.
func (p *planner) server(host string) string {
	helper, bound := p.boundTo(host)
	store := p.finalStore()
	switch {
	case bound && helper != "":
		return "docker-credential-" + helper
	case bound || store == "":
		if p.inFile(host) {
			return "the file"
		}
		return "no one"
	case store != auto:
		return "docker-credential-" + store
	}
	if ours := p.machine.Serves(host); ours != "" {
		return fmt.Sprintf("docker-credential-%s, through auto", ours)
	}
	return fmt.Sprintf("docker-credential-%s, through auto", p.machine.Keeper)
}

// boundTo returns the helper that credHelpers will name for a registry, in any spelling.
func (p *planner) boundTo(host string) (helper string, bound bool) {
	for spelling, helper := range p.bound {
		if key(spelling) == host {
			return helper, true
		}
	}
	return "", false
}

// finalStore returns the planned credsStore.
func (p *planner) finalStore() string {
	store := p.config.CredsStore
	for _, e := range p.plan.edits {
		if len(e.path) == 1 && e.path[0] == "credsStore" {
			store, _ = e.value.(string)
		}
	}
	return store
}

// inFile reports whether the file contains a login for a registry.
func (p *planner) inFile(host string) bool {
	return slices.ContainsFunc(p.config.Auths, func(e dockerconfig.Entry) bool {
		return !e.Placeholder() && key(lookup.Host(e.Key)) == host
	})
}
