// Package cachedir opens and writes the cache directory: its key, the entries for one
// question, and the removal of old entries. shared/warm and shared/tokencache read
// entries before most of a program is initialised; this package needs larger imports than
// that.
//
//	Open ──► Find: the entry for the question, with unchanged inputs?
//	  │
//	Ready: create the directory and its key ──► Keep, KeepForeign, KeepRoute ──► sweep
//
// It is a separate package because two kinds of programs write entries: helpers cache
// tokens (shared/minting), and the router caches its routes. A fault of the cache never
// fails a get: it causes a warning at most, and nothing is cached.
package cachedir

import (
	"context"
	"crypto/rand"
	"errors"
	"io/fs"
	"log/slog"
	"os"
	"slices"
	"strings"
	"syscall"
	"time"

	"github.com/dockercfg/dockercfg/shared/fault"
	"github.com/dockercfg/dockercfg/shared/inputs"
	"github.com/dockercfg/dockercfg/shared/paths"
	"github.com/dockercfg/dockercfg/shared/process"
	"github.com/dockercfg/dockercfg/shared/protocol"
	"github.com/dockercfg/dockercfg/shared/registry"
	"github.com/dockercfg/dockercfg/shared/safefile"
	"github.com/dockercfg/dockercfg/shared/tokencache"
	"github.com/dockercfg/dockercfg/shared/userdirs"
	"github.com/dockercfg/dockercfg/shared/warm"
)

// Cache is the cache directory, opened for one question. If the directory cannot be
// determined, nothing is cached.
type Cache struct {
	Environ  []string // at the start: a provider may change variables for its library
	Dir      safefile.Dir
	Key      tokencache.Key
	Question tokencache.Question

	provider   warm.Provider
	name       registry.Name
	path, base string
	open       bool
	keyed      bool // open, and its key was read
	warned     bool
}

// Open opens the directory if it exists; the first process that mints creates it. environ
// is os.Environ at the start.
func Open(ctx context.Context, p warm.Provider, environ []string, name registry.Name) *Cache {
	home, _ := userdirs.Home(os.Getenv)
	c := &Cache{provider: p, name: name, Environ: environ}
	if c.path, c.base = paths.Cache(os.Getenv, p.Cache, home); c.path == "" {
		return c
	}
	dir, err := safefile.Open(c.path)
	c.Dir, c.open = dir.Volatile(), err == nil
	if err == nil {
		err = c.readKey()
	}
	c.notice(ctx, err)
	return c
}

// readKey reads the directory's key. If it is missing or damaged, every entry is a miss.
func (c *Cache) readKey() error {
	data, _, err := c.Dir.Read(tokencache.KeyFile, maxKey)
	if err != nil {
		return err
	}
	if c.Key, c.keyed = tokencache.KeyOf(data); c.keyed {
		c.Question = c.Key.Ask(c.provider.Name, c.Environ, c.provider.Patterns(), c.name)
	}
	return nil
}

// maxKey bounds the size of a key file, in bytes. A damaged one may be larger than a key.
const maxKey = 4 << 10

// notice warns once of an error that someone should fix. It does not warn if the cache
// simply cannot exist, as in a container with a read-only home.
func (c *Cache) notice(ctx context.Context, err error) {
	if err == nil || errors.Is(err, fs.ErrNotExist) || errors.Is(err, errNotKept) {
		return
	}
	slog.Debug("cache", "error", err)
	if errors.Is(err, fs.ErrPermission) || errors.Is(err, syscall.EROFS) || c.warned {
		return
	}
	c.warned = true
	protocol.Warn(ctx, "the token cache is off: %s", fault.Printable(err.Error(), 300))
}

// Ready creates the directory and its key if necessary. It returns false if nothing can
// be cached.
func (c *Cache) Ready(ctx context.Context) bool {
	if c.path == "" || c.keyed {
		return c.keyed
	}
	err := c.make()
	c.notice(ctx, err)
	return err == nil && c.keyed
}

func (c *Cache) make() (err error) {
	if !c.open {
		if c.Dir, err = safefile.CreateVolatile(c.path, c.base); err != nil {
			return err
		}
		c.open = true
	}
	var key [tokencache.KeySize]byte
	_, _ = rand.Read(key[:]) // never fails: https://pkg.go.dev/crypto/rand#Read
	if err = c.Dir.WriteNew(tokencache.KeyFile, key[:]); errors.Is(err, fs.ErrExist) {
		if err = c.readKey(); err != nil || c.keyed {
			return err // a read error does not mean that the key is damaged
		}
		err = c.Dir.Write(tokencache.KeyFile, key[:]) // the existing key is damaged
	}
	if err == nil {
		err = c.readKey()
	}
	return err
}

// Find returns the question's entry with a token, and its state.
func (c *Cache) Find(ctx context.Context) (tokencache.Entry, tokencache.State) {
	return c.find(ctx, tokencache.Question.File)
}

// FindRoute returns the question's route, and its state.
func (c *Cache) FindRoute(ctx context.Context) (tokencache.Entry, tokencache.State) {
	return c.find(ctx, tokencache.Question.RouteFile)
}

