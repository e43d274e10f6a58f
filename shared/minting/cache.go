package minting

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
	"github.com/dockercfg/dockercfg/shared/place"
	"github.com/dockercfg/dockercfg/shared/process"
	"github.com/dockercfg/dockercfg/shared/protocol"
	"github.com/dockercfg/dockercfg/shared/registry"
	"github.com/dockercfg/dockercfg/shared/safefile"
	"github.com/dockercfg/dockercfg/shared/tokencache"
	"github.com/dockercfg/dockercfg/shared/warm"
)

// cache is the directory of entries, for one question; without a place nothing is
// kept.
type cache struct {
	provider   warm.Provider
	name       registry.Name
	environ    []string // of the start: a provider may change it for its library
	path, base string
	dir        safefile.Dir
	open       bool
	key        tokencache.Key
	keyed      bool // open, and its key is there
	question   tokencache.Question
	warned     bool
}

// openCache finds the directory, which the first process that mints makes. environ is
// os.Environ of the start.
func openCache(ctx context.Context, p warm.Provider, environ []string, name registry.Name) *cache {
	home, _ := place.Home(os.Getenv)
	c := &cache{provider: p, name: name, environ: environ}
	if c.path, c.base = paths.Cache(os.Getenv, p.Cache, home); c.path == "" {
		return c
	}
	dir, err := safefile.Open(c.path)
	c.dir, c.open = dir.Volatile(), err == nil
	if err == nil {
		err = c.readKey()
	}
	c.notice(ctx, err)
	return c
}

// readKey reads the directory's key. Without one, or with one that is damaged, every
// entry is a miss.
func (c *cache) readKey() error {
	data, _, err := c.dir.Read(tokencache.KeyFile, maxKey)
	if err != nil {
		return err
	}
	if c.key, c.keyed = tokencache.KeyOf(data); c.keyed {
		c.question = c.key.Ask(c.provider.Name, c.environ, c.provider.Patterns(), c.name)
	}
	return nil
}

// maxKey bounds a key's file, damaged ones too, in bytes.
const maxKey = 4 << 10

// notice warns, once, of what somebody should fix, and says nothing of a cache that
// is simply not to be had, as in a container with a read-only home.
func (c *cache) notice(ctx context.Context, err error) {
	if err == nil || errors.Is(err, fs.ErrNotExist) || errors.Is(err, errNotKept) {
		return
	}
	slog.Debug("cache", "error", err)
	if errors.Is(err, fs.ErrPermission) || errors.Is(err, syscall.EROFS) || c.warned {
		return
	}
	c.warned = true
	protocol.Warn(ctx, "the token cache is not used: %s", fault.Printable(err.Error(), 300))
}

// ready makes the directory and its key; false where nothing can be kept.
func (c *cache) ready(ctx context.Context) bool {
	if c.path == "" || c.keyed {
		return c.keyed
	}
	err := c.make()
	c.notice(ctx, err)
	return err == nil && c.keyed
}

func (c *cache) make() (err error) {
	if !c.open {
		if c.dir, err = safefile.CreateVolatile(c.path, c.base); err != nil {
			return err
		}
		c.open = true
	}
	var key [tokencache.KeySize]byte
	_, _ = rand.Read(key[:]) // never fails: https://pkg.go.dev/crypto/rand#Read
	if err = c.dir.WriteNew(tokencache.KeyFile, key[:]); errors.Is(err, fs.ErrExist) {
		if err = c.readKey(); err != nil || c.keyed {
			return err // a file system that fails says nothing of the key
		}
		err = c.dir.Write(tokencache.KeyFile, key[:]) // the one that is there is damaged
	}
	if err == nil {
		err = c.readKey()
	}
	return err
}

// find gives the question's entry, and what may be done with it.
func (c *cache) find(ctx context.Context) (tokencache.Entry, tokencache.State) {
	if !c.keyed || c.question.Registry == "" {
		return tokencache.Entry{}, tokencache.Expired
	}
	e, ok := c.read(ctx, c.question.File())
	if !ok && !c.provider.Match(c.name) {
		e, ok = c.read(ctx, c.question.ForeignFile(c.key))
	}
	if !ok {
		return tokencache.Entry{}, tokencache.Expired
	}
	return e, e.State(time.Now())
}

