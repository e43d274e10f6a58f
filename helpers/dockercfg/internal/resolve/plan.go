package resolve

import (
	"context"
	"errors"
	"maps"
	"slices"
	"strings"

	"github.com/dockercfg/dockercfg/shared/dockerconfig"
	"github.com/dockercfg/dockercfg/shared/fault"
	"github.com/dockercfg/dockercfg/shared/helperclient"
	"github.com/dockercfg/dockercfg/shared/registry"
)

// plan is the list of questions, and what was decided about them.
type plan struct {
	questions []question
	required  []string            // hosts that must have a credential
	needed    []string            // those of them without which nothing may be written
	skipped   map[string][]string // host → sources that are not used, and why
	failed    []Result
	seen      map[asked]bool
}

// asked identifies a question.
type asked struct {
	host, key, short string
	inline           bool
	from             from // of an inline entry
}

// plan collects the questions: the keys of DOCKER_AUTH_CONFIG, credHelpers and
// auths, what the store lists, and what was named.
func (r Request) plan(ctx context.Context) (*plan, error) {
	p := &plan{skipped: map[string][]string{}, seen: map[asked]bool{}}
	for i := range r.Env.Auths {
		p.addInline(&r.Env.Auths[i], ofEnvironment, r.Env.Path)
	}
	for _, b := range r.Config.CredHelpers {
		p.addBound(r, b.Key, false)
	}
	for i := range r.Config.Auths {
		p.addBound(r, r.Config.Auths[i].Key, true)
	}
	if err := p.named(r); err != nil {
		return nil, err
	}
	if len(r.Hosts) == 0 && r.Config.CredsStore != "" {
		p.addListed(ctx, r)
	}
	p.envWins()
	if !r.FallbackInline {
		p.helperWins()
	}
	if len(r.Hosts) > 0 {
		p.failed = nil // of keys that were not asked for
		p.questions = slices.DeleteFunc(p.questions,
			func(q question) bool { return !slices.Contains(p.required, q.host) })
	}
	return p, nil
}

func (p *plan) add(q question) {
	id := asked{host: q.host, key: q.key, short: q.short}
	if q.inline != nil {
		id.inline, id.from = true, q.from
	}
	if !p.seen[id] {
		p.seen[id] = true
		p.questions = append(p.questions, q)
	}
}

func (p *plan) fail(host, helper string, err error) {
	p.failed = append(p.failed, Result{Host: host, Helper: helper, Err: err})
}

// hostOf returns the key under which a result appears. A key that is not a server name
// fails under its own text.
func (p *plan) hostOf(key, origin string) (string, bool) {
	name, err := registry.Parse(key)
	if err != nil {
		p.fail(fault.Printable(key, 60), origin, problem("this key in %s is not a server name: %w", origin, err))
		return "", false
	}
	return name.Key(), !pseudo(name)
}

// hostOfEntry is hostOf for an entry of the file. The path of a URL is part of an old
// address of the registry; only a key without a scheme names a repository. Docker and
// podman read it that way.
func (p *plan) hostOfEntry(key, origin string) (string, bool) {
	host, ok := p.hostOf(key, origin)
	name, err := registry.Parse(key)
	if ok && err == nil && name.Scheme != "" && !name.Whole() && !name.IsHub() {
		name.Path = ""
		host = name.Key()
	}
	return host, ok
}

// pseudo recognizes the entries in which Docker keeps the session of its own login; they
// are not registries (https://github.com/docker/cli, internal/oauth/manager).
func pseudo(n registry.Name) bool {
	return n.IsHub() && (n.Path == "/v1/access-token" || n.Path == "/v1/refresh-token")
}

func (p *plan) addInline(e *dockerconfig.Entry, from from, origin string) {
	if e.Placeholder() {
		return
	}
	hostOf := p.hostOf // docker compares the keys of the variable literally
	if from == ofConfig {
		hostOf = p.hostOfEntry
	}
	if host, ok := hostOf(e.Key, origin); ok {
		p.add(question{host: host, key: e.Key, inline: e, from: from, origin: origin})
	}
}

// addFound adds the entries by which docker finds a registry in the file: those of its
// repositories if the registry has none.
func (p *plan) addFound(r Request, host string) {
	for _, e := range r.found.Entries(host) {
		if !e.Placeholder() {
			p.add(question{host: host, key: e.Key, inline: &e, from: ofConfig, origin: r.Config.Path})
		}
	}
}

// addBound adds a key of credHelpers, or an entry of auths, with the source that docker
// uses for it.
func (p *plan) addBound(r Request, key string, isEntry bool) {
	hostOf := p.hostOf
	if isEntry {
		hostOf = p.hostOfEntry
	}
	host, ok := hostOf(key, r.Config.Path)
	if !ok {
		return
	}
	short, bound := r.bound[key]
	source, where := ofConfig, "credHelpers"
	if !bound {
		short, source, where = r.Config.CredsStore, ofStore, "credsStore"
	}
	entry := r.inline[key]
	if short == "" { // credHelpers may bind a key to no helper
		if entry != nil {
			p.addInline(entry, ofConfig, r.Config.Path)
		} else {
			p.add(question{host: host, key: key, origin: r.Config.Path})
		}
		return
	}
	p.add(question{host: host, key: key, short: short, from: source, origin: where})
	if entry == nil {
		return
	}
	if r.FallbackInline {
		return // asked after the helper answered "not found", in ask.go
	}
	if isEntry {
		p.skipped[host] = append(p.skipped[host],
			"the entry "+key+" in the file, since "+where+" names a helper for it")
	}
}