func (c *Cache) find(ctx context.Context, file func(tokencache.Question) string) (tokencache.Entry, tokencache.State) {
	if !c.keyed || c.Question.Registry == "" {
		return tokencache.Entry{}, tokencache.Expired
	}
	e, ok := c.read(ctx, file(c.Question))
	if !ok && !c.provider.Match(c.name) {
		e, ok = c.read(ctx, c.Question.ForeignFile(c.Key))
	}
	if !ok {
		return tokencache.Entry{}, tokencache.Expired
	}
	return e, e.State(time.Now())
}

func (c *Cache) read(ctx context.Context, file string) (tokencache.Entry, bool) {
	data, loose, err := c.Dir.Read(file, tokencache.Max)
	if loose && err == nil {
		protocol.Warn(ctx, "a token in %s was readable by other users; its mode is now 0600", c.path)
	}
	if err != nil {
		c.notice(ctx, err)
		return tokencache.Entry{}, false
	}
	return c.Question.Open(c.Key, data, false)
}

// Digest returns the keyed digest of another program's output, as stored in Entry.Proof;
// "" for no output.
func (c *Cache) Digest(proof string) string {
	if proof == "" || !c.keyed {
		return ""
	}
	return c.Key.Digest(proof)
}

// Keep writes the entry of a minted token, if the token lives long enough to be useful
// again and its inputs have not changed meanwhile. It reports whether it wrote it.
func (c *Cache) Keep(ctx context.Context, e tokencache.Entry, in, guards *inputs.Recorder) bool {
	if !c.keyed || c.Question.Registry == "" || e.Expires.IsZero() ||
		!tokencache.WorthKeeping(e.Expires.Sub(e.Minted)) {
		return false
	}
	err := c.write(ctx, c.Question.File(), e, in, guards)
	c.notice(ctx, err)
	c.sweep(tokencache.Group(c.Question.Helper, c.Question.Registry), tokencache.Suffix, mostEntries)
	return err == nil
}

// The largest numbers of entries: for one registry (of different identities), and of a
// helper for foreign registries.
const (
	mostEntries = 16
	mostForeign = 1000
)

// routeFor is the lifetime of a route.
const routeFor = 24 * time.Hour

// KeepForeign caches that, according to the existing files, a registry does not belong to
// the helper. This only saves later runs from reading the files, so no cache directory is
// created for it.
func (c *Cache) KeepForeign(ctx context.Context, in *inputs.Recorder) {
	if !c.keyed || c.Question.Registry == "" || !in.Unchanged() {
		return
	}
	now := time.Now().Truncate(time.Second)
	e := tokencache.Entry{Minted: now, Expires: now.Add(routeFor)}
	if c.write(ctx, c.Question.ForeignFile(c.Key), e, in, nil) == nil {
		c.sweep(tokencache.ForeignGroup(c.Question.Helper), tokencache.ForeignSuffix, mostForeign)
	}
}

// KeepRoute caches which helper serves a registry; to is its short name.
func (c *Cache) KeepRoute(ctx context.Context, to string, in *inputs.Recorder) {
	if !c.keyed || c.Question.Registry == "" || !in.Unchanged() {
		return
	}
	now := time.Now().Truncate(time.Second)
	e := tokencache.Entry{Route: to, Minted: now, Expires: now.Add(routeFor)}
	if c.write(ctx, c.Question.RouteFile(), e, in, nil) == nil {
		c.sweep(tokencache.Group(c.Question.Helper, c.Question.Registry), tokencache.RouteSuffix, mostEntries)
	}
}

// errNotKept means that an input changed while the token was made, or that the entry is
// too large. There is nothing to fix.
var errNotKept = errors.New("not kept")

func (c *Cache) write(ctx context.Context, file string, e tokencache.Entry, in, guards *inputs.Recorder) error {
	var ok bool
	e.Question = c.Question
	e.Inputs, e.Dir, ok = in.Record(c.Key)
	if guards != nil {
		held, _, _ := guards.Record(c.Key) // without guards, main is needed each time
		for _, g := range held {
			g.Guard = true
			e.Inputs = append(e.Inputs, g)
		}
	}
	if !ok {
		slog.Debug("the token is not cached: a file it was made from has changed")
		return errNotKept
	}
	data := e.Encode(c.Key)
	if len(data) > tokencache.Max {
		return errNotKept
	}
	if c.Dir.CreateTmpfile(file, data) {
		return nil
	}
	process.Prepare(ctx) // from here on there may be a temporary file to remove
	return c.Dir.Write(file, data)
}

// Remove removes a file, which may be gone already.
func (c *Cache) Remove(name string) error {
	err := os.Remove(c.Dir.Path(name))
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	return err
}

// Names returns the names of entries and results: all of them, or some if list returns
// only some.
func (c *Cache) Names(list func(safefile.Dir) ([]string, error)) []string {
	if !c.open {
		return nil
	}
	names, _ := list(c.Dir)
	return slices.DeleteFunc(names, func(name string) bool { return !tokencache.IsCacheFile(name) })
}

// Forget removes the entries whose names start with a group.
func (c *Cache) Forget(group string) error {
	for _, name := range c.Names(safefile.Dir.Names) {
		if !strings.HasPrefix(name, group) {
			continue
		}
		if err := c.Remove(name); err != nil {
			return fault.New(fault.Store, "erasing a cached token: %w", err)
		}
	}
	return nil
}
