// Package warm answers the commonest requests of a minting helper before most of
// the program is there: a registry that is not the helper's, a token that an
// earlier run left in the cache, and a credential that needs no making.
//
// Linking a cloud's SDK costs a `get` more at start-up than everything else it
// does: every package of it is initialised first. Go initialises packages sorted
// by import path, each as soon as what it imports is ready
// (https://go.dev/ref/spec#Program_initialization). So a package that imports
// little is ready long before net/http and all that needs it, and may answer and
// exit there. A helper has one such package, internal/warm, of one line.
//
//	os.Args, stdin ──► one plain request? ── no ──► returned as it was read
//	                        │                              │
//	             registry.Parse, Match ── not ours ──► "not found", exit 1
//	                        │                              │
//	             config.toml: none, or a rule found before? ── no ──► main
//	                        │                              │
//	             Source: static? tokencache: fresh? ── no ──► returned as it was read
//	                        │                              │
//	                 the answer, exit 0               main: shared/minting
//
// Whatever is unusual (a terminal, a debug log, an odd request, a file that is
// not as it should be) is left to main, which can explain it. Everything works
// without this package, only slower. What it imports is held by a test: nothing
// that imports strings, fmt or more.
package warm

import (
	"os"
	"runtime"
	"syscall"
	"time"

	"github.com/dockercfg/dockercfg/shared/ascii"
	"github.com/dockercfg/dockercfg/shared/process"
	"github.com/dockercfg/dockercfg/shared/rawfile"
	"github.com/dockercfg/dockercfg/shared/registry"
	"github.com/dockercfg/dockercfg/shared/rule"
	"github.com/dockercfg/dockercfg/shared/tokencache"
)

// Provider is what a minting helper knows offline.
type Provider struct {
	Name string // of the program
	// Match tells whether a registry is the provider's: by its name, or by a
	// variable that names it.
	Match func(registry.Name) bool
	// Source finds the identity that would be used for a matching registry, as
	// a rule of the user's has it: variables and files, no request, no program.
	Source func(registry.Name, rule.Rule) (tokencache.Source, error)
	Cache  tokencache.Names
	// Listed are registries to be listed where they have a credential that needs
	// no making; nil for none.
	Listed func() []string
}

// Key is what a token for the name is kept under, which the rule is part of.
func (p Provider) Key(name registry.Name, source tokencache.Source, r rule.Rule) tokencache.Key {
	source.Scope += r.ID()
	return tokencache.Key{Helper: p.Name, Registry: name.Registry(), Source: source}
}

const (
	stdin    = 0
	stdout   = 1
	maxName  = 4 << 10
	inputFor = 5 * time.Second
	runFor   = 30 * time.Second
)

// Get answers a `get` and exits where it can; else it gives what it has read of
// standard input, for main to go on with.
func Get(p Provider) []byte {
	if len(os.Args) != 2 || os.Args[1] != "get" || os.Getenv("DOCKERCFG_DEBUG") != "" || !stdinFlows() {
		return nil
	}
	limit := runFor
	if text := os.Getenv("DOCKERCFG_TIMEOUT"); text != "" {
		var err error
		if limit, err = time.ParseDuration(text); err != nil || limit <= 0 {
			return nil
		}
	}
	process.Seal()
	patience := min(inputFor, limit)
	late := func() { fail(p.Name, patience) }
	stop := alarm(patience, late)
	request, whole := readRequest(patience, late)
	stop()
	if whole {
		p.answer(request, limit)
	}
	// What follows is one exchange, whose goroutines wait for each other. On one
	// processor they do so without threads of their own: 6 of 100 of a cold get.
	runtime.GOMAXPROCS(1)
	return request
}

// answer exits if the request can be answered here.
func (p Provider) answer(request []byte, limit time.Duration) {
	name, ok := parse(request)
	if !ok {
		return
	}
	state, sure := rules()
	if sure && state == "" && !p.Match(name) {
		write(p.Name, notFound, 1, limit)
		return
	}
	dir, _ := tokencache.Place(os.Getenv, p.Cache, tokencache.Home(os.Getenv))
	r, ok := p.rule(name, state, dir)
	if !ok || !sure || !p.Match(name) {
		return
	}
	source, err := p.Source(name, r)
	if err != nil {
		return
	}
	switch {
	case source.None:
		write(p.Name, notFound, 1, limit)
	case source.Static.Secret != "":
		p.give(name, source.Static, limit)
		return
	}
	if dir == "" {
		return
	}
	key := p.Key(name, source, r)
	data, ok := rawfile.ReadOwn(dir, key.File(), tokencache.Max)
	if !ok {
		return
	}
	record, ok := tokencache.Decode(data)
	if !ok || !record.For(key) || record.State(time.Now()) != tokencache.Fresh {
		return
	}
	p.give(name, tokencache.Pair{Username: record.Username, Secret: record.Secret}, limit)
}

// rules is the state of the user's config.toml, "" where there is none; whether
// there is one may be for main to find out.
func rules() (state string, sure bool) {
	path, named, ok := rule.Path(os.Getenv)
	if !ok {
		return "", false
	}
	state, absent := rule.State(path)
	return state, state != "" || absent && !named
}

// rule is what an earlier run found in the file that is there now.
func (p Provider) rule(name registry.Name, state, dir string) (rule.Rule, bool) {
	if state == "" {
		return rule.Rule{}, true
	}
	data, ok := rawfile.ReadOwn(dir, rule.File(p.Name, name), rule.Max)
	if !ok {
		return rule.Rule{}, false
	}
	return rule.Decode(data, state)
}

// give answers with a credential, unless main has to write it.
func (p Provider) give(name registry.Name, c tokencache.Pair, limit time.Duration) {
	if answer, ok := encode(name.Asked, c.Username, c.Secret); ok {
		write(p.Name, answer, 0, limit)
	}
}

// parse takes a request of one plain line.
func parse(request []byte) (registry.Name, bool) {
	line, rest := ascii.Line(string(request))
	line = ascii.Trim(line)
	if rest != "" || line == "" || len(line) > maxName {
		return registry.Name{}, false
	}
	name, err := registry.Parse(line)
	return name, err == nil
}

// readRequest reads to the end of standard input. More than the longest request
// is left for main to refuse.
func readRequest(patience time.Duration, late func()) (data []byte, whole bool) {
	buffer := make([]byte, maxName+3)
	n := 0
	for end := time.Now().Add(patience); n < len(buffer); {
		if !ready(stdin, false, time.Until(end)) {
			late()
		}
		got, err := syscall.Read(syscall.Stdin, buffer[n:])
		if err == syscall.EINTR {
			continue
		}
		if err != nil || got == 0 {
			return buffer[:n], err == nil
		}
		n += got
	}
	return buffer[:n], false
}

// stdinFlows tells a pipe, a socket or a file from a terminal or a closed input.
func stdinFlows() bool {
	info, err := os.Stdin.Stat()
	return err == nil && info.Mode()&(os.ModeCharDevice|os.ModeDir) == 0
}