func (c *cache) read(ctx context.Context, file string) (tokencache.Entry, bool) {
	data, loose, err := c.dir.Read(file, tokencache.Max)
	if loose && err == nil {
		protocol.Warn(ctx, "a token in %s was readable for other users and is 0600 now", c.path)
	}
	if err != nil {
		c.notice(ctx, err)
		return tokencache.Entry{}, false
	}
	return c.question.Open(c.key, data, false)
}

// digest is what another program gave, as an entry has it; "" for nothing.
func (c *cache) digest(proof string) string {
	if proof == "" || !c.keyed {
		return ""
	}
	return c.key.Digest(proof)
}

// keep writes the entry of a minted token, if the token lives long enough to be of
// use again and its inputs have held still. It tells whether it was kept.
func (c *cache) keep(ctx context.Context, e tokencache.Entry, in, guards *inputs.Recorder) bool {
	if !c.keyed || c.question.Registry == "" || e.Expires.IsZero() || !tokencache.Worth(e.Expires.Sub(e.Minted)) {
		return false
	}
	err := c.write(ctx, c.question.File(), e, in, guards)
	c.notice(ctx, err)
	c.sweep(tokencache.Group(c.question.Helper, c.question.Registry), tokencache.Suffix, mostEntries)
	return err == nil
}

// How many entries there are at most: of one registry, for different identities, and
// of a helper for foreign registries.
const (
	mostEntries = 16
	mostForeign = 1000
)

// foreignFor is how long it is kept that a registry is foreign.
const foreignFor = 24 * time.Hour

// keepForeign keeps that a registry is not the helper's by the files that there are.
// It only spares others the reading, so no cache is made for it.
func (c *cache) keepForeign(ctx context.Context, in *inputs.Recorder) {
	if !c.keyed || c.question.Registry == "" || !in.Unchanged() {
		return
	}
	now := time.Now().Truncate(time.Second)
	if c.write(ctx, c.question.ForeignFile(c.key), tokencache.Entry{Minted: now, Expires: now.Add(foreignFor)}, in, nil) == nil {
		c.sweep(tokencache.ForeignGroup(c.question.Helper), tokencache.ForeignSuffix, mostForeign)
	}
}

// errNotKept means that the files of an entry did not hold still, or that it is too
// large: there is nothing to fix.
var errNotKept = errors.New("not kept")

func (c *cache) write(ctx context.Context, file string, e tokencache.Entry, in, guards *inputs.Recorder) error {
	var ok bool
	e.Question = c.question
	e.Inputs, e.Dir, ok = in.Record(c.key)
	if guards != nil {
		held, _, _ := guards.Record(c.key) // without them, main is asked each time
		for _, g := range held {
			g.Guard = true
			e.Inputs = append(e.Inputs, g)
		}
	}
	if !ok {
		slog.Debug("the token is not kept, since a file that it was made from has changed")
		return errNotKept
	}
	data := e.Encode(c.key)
	if len(data) > tokencache.Max {
		return errNotKept
	}
	if c.dir.Appear(file, data) {
		return nil
	}
	process.Prepare(ctx) // from here on there is a temporary file to clear up
	return c.dir.Write(file, data)
}

func (c *cache) remove(name string) error {
	err := os.Remove(c.dir.Path(name))
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	return err
}

// names are the files of entries and results: all, or some where there are very
// many.
func (c *cache) names(list func(safefile.Dir) ([]string, error)) []string {
	if !c.open {
		return nil
	}
	names, _ := list(c.dir)
	return slices.DeleteFunc(names, func(name string) bool { return !tokencache.Ours(name) })
}

// forget removes the entries whose names begin with a group.
func (c *cache) forget(group string) error {
	for _, name := range c.names(safefile.Dir.Names) {
		if !strings.HasPrefix(name, group) {
			continue
		}
		if err := c.remove(name); err != nil {
			return fault.New(fault.Store, "erasing a cached token: %w", err)
		}
	}
	return nil
}
