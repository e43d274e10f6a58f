package configure

import (
	"fmt"
	"slices"

	"github.com/dockercfg/dockercfg/helpers/dockercfg/internal/screen"
	"github.com/dockercfg/dockercfg/shared/dockerconfig"
	"github.com/dockercfg/dockercfg/shared/fault"
)

// auto is the router's short name.
const auto = "auto"

// peers are helpers of other makers, and the one of ours that serves the same
// registries.
var peers = map[string]string{"ecr-login": "ecr", "gcr": "gar", "gcloud": "gar", "acr-env": "acr", "acr-login": "acr"}

// Make plans for a config.
func Make(c dockerconfig.Config, m Machine, w Wish) Plan {
	p := planning{config: c, machine: m, wish: w, bound: map[string]string{}}
	for _, b := range c.CredHelpers {
		p.bound[b.Key] = b.Helper
	}
	p.helpers()
	p.store()
	return p.plan
}

type planning struct {
	plan    Plan
	config  dockerconfig.Config
	machine Machine
	wish    Wish
	bound   map[string]string // credHelpers as they will be
}

func (p *planning) say(format string, args ...any) {
	p.plan.Words = append(p.plan.Words, fault.Printable(fmt.Sprintf(format, args...), 300))
}

func (p *planning) set(value any, path ...string) {
	p.plan.edits = append(p.plan.edits, edit{path, value})
}

// helpers looks at credHelpers: what names a helper that is missing makes every
// pull from its host fail; a peer is replaced where ours has an identity.
func (p *planning) helpers() {
	for _, b := range p.config.CredHelpers {
		ours := p.machine.Serves(b.Key)
		switch {
		case b.Helper == "" || b.Helper == ours:
		case ours != "" && (peers[b.Helper] == ours || !p.machine.Installed[b.Helper]):
			p.say("%s: docker-credential-%s in place of docker-credential-%s", b.Key, ours, b.Helper)
			p.bind(b.Key, ours)
		case !p.machine.Installed[b.Helper]:
			p.say("%s: docker-credential-%s is not installed, so every pull from there fails; the entry is removed", b.Key, b.Helper)
			p.bind(b.Key, "")
		}
	}
}

// bind gives a key to a helper, or to none.
func (p *planning) bind(key, helper string) {
	if helper == "" {
		delete(p.bound, key)
		p.set(nil, "credHelpers", key)
		return
	}
	p.bound[key] = helper
	p.set(helper, "credHelpers", key)
}

// store decides between credsStore and credHelpers.
func (p *planning) store() {
	there := p.config.CredsStore
	inline := p.inline()
	switch {
	case !p.machine.Installed[auto]:
		p.say("docker-credential-auto is not installed, so hosts are given to helpers one by one")
	case there == auto:
		p.named()
		return
	case there != "" && !p.machine.Installed[there]:
		p.say("the credsStore %s is not installed, so no login can be in it", there)
		if p.adopt(inline) {
			return
		}
	case there == "" || there == p.machine.Keeper:
		if p.adopt(inline) {
			return
		}
	case there == "desktop" || there == "desktop.exe":
		p.say("the credsStore %s stays: Docker Desktop keeps logins in it, and writes it back", there)
	default:
		p.say("the credsStore %s stays: docker-credential-auto would keep logins with docker-credential-%s, and those in %s would be hidden", there, p.machine.Keeper, there)
	}
	p.each()
}

// adopt makes auto the store, if no login of the file is hidden by that.
func (p *planning) adopt(inline []dockerconfig.Entry) bool {
	if len(inline) > 0 && p.config.CredsStore == "" && !p.wish.Move {
		p.plan.Movable = len(inline)
		p.say("%s in the file, plain for everybody who can read it, which a credsStore would hide: --move-logins moves it into docker-credential-%s", screen.Count(len(inline), "login stands", "logins stand"), p.machine.Keeper)
		return false
	}
	if len(inline) > 0 && p.wish.Move {
		p.plan.Moves = inline
		p.say("%s moved out of the file into docker-credential-%s", screen.Count(len(inline), "login is", "logins are"), p.machine.Keeper)
		for _, e := range inline {
			p.set(struct{}{}, "auths", e.Key)
		}
	}
	p.say("credsStore auto: every registry is answered by the helper that it belongs to; logins are kept by docker-credential-%s", p.machine.Keeper)
	p.set(auto, "credsStore")
	p.named()
	return true
}

// inline are the file's own logins.
func (p *planning) inline() (all []dockerconfig.Entry) {
	for _, e := range p.config.Auths {
		if !e.Placeholder() && e.Problem == nil && e.Username != "" && e.Secret != "" {
			all = append(all, e)
		}
	}
	return all
}

// each gives hosts in use to the helpers that have an identity for them.
func (p *planning) each() {
	held := map[string]bool{} // registries with a login that a helper would hide
	for _, e := range p.inline() {
		held[key(e.Key)] = true
	}
	var hosts []string
	for _, e := range p.config.Auths {
		hosts = append(hosts, key(e.Key))
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
			p.say("%s: docker-credential-%s has an identity, but a login is kept for it and would be hidden; to prefer the helper: `dockercfg configure %s`", host, ours, host)
		default:
			p.say("%s: docker-credential-%s, which has an identity for it", host, ours)
			p.bind(host, ours)
		}
	}
	p.named()
}

// named gives the named hosts to their helpers. Under auto they need no entry,
// unless another helper has them.
func (p *planning) named() {
	for _, asked := range p.wish.Hosts {
		host := key(asked)
		ours := p.machine.Serves(host)
		switch {
		case ours == "":
			p.say("%s: no helper of this suite has an identity for it: `dockercfg doctor %s` says what is missing", asked, asked)
		case p.bound[host] == ours || p.bound[host] == "" && p.underAuto():
		default:
			p.say("%s: docker-credential-%s, which has an identity for it", host, ours)
			p.bind(host, ours)
		}
	}
}

func (p *planning) underAuto() bool {
	for _, e := range p.plan.edits {
		if len(e.path) == 1 && e.path[0] == "credsStore" {
			return e.value == auto
		}
	}
	return p.config.CredsStore == auto
}

// isBound tells a registry that has a helper under any spelling.
func (p *planning) isBound(host string) bool {
	for spelling := range p.bound {
		if key(spelling) == host {
			return true
		}
	}
	return false
}
