package main

import (
	"context"
	"errors"
	"io/fs"

	"github.com/dockercfg/dockercfg/shared/credential"
	"github.com/dockercfg/dockercfg/shared/fault"
	"github.com/dockercfg/dockercfg/shared/filestore"
	"github.com/dockercfg/dockercfg/shared/protocol"
	"github.com/dockercfg/dockercfg/shared/registry"
)

// helper is the store as a helper.
type helper struct{}

func (k helper) protocol() protocol.Helper {
	return protocol.Helper{
		About: about, Get: k.Get, List: k.List, Store: k.Store, Erase: k.Erase, Keeps: protocol.Logins,
	}
}

// Get returns the entry with the requested key, or with another spelling of the same registry. The
// store's key is only read if there is an entry to decrypt, so a host without a login costs a
// single file operation.
func (helper) Get(ctx context.Context, name registry.Name) (credential.Credential, error) {
	s, err := open()
	if err != nil {
		return credential.Credential{}, err
	}
	e, _, err := s.find(ctx, name)
	if err != nil {
		return credential.Credential{}, err
	}
	return credential.Credential{
		Username: e.username,
		Secret:   credential.Secret(e.secret),
		Kind:     credential.Static,
		Source:   "login saved in " + s.path,
	}, nil
}

// Store encrypts and replaces the entry. The first login creates the directory and the key.
func (helper) Store(ctx context.Context, name registry.Name, c credential.Credential) error {
	s, err := create()
	if err != nil {
		return err
	}
	key, err := ownKey()
	if err != nil {
		return err
	}
	// In this order: entries that are seen here were encrypted with a key that existed before
	// them, even if many processes log in for the first time.
	kept, err := s.files("")
	if err != nil {
		return err
	}
	recipient, err := key.recipient(ctx, len(kept) == 0)
	if err != nil {
		return err
	}
	sealed, err := entry{name.Asked, c.Username, c.Secret.Reveal()}.encrypt(recipient)
	if err != nil {
		return fault.New(fault.Internal, "encrypting the entry: %w", err)
	}
	if err := s.dir.Write(filestore.FileName(name), sealed); err != nil {
		return fault.New(fault.Store, "saving the login: %w", err)
	}
	return nil
}

// Erase removes the entry that Get would return. With a repository's name it never removes the
// login of the whole registry.
func (helper) Erase(ctx context.Context, name registry.Name) error {
	s, err := open()
	if err != nil {
		return err
	}
	file := filestore.FileName(name)
	there, err := s.has(file)
	if err != nil {
		return err
	}
	if !there {
		if !name.Whole() {
			return fault.ErrNotFound
		}
		if _, file, err = s.find(ctx, name); err != nil {
			return err
		}
	}
	if err := s.dir.Remove(file); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return fault.New(fault.Store, "removing the login: %w", err)
	}
	return nil
}

// List decrypts every entry. A damaged one does not hide the others: it causes a warning, and its
// get fails. If the key decrypts none of them, that is an error.
func (helper) List(ctx context.Context) (map[string]string, error) {
	s, err := open()
	if errors.Is(err, fault.ErrNotFound) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	files, err := s.files("")
	if err != nil {
		return nil, err
	}
	listed := map[string]string{}
	var damaged []error
	for _, file := range files {
		e, err := s.read(ctx, file)
		if errors.Is(err, fault.ErrNotFound) {
			continue // erased in the meantime
		}
		if err != nil {
			damaged = append(damaged, err)
			continue
		}
		listed[e.serverURL] = e.username
	}
	if len(damaged) > 0 && len(listed) == 0 {
		return nil, damaged[0]
	}
	for _, err := range damaged {
		protocol.Warn(ctx, "%s", fault.Line(err))
	}
	return listed, nil
}
