package configure

import (
	"fmt"
	"slices"

	"github.com/dockercfg/dockercfg/helpers/dockercfg/internal/lookup"
	"github.com/dockercfg/dockercfg/helpers/dockercfg/internal/term"
	"github.com/dockercfg/dockercfg/shared/dockerconfig"
	"github.com/dockercfg/dockercfg/shared/fault"
)

// auto is the router's short name.
const auto = "auto"

// peers maps helpers of other makers to the helper of this suite that serves the same
// registries.
var peers = map[string]string{"ecr-login": "ecr", "gcr": "gar", "gcloud": "gar", "acr-env": "acr", "acr-login": "acr"}

// Make returns the plan for a config.
func Make(c dockerconfig.Config, m Machine, w Wish) Plan {
	p := planner{config: c, machine: m, wish: w, bound: map[string]string{}}
	for _, b := range c.CredHelpers {
		p.bound[b.Key] = b.Helper
	}
	p.plan.Found = p.found()
	p.helpers()
	p.store()
	p.plan.Served = p.served()
	return p.plan
}

type planner struct {
	plan    Plan
	config  dockerconfig.Config
	machine Machine
	wish    Wish
	bound   map[string]string // credHelpers as they will be
}

func (p *planner) say(format string, args ...any) {
	p.plan.Words = append(p.plan.Words, fault.Printable(fmt.Sprintf(format, args...), 300))
}

func (p *planner) set(value any, path ...string) {
	p.plan.edits = append(p.plan.edits, edit{path: path, value: value})
}

// helpers checks credHelpers: an entry that names a missing helper makes every pull
// from its host fail; a peer is replaced if the suite's helper has an identity.
func (p *planner) helpers() {
	for _, b := range p.config.CredHelpers {
		ours := p.machine.Serves(b.Key)
		switch {
		case b.Helper == "" || b.Helper == ours:
		case ours != "" && (peers[b.Helper] == ours || !p.machine.Installed[b.Helper]):
			p.say("%s: docker-credential-%s replaces docker-credential-%s", b.Key, ours, b.Helper)
			p.bind(b.Key, ours)
		case !p.machine.Installed[b.Helper]:
			p.say("%s: docker-credential-%s is not installed, so every pull from this host fails; the entry is removed",
				b.Key, b.Helper)
			p.bind(b.Key, "")
		case ours == "" && p.machine.Installed[peers[b.Helper]]:
			p.say("%s: docker-credential-%s stays; docker-credential-%s also serves it, but has no identity yet: "+
				"run `dockercfg doctor %s` to see what is missing",
				b.Key, b.Helper, peers[b.Helper], b.Key)
		}
	}
}

// bind binds a key to a helper, or removes the entry if helper is "".
func (p *planner) bind(key, helper string) {
	if helper == "" {
		delete(p.bound, key)
		p.set(nil, "credHelpers", key)
		return
	}
	p.bound[key] = helper
	p.set(helper, "credHelpers", key)
}

// store decides between credsStore and credHelpers.
func (p *planner) store() {
	there := p.config.CredsStore
	moves, stays := p.sorted()
	p.plan.Staying = len(stays)
	switch {
	case !p.machine.Installed[auto]:
		p.say("docker-credential-auto is not installed, so each host gets its own helper")
		p.move(moves, stays, false)
	case there == auto:
		p.remain(stays)
		p.named()
		return
	case there == "" || there == p.machine.Keeper || p.activeStore() == "":
		if p.adopt(moves, stays) {
			return
		}
	case there == "desktop" || there == "desktop.exe":
		p.say("the credsStore %s stays: Docker Desktop keeps logins in it and would set it again", there)
		p.remain(stays)
	default:
		p.say("the credsStore %s stays: docker-credential-auto would keep logins in docker-credential-%s, "+
			"and those in %s would be hidden", there, p.machine.Keeper, there)
		p.remain(stays)
	}
	p.each()
}

// activeStore returns the store that Docker asks, or "" if it is not installed.
func (p *planner) activeStore() string {
	if there := p.config.CredsStore; p.machine.Installed[there] {
		return there
	}
	return ""
}

// pinned reports whether credHelpers says that the file is used for a registry.
func (p *planner) pinned(asked string) bool {
	helper, bound := p.bound[asked]
	return bound && helper == ""
}