// addListed adds what the store lists. It ignores pseudo-entries and labels that are not
// server names: some stores list both.
func (p *plan) addListed(ctx context.Context, r Request) {
	helper, err := helperclient.Find(r.Config.CredsStore)
	if err != nil {
		p.fail("(credsStore)", helperclient.Prefix+r.Config.CredsStore, r.advise(err, "credsStore", ""))
		return
	}
	if r.Offline && !slices.Contains(r.Suite, r.Config.CredsStore) {
		return
	}
	ctx, cancel := context.WithTimeout(ctx, r.PerHelper)
	defer cancel()
	listed, err := r.caller().List(ctx, helper)
	if err != nil {
		p.fail("(credsStore)", helper.Name, fault.New(fault.Helper, "listing the store: %w", err))
		return
	}
	for _, key := range slices.Sorted(maps.Keys(listed)) {
		name, err := registry.Parse(key)
		if err == nil && !pseudo(name) {
			if _, bound := r.bound[key]; !bound {
				p.add(question{host: name.Key(), key: key, short: r.Config.CredsStore, from: ofStore,
					origin: "credsStore"})
			}
		}
	}
}

// named adds the registries named on the command line. The store is asked for one that
// the config does not mention, as docker does. A repository is served by the longest key
// of the config that it is below.
func (p *plan) named(r Request) error {
	mentioned := map[string]bool{}
	for _, q := range p.questions {
		mentioned[q.host] = true
	}
	for i, asked := range slices.Concat(r.Hosts, r.Require) {
		name, err := registry.Parse(strings.TrimSpace(asked))
		if err != nil {
			return problem("%q: %w", fault.Printable(asked, 60), err)
		}
		host := longest(name, mentioned)
		// If credHelpers binds the key to no helper, the store is not asked.
		short, bound := r.bound[host]
		switch {
		case bound && short == "" || !bound && r.Config.CredsStore == "":
			p.addFound(r, host)
		case !bound && !mentioned[host]:
			p.add(question{host: host, key: host, short: r.Config.CredsStore, from: ofStore, origin: "credsStore"})
		}
		p.required = append(p.required, host)
		if i >= len(r.Hosts) {
			p.needed = append(p.needed, host)
		}
	}
	return nil
}

// longest returns the most specific key for a name that the config mentions: the
// repository itself, a path above it, or the registry.
func longest(name registry.Name, mentioned map[string]bool) string {
	for !name.Whole() && !mentioned[name.Key()] {
		path := strings.TrimSuffix(name.Path, "/")
		name.Path = path[:strings.LastIndexByte(path, '/')]
	}
	return name.Key()
}

// environment is the variable whose entries take precedence over the config.
const environment = "DOCKER_AUTH_CONFIG"

// envWins drops all other questions for a registry that DOCKER_AUTH_CONFIG names.
func (p *plan) envWins() {
	named := map[string]bool{}
	for _, q := range p.questions {
		if q.from == ofEnvironment {
			named[q.host] = true
		}
	}
	p.questions = slices.DeleteFunc(p.questions, func(q question) bool {
		drop := named[q.host] && q.from != ofEnvironment
		if drop {
			p.skipped[q.host] = append(p.skipped[q.host], q.origin+", since "+environment+" names the registry")
		}
		return drop
	})
}

// helperWins drops the file's entries under other spellings of a registry if a helper is
// named for the registry's own key: docker asks that helper and does not look further.
func (p *plan) helperWins() {
	bound := map[string]bool{}
	for _, q := range p.questions {
		if q.short != "" && q.key == q.host {
			bound[q.host] = true
		}
	}
	p.questions = slices.DeleteFunc(p.questions, func(q question) bool {
		drop := bound[q.host] && q.inline != nil && q.from != ofEnvironment
		if drop {
			p.skipped[q.host] = append(p.skipped[q.host],
				"the entry "+q.key+" in the file, since a helper is named for "+q.host)
		}
		return drop
	})
}

// advise adds how to fix what names a helper for a key that is missing or cannot be used.
func (r Request) advise(err error, where, key string) error {
	var coded *fault.Error
	if !errors.As(err, &coded) || coded.Code != fault.Backend {
		return err
	}
	unbind := "remove it from " + where + " in " + r.Config.Path
	if by := r.Unbind[key]; by != "" {
		unbind = by
	}
	if errors.Is(err, helperclient.ErrMissing) {
		return coded.WithHint("%s, or %s", coded.Hint, unbind)
	}
	return fault.New(fault.Backend, "%s; fix that, or %s", coded.Text(), unbind)
}
