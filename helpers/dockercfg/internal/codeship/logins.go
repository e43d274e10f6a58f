package codeship

import (
	"fmt"
	"slices"
	"strings"

	"github.com/dockercfg/dockercfg/shared/fault"
	"github.com/dockercfg/dockercfg/shared/formats"
)

// Choice narrows what Logins returns; "" is everything.
type Choice struct{ Step, Registry string }

// Logins are what a project's steps logged in with.
type Logins struct {
	Entries   []formats.Entry // the logins in the files
	Generated []Service       // services that created more logins in each build, which no file contains
	Missing   []string        // services that directives name and that do not exist
	Notes     []string        // what was left out, and why
}

// Logins returns the logins of the whole project, or of what the choice names.
func (p *Project) Logins(choice Choice) (l Logins, err error) {
	directives, err := p.chosen(choice)
	if err != nil {
		return l, err
	}
	var paths []string
	for _, d := range directives {
		switch s, known := p.service(d.Service); {
		case d.Path != "":
			paths = append(paths, d.Path)
		case d.Service == "":
		case !known && !slices.Contains(l.Missing, d.Service):
			l.Missing = append(l.Missing, d.Service)
		case known && !slices.ContainsFunc(l.Generated, func(g Service) bool { return g.Name == s.Name }):
			l.Generated = append(l.Generated, s)
		}
	}
	slices.Sort(paths)
	from := map[string]string{}
	for _, path := range slices.Compact(paths) {
		if err := p.take(&l, path, choice, from); err != nil {
			return Logins{}, err
		}
	}
	return l, nil
}

// chosen returns the directives of the steps that a choice names. A use whose registry is
// not known may be of any registry.
func (p *Project) chosen(choice Choice) (all []Directive, err error) {
	if choice == (Choice{}) {
		return p.directives(), nil
	}
	matched := false
	for _, u := range p.Uses() {
		ofRegistry := choice.Registry == "" || u.Registry == keyOf(choice.Registry) || u.Registry == unknown
		if (choice.Step == "" || u.Step == choice.Step) && ofRegistry {
			all, matched = append(all, u.directive), true
		}
	}
	if !matched {
		return nil, fault.New(fault.Config, "no step matches --step and --registry: run `dockercfg codeship` to "+
			"list them")
	}
	return all, nil
}

// directives returns all directives of the project, also those of services and groups.
func (p *Project) directives() (all []Directive) {
	for _, s := range p.Services {
		all = append(all, s.Directive)
	}
	for _, s := range p.Steps {
		all = append(all, s.Directive)
	}
	return all
}

// take adds the logins of one file. If two files have different logins for one registry,
// only their owner can decide.
func (p *Project) take(l *Logins, path string, choice Choice, from map[string]string) error {
	f := p.open(path)
	if f.problem != "" {
		return fault.New(fault.Config, "%s: %s", path, f.problem).WithHint("%s", f.fix)
	}
	c, err := p.config(path)
	if err != nil {
		return fault.New(fault.Config, "%s: %w", path, err)
	}
	if c.CredsStore != "" || len(c.CredHelpers) > 0 {
		l.Notes = append(l.Notes, path+" names a store or helpers, whose logins are not in it")
	}
	for _, e := range c.Auths {
		key := keyOf(e.Key)
		switch {
		case choice.Registry != "" && key != keyOf(choice.Registry):
			continue
		case e.Placeholder():
			l.Notes = append(l.Notes, fmt.Sprintf("%s: the entry of %s is empty and was left out", path, e.Key))
			continue
		case e.Problem != nil:
			return fault.New(fault.Config, "%s, the entry %s: %w", path, e.Key, e.Problem)
		}
		i := slices.IndexFunc(l.Entries, func(a formats.Entry) bool { return a.Key == key })
		switch {
		case i < 0:
			from[key] = path
			l.Entries = append(l.Entries, formats.Entry{Key: key, Username: e.Username, Secret: e.Secret,
				Email: e.Email})
		case l.Entries[i].Username != e.Username || l.Entries[i].Secret != e.Secret:
			return fault.New(fault.Config, "%s and %s have different logins for %s: choose with --step NAME",
				from[key], path, key)
		}
	}
	return nil
}

// Lost returns the error for missing services that logins should come from.
func (p *Project) Lost(names []string) error {
	return fault.New(fault.Config, "dockercfg_service names %s, but no service in %s has that name: correct it,"+
		" or choose other steps with --step NAME", strings.Join(names, ", "), base(p.ServicesFile))
}
