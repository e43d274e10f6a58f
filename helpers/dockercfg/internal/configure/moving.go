package configure

import (
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/dockercfg/dockercfg/helpers/dockercfg/internal/lookup"
	"github.com/dockercfg/dockercfg/shared/dockerconfig"
	"github.com/dockercfg/dockercfg/shared/fault"
	"github.com/dockercfg/dockercfg/shared/registry"
)

// Login is a login to be moved out of the file.
type Login struct {
	Key   string   // of the entry in the file
	Store string   // its key in the store
	Asked []string // what clients ask for, the last resort first; the answers must not change
	Entry dockerconfig.Entry
	// Preferred is set if an identity answers before the login, as the user asked.
	Preferred bool
}

// stay is a login that stays in the file, and why.
type stay struct {
	key, why string
	used     bool // Docker uses it today, so nothing may hide it
}

// clouds are the helpers whose identity takes precedence over a login in the store.
var clouds = []string{"acr", "ecr", "gar", "icr"}

// sorter decides, entry by entry, what can be moved into a store so that every client
// gets the same answer as today.
type sorter struct {
	planner *planner
	index   lookup.Index
}

// sorted returns the file's logins: those that can be moved, and those that stay.
func (p *planner) sorted() (moves []Login, stays []stay) {
	s := sorter{p, lookup.Of(p.config.Auths)}
	for _, e := range p.config.Auths {
		if e.Placeholder() {
			continue
		}
		if left := s.left(e); left.why != "" {
			left.key = e.Key
			stays = append(stays, left)
			continue
		}
		name, asked := s.names(e)
		moves = append(moves, Login{Key: e.Key, Store: name, Asked: asked, Entry: e, Preferred: p.byCloud(name)})
	}
	return moves, stays
}

// left returns why an entry stays in the file; its why is "" if it can be moved.
func (s sorter) left(e dockerconfig.Entry) stay {
	name, asked := s.names(e)
	if why := s.unused(e, name); why != "" {
		return stay{why: why}
	}
	for _, one := range asked {
		if helper, bound := s.planner.bound[one]; bound {
			return stay{why: boundTo(helper, one), used: one != e.Key && isRepository(e.Key)}
		}
	}
	return stay{why: s.unmovable(e, name, asked), used: true}
}

// unmovable returns why an entry that Docker uses cannot be moved, or "".
func (s sorter) unmovable(e dockerconfig.Entry, name string, asked []string) string {
	if why := unfit(e); why != "" {
		return why
	}
	if group := s.index.Entries(name); !s.index.Has(name) && !lookup.Same(group) {
		return "Docker takes any of " + keysOf(group) + " for " + name + ", and they differ: remove the wrong ones"
	}
	for _, one := range asked {
		if _, err := registry.Parse(one); err != nil {
			return "a store cannot keep a login under this key: " + err.Error()
		}
	}
	if s.planner.byCloud(name) && !s.planner.requested(e.Key) {
		ours := s.planner.machine.Serves(key(name))
		return "docker-credential-" + ours + " has an identity, which would answer instead: to prefer the identity: " +
			"`dockercfg configure --move-logins " + name + "`"
	}
	return ""
}

func boundTo(helper, asked string) string {
	if helper == "" {
		return "credHelpers says that the file is used for " + asked
	}
	return "Docker does not use it: credHelpers names docker-credential-" + helper + " for " + asked
}

// unfit returns why no store can keep an entry unchanged, or "".
func unfit(e dockerconfig.Entry) string {
	secret := e.Secret.Reveal()
	switch {
	case e.Problem != nil:
		return "it cannot be read: " + e.Problem.Error()
	case e.Username == "" || secret == "":
		return "it has no user name or no password"
	case e.Both:
		return "it has both a password and an identity token, and a store keeps only one of them"
	case !utf8.ValidString(e.Username) || !utf8.ValidString(secret):
		return "it is not valid UTF-8, which a store cannot keep: log in again with another password"
	case strings.ContainsFunc(e.Username, func(r rune) bool { return r < ' ' || r == 0x7f }) ||
		strings.Contains(secret, "\x00"):
		return "it contains a control character, which a store cannot keep"
	}
	return ""
}

// names returns the key under which a store has to keep an entry, and what clients ask
// for; the key is "" if Docker never finds the entry.
func (s sorter) names(e dockerconfig.Entry) (name string, asked []string) {
	host := lookup.Host(e.Key)
	switch {
	case lookup.Asked(host) != host:
		// Docker asks for the Hub by one key, and two more keys belong to its own session.
		if parsed, err := registry.Parse(e.Key); err == nil && (e.Key == registry.HubKey || !parsed.Whole()) {
			return e.Key, []string{e.Key}
		}
		return "", nil
	case e.Key == host:
		return host, []string{host}
	case s.index.Has(host) && isRepository(e.Key):
		return e.Key, []string{e.Key} // some clients ask for the repository first
	case s.index.Has(host):
		return "", nil
	case isRepository(e.Key):
		return host, []string{host, e.Key}
	}
	return host, []string{host}
}

// byCloud reports whether a cloud's identity answers for a registry before a login does.
func (p *planner) byCloud(name string) bool {
	return slices.Contains(clouds, p.machine.Serves(key(name)))
}

// isRepository distinguishes a key such as ghcr.io/team from a URL.
func isRepository(text string) bool {
	name, err := registry.Parse(text)
	return err == nil && name.Scheme == "" && !name.Whole()
}

// unused returns why Docker never finds an entry, or "" if it does.
func (s sorter) unused(e dockerconfig.Entry, name string) string {
	host := lookup.Host(e.Key)
	switch there := s.planner.activeStore(); {
	case there != "" && !s.planner.pinned(name):
		return "Docker does not use it: the credsStore " + there + " is asked instead"
	case name != "":
		return ""
	case lookup.Asked(host) != host:
		return "Docker does not use it: it asks for " + lookup.Asked(host)
	}
	return "Docker does not use it: it takes the entry " + host
}

func keysOf(entries []dockerconfig.Entry) string {
	var keys []string
	for _, e := range entries {
		keys = append(keys, fault.Printable(e.Key, 100))
	}
	slices.Sort(keys)
	return strings.Join(keys, " and ")
}

// requested reports whether the user named a registry.
func (p *planner) requested(text string) bool {
	return slices.ContainsFunc(p.wish.Hosts, func(h string) bool { return key(h) == key(lookup.Host(text)) })
}
