// Package filestore computes where the embedded store keeps its entries, and their file
// names. docker-credential-file reads and writes them. Other helpers only check whether
// there is a login to ask it for, without starting a process.
package filestore

import (
	"encoding/hex"
	"errors"
	"hash/fnv"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/dockercfg/dockercfg/shared/fault"
	"github.com/dockercfg/dockercfg/shared/paths"
	"github.com/dockercfg/dockercfg/shared/registry"
	"github.com/dockercfg/dockercfg/shared/safefile"
	"github.com/dockercfg/dockercfg/shared/userdirs"
)

// Suffix is the end of an entry's file name. Another format gets another suffix, so that
// files of both can exist side by side.
const Suffix = ".v1.age"

// Dir returns the store's directory: $DOCKERCFG_STORE, else "store" in the data
// directory.
func Dir() (paths.Dir, error) {
	if path := os.Getenv("DOCKERCFG_STORE"); path != "" {
		if !filepath.IsAbs(path) {
			return paths.Dir{}, fault.New(fault.Config, "DOCKERCFG_STORE is not an absolute path")
		}
		return paths.Dir{Path: path, Base: userdirs.Root(path)}, nil
	}
	at, err := userdirs.Data(os.Getenv)
	if err != nil {
		return at, fault.New(fault.Store, "finding the credential store: %w: set HOME or DOCKERCFG_STORE", err)
	}
	at.Path = filepath.Join(at.Path, "store")
	return at, nil
}

// FileName returns the file name of the entry with exactly this name: the hash of the
// registry, then the hash of the name as written.
func FileName(name registry.Name) string { return group(name) + "-" + hash(name.Asked) + Suffix }

// Prefix is the beginning of the file names for all spellings of the name's registry, so
// that one search finds them. It is "" if the name means no registry.
func Prefix(name registry.Name) string {
	if name.Registry() == "" {
		return ""
	}
	return hash(name.Registry()) + "-"
}

func group(name registry.Name) string {
	if !name.Whole() || name.Registry() == "" {
		return hash("literal " + name.Asked)
	}
	return hash(name.Registry())
}

// hash returns a file name of fixed length without special characters. It need not be
// cryptographic: the server URL is in the entry and is compared. It hides names from a
// casual look, but anyone who can guess a registry can compute its hash.
func hash(s string) string {
	h := fnv.New128a()
	_, _ = h.Write([]byte(s))
	return hex.EncodeToString(h.Sum(nil))
}

// Holds reports whether the store may have a login for the name. It opens no entry. The
// error is the reason why this cannot be determined, for example for a store that root
// created in a user's home.
func Holds(name registry.Name) (bool, error) {
	at, err := Dir()
	if errors.Is(err, userdirs.ErrNoHome) {
		return false, nil // no login can have been stored
	}
	if err != nil {
		return false, err
	}
	switch _, err := os.Lstat(filepath.Join(at.Path, FileName(name))); {
	case err == nil:
		return true, nil
	case !os.IsNotExist(err):
		return false, closed(at.Path, err)
	}
	prefix := Prefix(name)
	if prefix == "" {
		return false, nil
	}
	dir, err := os.Open(at.Path)
	if os.IsNotExist(err) {
		return false, nil
	}
	if err != nil {
		return false, closed(at.Path, err)
	}
	defer dir.Close()
	names, err := dir.Readdirnames(-1)
	for _, n := range names {
		if strings.HasPrefix(n, prefix) {
			return true, nil
		}
	}
	if err != nil {
		return false, closed(at.Path, err)
	}
	return false, nil
}

// closed returns the error for a store that cannot be read; err is the original one.
func closed(path string, err error) error {
	if _, reason := safefile.Open(path); reason != nil {
		err = reason
	}
	return fault.New(fault.Store, "reading the credential store: %w", err)
}

// Empty reports whether the store has no entries. It returns false if the store cannot be
// read.
func Empty() bool {
	at, err := Dir()
	if err != nil {
		return errors.Is(err, userdirs.ErrNoHome)
	}
	dir, err := os.Open(at.Path)
	if err != nil {
		return os.IsNotExist(err)
	}
	defer dir.Close()
	names, err := dir.Readdirnames(-1)
	return err == nil && !slices.ContainsFunc(names, func(name string) bool { return strings.HasSuffix(name, Suffix) })
}
