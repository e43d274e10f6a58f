package minting

import (
	"bytes"
	"context"
	"errors"
	"io/fs"
	"log/slog"
	"os"
	"slices"
	"strings"
	"syscall"
	"time"

	"github.com/dockercfg/dockercfg/shared/credential"
	"github.com/dockercfg/dockercfg/shared/fault"
	"github.com/dockercfg/dockercfg/shared/place"
	"github.com/dockercfg/dockercfg/shared/process"
	"github.com/dockercfg/dockercfg/shared/protocol"
	"github.com/dockercfg/dockercfg/shared/rule"
	"github.com/dockercfg/dockercfg/shared/safefile"
	"github.com/dockercfg/dockercfg/shared/tokencache"
)

// cache is the directory of tokens; without a place nothing is kept.
type cache struct {
	path, base string
	dir        safefile.Dir
	open       bool
	warned     bool
}

// openCache finds the directory. It is made by the first token that is kept.
func openCache(ctx context.Context, names tokencache.Names) *cache {
	home, _ := place.Home(os.Getenv)
	c := &cache{}
	c.path, c.base = tokencache.Place(os.Getenv, names, home)
	if c.path == "" {
		return c
	}
	dir, err := safefile.Open(c.path)
	c.dir, c.open = dir.Volatile(), err == nil
	c.notice(ctx, err)
	return c
}

// notice warns, once, of what somebody should mend, and says nothing of a cache that is
// simply not to be had, as in a container with a read-only home.
func (c *cache) notice(ctx context.Context, err error) {
	if err == nil || errors.Is(err, fs.ErrNotExist) {
		return
	}
	slog.Debug("cache", "error", err)
	if errors.Is(err, fs.ErrPermission) || errors.Is(err, syscall.EROFS) || c.warned {
		return
	}
	c.warned = true
	protocol.Warn(ctx, "the token cache is not used: %s", fault.Printable(err.Error(), 300))
}

// load gives the key's token and what may be done with it. A file that is not
// whole, of another key or of another format is none.
func (c *cache) load(ctx context.Context, key tokencache.Key) (tokencache.Record, tokencache.State) {
	if !c.open {
		return tokencache.Record{}, tokencache.Spent
	}
	data, loose, err := c.dir.Read(key.File(), tokencache.Max)
	if loose && err == nil {
		protocol.Warn(ctx, "a token in %s was readable for other users and is 0600 now", c.path)
	}
	if err != nil {
		c.notice(ctx, err)
		return tokencache.Record{}, tokencache.Spent
	}
	record, ok := tokencache.Decode(data)
	if !ok || !record.For(key) {
		return tokencache.Record{}, tokencache.Spent
	}
	record.Words = key.Words
	return record, record.State(time.Now())
}

// keep writes a minted token, if it lives long enough to be of use again.
func (c *cache) keep(ctx context.Context, f found, minted time.Time, t credential.Credential) {
	key := f.key
	if c.path == "" || t.Expires.IsZero() || !tokencache.Worth(t.Expires.Sub(minted)) {
		return
	}
	err := c.make()
	r := tokencache.Record{Key: key, Username: t.Username, Secret: t.Secret.Reveal(), Minted: minted, Expires: t.Expires}
	if err == nil && !c.dir.Appear(key.File(), r.Encode()) {
		process.Prepare(ctx) // from here on there is a temporary file to clear up
		err = c.dir.Write(key.File(), r.Encode())
	}
	if err == nil {
		err = c.remove(failedFile(key))
	}
	c.notice(ctx, err)
	c.sweep()
}

// make makes the directory.
func (c *cache) make() (err error) {
	if !c.open {
		c.dir, err = safefile.CreateVolatile(c.path, c.base)
		c.open = err == nil
	}
	return err
}

func (c *cache) remove(name string) error {
	err := os.Remove(c.dir.Path(name))
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	return err
}

// names are the files of tokens: all, or some where there are very many.
func (c *cache) names(list func(safefile.Dir) ([]string, error)) []string {
	if !c.open {
		return nil
	}
	names, _ := list(c.dir)
	return ours(names)
}

func ours(names []string) []string {
	return slices.DeleteFunc(names, func(name string) bool {
		return !strings.HasSuffix(name, tokencache.Suffix) && !strings.HasSuffix(name, tokencache.FailedSuffix)
	})
}

// record reads a file by name, whatever its key.
func (c *cache) record(name string) (tokencache.Record, bool) {
	data, _, err := c.dir.Read(name, tokencache.Max)
	if err != nil {
		return tokencache.Record{}, false
	}
	return tokencache.Decode(data)
}

// keepRule leaves what was found in the user's rules, or that nothing was, for the
// warm path. A cache that is not there yet is not made for it.
func (c *cache) keepRule(helper string, f found) {
	if f.state == "" || !c.open {
		return
	}
	file, data := rule.File(helper, f.name), f.rule.Encode(f.state)
	if old, _, err := c.dir.Read(file, rule.Max); err == nil && bytes.Equal(old, data) {
		return
	}
	_ = c.dir.Write(file, data) // it only spares others the reading
}

// forget removes the tokens of a registry.
func (c *cache) forget(key tokencache.Key) error {
	for _, name := range c.names(safefile.Dir.Names) {
		if !strings.HasPrefix(name, key.Group()) {
			continue
		}
		if err := c.remove(name); err != nil {
			return fault.New(fault.Store, "erasing a cached token: %w", err)
		}
	}
	return nil
}

// sweep removes some of the tokens that have ended, and what killed runs left. It
// comes after a mint, which took far longer, and is bounded: a cache of many is
// clean after many mints.
func (c *cache) sweep() {
	if !c.open {
		return
	}
	names := ours(c.dir.Sweep())
	if len(names) < 2 {
		return
	}
	start := time.Now().UnixNano() % int64(len(names))
	names = append(names[start:], names[:start]...)
	removed := 0
	for _, name := range names[:min(len(names), 200)] {
		if removed == 100 {
			return
		}
		ended := false
		if r, ok := c.record(name); ok {
			ended = time.Now().After(r.Expires)
		} else if info, err := os.Lstat(c.dir.Path(name)); err == nil {
			ended = strings.HasSuffix(name, tokencache.FailedSuffix) && time.Since(info.ModTime()) > time.Minute
		}
		if ended && c.remove(name) == nil {
			removed++
		}
	}
}
