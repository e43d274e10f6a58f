// Package warm answers the most common requests to a minting helper before most of the
// program is initialised: a registry that does not belong to the helper, and a token that
// an earlier run has cached.
//
// Most of the start-up time of a `get` is spent on initialising the packages of a cloud's
// SDK. Go initialises packages sorted by import path, each as soon as its imports are
// initialised (https://go.dev/ref/spec#Program_initialization). So a package with few
// imports is initialised long before net/http and everything that imports it, and can
// answer and exit at that point. Each helper has one such package, internal/warm, with
// one line of code.
//
//	os.Args, stdin ──► one plain request? ── no ──► return what was read
//	                        │                              │
//	        Match, or does config.toml exist? ── no ──► "not found", exit 1
//	                        │                              │
//	        tokencache: an entry, fresh, its
//	        inputs unchanged? ── no ──► return what was read
//	                        │                              │
//	                 the answer, exit 0               main: shared/minting
//
// The router caches no tokens but routes: which helper serves a registry. Given a route,
// it answers from that helper's entry (Router).
//
// This package does not read any configuration. It leaves everything unusual to main,
// which can explain it: a terminal, a debug log, an odd request, a changed file, a panic.
// Everything works without this package, only slower. A test ensures that nothing it
// imports depends on strings, fmt or larger packages.
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
	Name string // the program's name
	// Match reports whether a registry's name shows that it belongs to the provider.
	Match func(registry.Name) bool
	// HostsVariable is a variable with the path of a file that names more registries of the
	// provider; "" if there is none.
	HostsVariable string
	// Variables are patterns of all variables that the provider's library or command line
	// reads: a name, or the beginning of names with a final "*". A missing pattern would
	// serve another identity's token.
	Variables []string
	Cache     paths.Names
	// Logins says that an explicit login takes precedence, which only main can look for.
	// The fast path then serves a token only while the guards that main cached with it
	// are unchanged.
	Logins bool
	// Listed returns registries that may have a static credential, which `list` would
	// include; nil if there are none. Given reports whether a variable or a file may
	// provide one, so that looking for it is worth starting a process.
	Listed func() []string
	Given  func() bool
}

// Patterns returns the patterns of all variables that matter, for tokencache.Key.Ask.
func (p Provider) Patterns() []string {
	if !p.Logins {
		return p.Variables
	}
	return append(p.Variables[:len(p.Variables):len(p.Variables)],
		"DOCKERCFG_KEEPER", "DOCKER_CONFIG", "DOCKERCFG_STORE", "XDG_DATA_HOME", "LocalAppData",
		"DBUS_SESSION_BUS_ADDRESS")
}

const (
	stdin    = 0
	stdout   = 1
	maxName  = 4 << 10
	inputFor = 5 * time.Second
	runFor   = 30 * time.Second
)

// Get answers a `get` and exits, if it can. Otherwise it returns what it has read from
// standard input, and main goes on with it.
func Get(p Provider) []byte { return serve(p.Name, p.answer) }

// serve reads the request and calls answer, which may exit. Otherwise serve returns what
// it has read. If answer panics, main handles the request.
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
	// What follows is one exchange whose goroutines wait for each other. With one
	// processor they need no threads of their own, which saves 6 % of a cold get.
	runtime.GOMAXPROCS(1)
	return request
}

func attempt(answer func()) {
	defer func() { _ = recover() }()
	answer()
}

// answer prints the answer and exits, if the request can be answered here.
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
		if fresh(e) && (!p.Logins || e.HasGuards()) {
			answerToken(p.Name, name, e.Username, e.Secret, limit)
		}
		return
	}
	if match {
		return
	}
	if e, ok := c.find(c.question.ForeignFile(c.key), true); ok && e.Foreign() && current(e) {
		write(p.Name, notFound, 1, limit)
	}
}

// CachedToken returns the token that the provider's helper would answer from its cache if
// it were started with environ. It is for a caller that knows that no explicit login
// takes precedence.
func (p Provider) CachedToken(environ []string, name registry.Name) (e tokencache.Entry, ok bool) {
	defer func() {
		if recover() != nil {
			ok = false
		}
	}()
	return p.cachedToken(environ, name, cache{})
}

// cachedToken is CachedToken for a caller that has opened a cache already, perhaps in the
// same directory.
func (p Provider) cachedToken(environ []string, name registry.Name, opened cache) (e tokencache.Entry, ok bool) {
	c, ok := p.open(environ, name, paths.Home(os.Getenv), opened)
	if ok {
		e, ok = c.find(c.question.File(), false)
	}
	return e, ok && fresh(e)
}

// fresh reports whether an entry is a token that can be answered. A token with a proof
// cannot: its program has to run first.
func fresh(e tokencache.Entry) bool {
	return e.Proof == "" && e.Secret != "" && e.State(time.Now()) == tokencache.Fresh
}

// cache is the cache directory, opened for one question.
type cache struct {
	dir      string
	key      tokencache.Key
	question tokencache.Question
}

// open opens the provider's cache. If opened has the same directory, its key is not read
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

// mayBeClaimed reports whether a file may assign registries to the provider that its
// Match does not know: the user's config.toml, or the provider's own file.
func (p Provider) mayBeClaimed(home string) bool {
	if p.HostsVariable != "" && os.Getenv(p.HostsVariable) != "" {
		return true
	}
	file, _ := paths.ConfigFile(os.Getenv, home)
	if file == "" {
		return true // main finds out whether there is one
	}
	state, ok := tokencache.Stat(file)
	return !ok || state != ""
}

// answerToken answers with a token, unless main has to format it.
func answerToken(program string, name registry.Name, username, secret string, limit time.Duration) {
	if answer, ok := encode(name.Asked, username, secret); ok {
		write(program, answer, 0, limit)
	}
}

// parse parses a request of one plain line. A carriage return is accepted before the
// newline only; main refuses others.
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

// readRequest reads standard input to its end. whole is false for a request that is too
// long, which main refuses.
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

// stdinFlows reports whether standard input is a pipe, a socket or a file, not a terminal
// or closed.
func stdinFlows() bool {
	info, err := os.Stdin.Stat()
	return err == nil && info.Mode()&(os.ModeCharDevice|os.ModeDir) == 0
}
