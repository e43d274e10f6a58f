// Package filestore says where the embedded store keeps its entries and under
// which names. docker-credential-file keeps and opens them; other helpers only
// look whether there is a login to ask it for, which costs no process.
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

// Suffix ends an entry's file name; another format gets another suffix, so that
// both survive side by side.
const Suffix = ".v1.age"

// Dir is the store's directory: $DOCKERCFG_STORE, else "store" in the data
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

// FileName is where the entry of exactly this name lies: the hash of what the
// name means, then the hash of how it is written.
func FileName(name registry.Name) string { return group(name) + "-" + hash(name.Asked) + Suffix }

// Prefix begins the file names of all spellings of the name's registry, so that
// one look finds them. It is "" for a name that no registry answers to.
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

// hash makes a file name of fixed length and harmless characters. It need not
// be cryptographic: the server URL lies in the entry and is compared. It keeps
// names from a casual look; whoever can guess a registry can guess its hash.
func hash(s string) string {
	h := fnv.New128a()
	_, _ = h.Write([]byte(s))
	return hex.EncodeToString(h.Sum(nil))
}

// Holds tells whether the store may hold a login that answers for the name. It opens
// no entry. An error says that this cannot be seen, and why, as of a store that root
// made in a user's home.
func Holds(name registry.Name) (bool, error) {
	at, err := Dir()
	if errors.Is(err, userdirs.ErrNoHome) {
		return false, nil // there is no place that a login could have been kept in
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

// closed says why a store cannot be looked into; err is how that was noticed.
func closed(path string, err error) error {
	if _, reason := safefile.Open(path); reason != nil {
		err = reason
	}
	return fault.New(fault.Store, "reading the credential store: %w", err)
}

// Empty tells that the store has no entries. Where it cannot tell, the answer is no.
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
