// Package warm answers the commonest requests of a minting helper before most of
// the program is there: a registry that is not the helper's, and a token that an
// earlier run left in the cache.
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
//	             Match, or config.toml is there? ── no ──► "not found", exit 1
//	                        │                              │
//	        tokencache: an entry, fresh, its inputs
//	        as they were? ── no ──► returned as it was read
//	                        │                              │
//	                 the answer, exit 0               main: shared/minting
//
// The router has no tokens of its own. Its entries are routes: whose a registry is.
// With one of them it answers out of the entry of that helper (Router).
//
// No configuration is read here. Whatever is unusual (a terminal, a debug log, an
// odd request, a file that is not as it was, a panic) is left to main, which can
// explain it. Everything works without this package, only slower. What it imports
// is held by a test: nothing that imports strings, fmt or more.
package warm

import (
	"os"
	"runtime"
	"syscall"
	"time"

	"github.com/dockercfg/dockercfg/shared/ascii"
	"github.com/dockercfg/dockercfg/shared/paths"
	"github.com/dockercfg/dockercfg/shared/process"
	"github.com/dockercfg/dockercfg/shared/rawfile"
	"github.com/dockercfg/dockercfg/shared/registry"
	"github.com/dockercfg/dockercfg/shared/tokencache"
)

// Provider is what a minting helper knows before it reads anything.
type Provider struct {
	Name string // of the program
	// Match tells whether a registry is the provider's by its name.
	Match func(registry.Name) bool
	// Further is a variable that names a file with further registries of the
	// provider's; "" for none.
	Further string
	// Variables are patterns of all variables that the provider's library or command
	// line reads: a name, or the beginning of names with a final "*". One pattern too
	// few would serve somebody else's token.
	Variables []string
	Cache     paths.Names
	// Logins says that an explicit login comes first, which only main can look for:
	// here a token is served while the guards hold that main has kept with it.
	Logins bool
	// Listed are registries that may have a credential as it is, to be listed with it;
	// nil for none. Given tells whether a variable or a file may hold one, so that
	// looking for it is worth a process.
	Listed func() []string
	Given  func() bool
}

// Patterns are those of all variables that can decide, for tokencache.Key.Ask.
func (p Provider) Patterns() []string {
	if !p.Logins {
		return p.Variables
	}
	return append(p.Variables[:len(p.Variables):len(p.Variables)],
		"DOCKERCFG_KEEPER", "DOCKER_CONFIG", "DOCKERCFG_STORE", "XDG_DATA_HOME", "LocalAppData", "DBUS_SESSION_BUS_ADDRESS")
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
func Get(p Provider) []byte { return serve(p.Name, p.answer) }

// serve reads the request, lets answer exit with an answer, and else gives what it has
// read. A panic is left to main, which has an answer for it.
func serve(program string, answer func(registry.Name, time.Duration)) []byte {
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
	late := func() { fail(program, patience) }
	stop := alarm(patience, late)
	request, whole := readRequest(patience, late)
	stop()
	if name, ok := parse(request); whole && ok {
		attempt(func() { answer(name, limit) })
	}
	// What follows is one exchange, whose goroutines wait for each other. On one
	// processor they do so without threads of their own: 6 of 100 of a cold get.
	runtime.GOMAXPROCS(1)
	return request
}

func attempt(answer func()) {
	defer func() { _ = recover() }()
	answer()
}

// answer exits if the request can be answered here.
func (p Provider) answer(name registry.Name, limit time.Duration) {
	home := paths.Home(os.Getenv)
	match := p.Match(name)
	if !match && !p.mayBeClaimed(home) {
		write(p.Name, notFound, 1, limit)
		return
	}
	c, ok := p.open(os.Environ(), name, home, cache{})
	if !ok {
		return
	}
	if e, ok := c.find(c.question.File(), true); ok {
		if fresh(e) && (!p.Logins || e.Guarded()) {
			give(p.Name, name, e.Username, e.Secret, limit)
		}
		return
	}
	if match {
		return
	}
	if e, ok := c.find(c.question.ForeignFile(c.key), true); ok && e.Foreign() && e.State(time.Now()) != tokencache.Expired {
		write(p.Name, notFound, 1, limit)
	}
}

// Kept is the token that the provider's helper would answer out of its cache, started
// with the variables of environ, for a caller that knows that no explicit login comes
// first.
func (p Provider) Kept(environ []string, name registry.Name) (e tokencache.Entry, ok bool) {
	defer func() {
		if recover() != nil {
			ok = false
		}
	}()
	return p.kept(environ, name, cache{})
}

// kept is Kept for who has opened a cache already, which may be the same directory.
func (p Provider) kept(environ []string, name registry.Name, opened cache) (e tokencache.Entry, ok bool) {
	c, ok := p.open(environ, name, paths.Home(os.Getenv), opened)
	if ok {
		e, ok = c.find(c.question.File(), false)
	}
	return e, ok && fresh(e)
}

// fresh tells whether an entry is a token to be answered. One with a proof is for who
// asks the program that gave it.
func fresh(e tokencache.Entry) bool {
	return e.Proof == "" && e.Secret != "" && e.State(time.Now()) == tokencache.Fresh
}

// cache is the directory of entries, for one question.
type cache struct {
	dir      string
	key      tokencache.Key
	question tokencache.Question
}

// open asks the provider's question; opened spares the key of a directory to be read
// again.
func (p Provider) open(environ []string, name registry.Name, home string, opened cache) (c cache, ok bool) {
	if c.dir, _ = paths.Cache(os.Getenv, p.Cache, home); c.dir == "" || name.Registry() == "" {
		return c, false
	}
	if c.key, ok = opened.key, c.dir == opened.dir; !ok {
		c.key, ok = tokencache.ReadKey(c.dir)
	}
	if ok {
		c.question = c.key.Ask(p.Name, environ, p.Patterns(), name)
	}
	return c, ok
}

func (c cache) find(file string, guards bool) (tokencache.Entry, bool) {
	data, ok := rawfile.ReadOwn(c.dir, file, tokencache.Max)
	if !ok {
		return tokencache.Entry{}, false
	}
	return c.question.Open(c.key, data, guards)
}

// mayBeClaimed tells whether a file may give the provider registries that are not
// its own by name: the user's config.toml, or the provider's own.
func (p Provider) mayBeClaimed(home string) bool {
	if p.Further != "" && os.Getenv(p.Further) != "" {
		return true
	}
	file, _ := paths.ConfigFile(os.Getenv, home)
	if file == "" {
		return true // main finds out whether there is one
	}
	state, ok := tokencache.Look(file)
	return !ok || state != ""
}

// give answers with a token, unless main has to write it.
func give(program string, name registry.Name, username, secret string, limit time.Duration) {
	if answer, ok := encode(name.Asked, username, secret); ok {
		write(program, answer, 0, limit)
	}
}

// parse takes a request of one plain line. A carriage return is a part of its end, or
// main's to refuse.
func parse(request []byte) (registry.Name, bool) {
	line, rest, ended := ascii.Cut(string(request), '\n')
	if ended && ascii.HasSuffix(line, "\r") {
		line = line[:len(line)-1]
	}
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
