package main

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"slices"
	"strings"

	"github.com/dockercfg/dockercfg/shared/fault"
	"github.com/dockercfg/dockercfg/shared/filestore"
	"github.com/dockercfg/dockercfg/shared/protocol"
	"github.com/dockercfg/dockercfg/shared/registry"
	"github.com/dockercfg/dockercfg/shared/safefile"
)

const maxEntry = 1 << 20

// store is the directory with the entries.
type store struct {
	dir  safefile.Dir
	path string
	key  *key // read when the first entry is decrypted
}

// open returns the existing store, or ErrNotFound.
func open() (*store, error) {
	at, err := filestore.Dir()
	if err != nil {
		return nil, err
	}
	dir, err := safefile.Open(at.Path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, fault.ErrNotFound
	}
	if err != nil {
		return nil, fault.New(fault.Store, "opening the store: %w", err)
	}
	return &store{dir: dir, path: at.Path}, nil
}

// create is open for a login: it creates a missing store.
func create() (*store, error) {
	at, err := filestore.Dir()
	if err != nil {
		return nil, err
	}
	dir, err := safefile.Create(at.Path, at.Base)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, fault.New(fault.Store, "creating the store: the directory %s does not exist: "+
			"create it, or set DOCKERCFG_STORE", at.Base)
	}
	if err != nil {
		return nil, createError("creating the store", err, "DOCKERCFG_STORE")
	}
	return &store{dir: dir, path: at.Path}, nil
}

// createError returns the error for a directory that could not be created. variable selects another one.
func createError(doing string, err error, variable string) error {
	failed := fault.New(fault.Store, doing+": %w", err)
	var foreign *safefile.Foreign
	if errors.As(err, &foreign) {
		return failed.WithHint("use `sudo -H`, or set %s", variable)
	}
	return failed
}

// has reports whether an entry exists. It returns an error if it cannot tell.
func (s *store) has(file string) (bool, error) {
	_, err := os.Lstat(s.dir.Path(file))
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return false, fault.New(fault.Store, "looking for an entry: %w", err)
	}
	return err == nil, nil
}

// files lists the entries whose name begins with prefix, sorted.
func (s *store) files(prefix string) ([]string, error) {
	names, err := s.dir.Names()
	if err != nil {
		return nil, fault.New(fault.Store, "reading the store: %w", err)
	}
	names = slices.DeleteFunc(names, func(n string) bool {
		return !strings.HasPrefix(n, prefix) || !strings.HasSuffix(n, filestore.Suffix)
	})
	slices.Sort(names)
	return names, nil
}

// find returns the entry for name and its file: the entry with exactly this key, or else with the
// shortest other spelling of the same registry.
func (s *store) find(ctx context.Context, name registry.Name) (best entry, file string, err error) {
	exact := filestore.FileName(name)
	there, err := s.has(exact)
	if err != nil {
		return entry{}, "", err
	}
	if there {
		best, err = s.read(ctx, exact)
		if err == nil && best.serverURL != name.Asked {
			err = s.misfiledError(exact)
		}
		return best, exact, err
	}
	if name.Registry() == "" {
		return entry{}, "", fault.ErrNotFound
	}
	files, err := s.files(filestore.Prefix(name))
	if err != nil {
		return entry{}, "", err
	}
	for _, candidate := range files {
		e, err := s.read(ctx, candidate)
		if errors.Is(err, fault.ErrNotFound) {
			continue
		}
		if err != nil {
			return entry{}, "", err
		}
		kept, err := registry.Parse(e.serverURL)
		if err != nil || kept.Registry() != name.Registry() {
			return entry{}, "", s.misfiledError(candidate)
		}
		if file == "" || len(e.serverURL) < len(best.serverURL) {
			best, file = e, candidate
		}
	}
	if file == "" {
		return entry{}, "", fault.ErrNotFound
	}
	return best, file, nil
}

// misfiledError returns the error for an entry that was moved to the file name of another registry.
func (s *store) misfiledError(file string) error {
	return fault.New(fault.Store, "the entry %s belongs to another registry: remove it and log in again",
		s.dir.Path(file))
}

// read decrypts one entry. It returns ErrNotFound if the entry no longer exists.
func (s *store) read(ctx context.Context, file string) (entry, error) {
	sealed, loose, err := s.dir.Read(file, maxEntry)
	if errors.Is(err, fs.ErrNotExist) {
		return entry{}, fault.ErrNotFound
	}
	if err != nil {
		return entry{}, fault.New(fault.Store, "reading an entry: %w", err)
	}
	if loose {
		protocol.Warn(ctx, "%s was readable by other users; its mode is now 0600", s.dir.Path(file))
	}
	if s.key == nil {
		k, err := ownKey()
		if err != nil {
			return entry{}, err
		}
		if err := k.read(ctx); err != nil {
			return entry{}, err
		}
		s.key = k
	}
	return s.key.decrypt(sealed, s.dir.Path(file))
}