// adopt makes auto the store, unless that would hide a login in the file. It reports
// whether it did.
func (p *planner) adopt(moves []Login, stays []stay) bool {
	there := p.config.CredsStore
	dead := there != "" && p.activeStore() == ""
	if dead {
		p.say("the credsStore %s is not installed, so it cannot contain a login, and every pull that asks it fails",
			there)
	}
	used := slices.ContainsFunc(stays, func(s stay) bool { return s.used })
	whole := !used && (len(moves) == 0 || p.wish.Move)
	p.move(moves, stays, whole)
	if whole {
		p.say("credsStore auto: each registry is served by its own helper; docker-credential-%s keeps the logins",
			p.machine.Keeper)
		if !p.machine.Installed[p.machine.Keeper] {
			p.say("docker-credential-%s is not installed: `docker login` fails until it is", p.machine.Keeper)
		}
		p.set(auto, "credsStore")
		p.named()
		return true
	}
	if dead {
		p.say("the credsStore %s is removed, so that the logins in the file are used again", there)
		p.set(nil, "credsStore")
	}
	if used {
		p.say("credsStore is not set: Docker would no longer use the logins that stay in the file")
	}
	return false
}

// move moves logins out of the file, if the user asked for that. If credsStore does
// not lead to them afterwards, credHelpers names their store.
func (p *planner) move(moves []Login, stays []stay, whole bool) {
	defer p.remain(stays)
	count := term.Count(len(moves), "login", "logins")
	switch {
	case len(moves) == 0:
		return
	case !p.wish.Move:
		p.plan.Movable = len(moves)
		p.say("%s can be moved into docker-credential-%s: `dockercfg configure --move-logins`", count, p.machine.Keeper)
		p.say("in the file they are plain text for everyone who can read it, and setting credsStore would make " +
			"Docker " +
			"ignore them")
		return
	}
	p.plan.Moves, p.plan.Reader = moves, p.machine.Keeper
	if whole {
		p.plan.Reader = auto
	}
	p.say("%s moved out of the file into docker-credential-%s", term.Count(len(moves), "login is", "logins are"),
		p.machine.Keeper)
	if p.machine.Unserved != "" {
		p.say("%s reads the logins in the file but not credsStore: run `dockercfg configure --podman` as well",
			p.machine.Unserved)
	}
	for _, l := range moves {
		if l.Store != l.Key {
			p.say("%s: kept as %s, which clients ask for", l.Key, l.Store)
		}
		p.plan.edits = append(p.plan.edits, edit{path: []string{"auths", l.Key}, empty: true})
		for _, asked := range l.Asked {
			if !whole {
				p.bind(asked, p.machine.Keeper)
			}
		}
	}
}

// remain names the logins that stay in the file.
func (p *planner) remain(stays []stay) {
	for _, s := range stays {
		p.say("%s: its login stays in the file: %s", s.key, s.why)
	}
}

// each binds the hosts in use to the helpers that have an identity for them.
func (p *planner) each() {
	held := map[string]bool{} // registries with a login that a helper would hide
	var hosts []string
	for _, e := range p.config.Auths {
		host := key(lookup.Host(e.Key))
		hosts = append(hosts, host)
		held[host] = held[host] || !e.Placeholder()
	}
	for host := range p.machine.Kept {
		held[key(host)] = true
		hosts = append(hosts, key(host))
	}
	slices.Sort(hosts)
	for _, host := range slices.Compact(hosts) {
		ours := p.machine.Serves(host)
		switch {
		case host == "" || ours == "" || p.isBound(host):
		case held[host] && !slices.ContainsFunc(p.wish.Hosts, func(h string) bool { return key(h) == host }):
			p.say("%s: docker-credential-%s has an identity, but would hide the existing login; to prefer the helper: "+
				"`dockercfg configure %s`", host, ours, host)
		default:
			p.say("%s: docker-credential-%s, which has an identity for it", host, ours)
			p.bind(host, ours)
		}
	}
	p.named()
}

// named binds the named hosts to their helpers. If the store is auto, they need no
// entry, unless another helper is bound to them.
func (p *planner) named() {
	for _, asked := range p.wish.Hosts {
		host := key(asked)
		ours := p.machine.Serves(host)
		switch {
		case ours == "":
			p.say("%s: no helper of this suite has an identity for it: run `dockercfg doctor %s` to see what is "+
				"missing",
				asked, asked)
		case p.bound[host] == ours || p.bound[host] == "" && p.underAuto():
		default:
			p.say("%s: docker-credential-%s, which has an identity for it", host, ours)
			p.bind(host, ours)
		}
	}
}

func (p *planner) underAuto() bool { return p.finalStore() == auto }

// isBound reports whether a registry has a helper, under any spelling.
func (p *planner) isBound(host string) bool {
	_, bound := p.boundTo(host)
	return bound
}
