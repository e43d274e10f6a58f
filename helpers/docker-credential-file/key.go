package main

import (
	"bytes"
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"

	"filippo.io/age"

	"github.com/dockercfg/dockercfg/shared/fault"
	"github.com/dockercfg/dockercfg/shared/paths"
	"github.com/dockercfg/dockercfg/shared/protocol"
	"github.com/dockercfg/dockercfg/shared/safefile"
	"github.com/dockercfg/dockercfg/shared/userdirs"
)

const (
	keyFile = "store-key.txt"
	maxKey  = 64 << 10
)

// key is the identity that decrypts the store. at is zero for a file that the user set, which is
// never created.
type key struct {
	path       string
	at         paths.Dir
	identities []age.Identity
}

// ownKey returns the key with its path. It reads nothing yet.
func ownKey() (*key, error) {
	if path := os.Getenv("DOCKERCFG_STORE_KEY_FILE"); path != "" {
		if !filepath.IsAbs(path) {
			return nil, fault.New(fault.Config, "DOCKERCFG_STORE_KEY_FILE is a relative path: "+
				"use an absolute path, which does not depend on the working directory")
		}
		return &key{path: path}, nil
	}
	at, err := userdirs.Config(os.Getenv)
	if err != nil {
		return nil, fault.New(fault.Store, "finding the store's key: %w: set HOME or DOCKERCFG_STORE_KEY_FILE", err)
	}
	return &key{path: filepath.Join(at.Path, keyFile), at: at}, nil
}

// read loads the key. Without a key the entries cannot be decrypted.
func (k *key) read(ctx context.Context) error {
	text, err := k.load(ctx)
	if errors.Is(err, fs.ErrNotExist) {
		return fault.New(fault.Store, "the key %s is missing: restore it, or remove the store and log in again%s",
			k.path, k.advice())
	}
	if err != nil {
		return fault.New(fault.Store, "reading the store's key: %w", err)
	}
	// This parser refuses plugin identities, so no file can make this program start another one.
	if k.identities, err = age.ParseIdentities(bytes.NewReader(text)); err != nil {
		// The library's error may quote the line, which is the key.
		return fault.New(fault.Store, "the key %s contains no age identity: restore it", k.path)
	}
	return nil
}

// advice says how to create the user's own key file, which is never created here.
func (k *key) advice() string {
	if k.at.Path != "" {
		return ""
	}
	return "; create a new one with `age-keygen -o FILE`"
}

func (k *key) load(ctx context.Context) ([]byte, error) {
	if k.at.Path == "" {
		return safefile.ReadNamed(k.path, maxKey, true)
	}
	dir, err := safefile.Open(k.at.Path)
	if err != nil {
		return nil, err
	}
	text, loose, err := dir.Read(keyFile, maxKey)
	if loose {
		protocol.Warn(ctx, "%s was readable by other users; its mode is now 0600", k.path)
	}
	return text, err
}

// recipient returns the recipient to which entries are encrypted. The first login creates the key;
// if several processes do that at once, one wins and all use its key.
//
// If the store has entries, a missing key is not replaced: the new one could not decrypt them.
func (k *key) recipient(ctx context.Context, first bool) (age.Recipient, error) {
	if k.at.Path != "" {
		if err := k.make(ctx, first); err != nil {
			return nil, createError("creating the store's key", err, "DOCKERCFG_STORE_KEY_FILE")
		}
	}
	if err := k.read(ctx); err != nil {
		return nil, err
	}
	switch identity := k.identities[0].(type) {
	case *age.X25519Identity:
		return identity.Recipient(), nil
	case *age.HybridIdentity:
		return identity.Recipient(), nil
	}
	return nil, fault.New(fault.Store, "the key %s is of a kind that this store cannot encrypt to: "+
		"create one with `age-keygen`", k.path)
}

// make creates the key if it is missing. This login or a later one removes the temporary file of a
// killed process: no entry was encrypted with that key.
func (k *key) make(ctx context.Context, first bool) error {
	dir, err := safefile.Create(k.at.Path, k.at.Base)
	if err != nil {
		return err
	}
	dir.Sweep()
	if _, err := os.Lstat(k.path); !first || !errors.Is(err, fs.ErrNotExist) {
		return nil // reading the key explains what is wrong
	}
	text, err := newKeyFile()
	if err != nil {
		return err
	}
	switch err := dir.WriteNew(keyFile, text); {
	case errors.Is(err, fs.ErrExist):
		return nil
	case err != nil:
		return err
	}
	protocol.Warn(ctx, "created the key %s: it protects copies of the store, but not against someone who can read "+
		"all of your files", k.path)
	return nil
}
