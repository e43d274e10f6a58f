// Package keeper hands explicit logins to the program that keeps them, for
// helpers that keep none themselves: after `docker login`, that login answers
// until `docker logout`, whatever else is configured.
//
// The keeper is the store that DOCKERCFG_KEEPER or Docker's config names, else
// the platform's, else docker-credential-file. It is started as a program, so
// that a helper links no store; for docker-credential-file one look tells whether
// there is a login to ask for, and without one no process starts.
package keeper

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"runtime"

	"github.com/dockercfg/dockercfg/shared/credential"
	"github.com/dockercfg/dockercfg/shared/dockerconfig"
	"github.com/dockercfg/dockercfg/shared/fault"
	"github.com/dockercfg/dockercfg/shared/inputs"
	"github.com/dockercfg/dockercfg/shared/loginstore"
	"github.com/dockercfg/dockercfg/shared/place"
	"github.com/dockercfg/dockercfg/shared/program"
	"github.com/dockercfg/dockercfg/shared/protocol"
	"github.com/dockercfg/dockercfg/shared/registry"
)

// file is the short name of the embedded store.
const file = "file"

// None is what DOCKERCFG_KEEPER says where logins are not to be looked for: a
// generator answers out of its variables alone.
const None = "none"

// Keeper is the program chosen, by its short name, and whether somebody chose it.
type Keeper struct {
	short  string
	chosen bool
}

// For chooses the keeper of the helper with the given short name, which is
// never its own keeper.
func For(self string) Keeper {
	if named := os.Getenv("DOCKERCFG_KEEPER"); named != "" && named != self {
		return Keeper{named, true}
	}
	if store := configured(); store != "" && store != self && store != "auto" {
		return Keeper{store, true}
	}
	short := Default()
	return Keeper{short, short == file}
}

// Default is the keeper's short name where neither a variable nor Docker's config
// names one: the platform's store if its helper is installed, else file.
func Default() string {
	if short := platform(); short != "" {
		if _, err := program.Find(short); err == nil {
			return short
		}
	}
	return file
}

// configured is the credsStore of Docker's config; a config that cannot be read
// is the client's to complain of.
func configured() string {
	dir, err := place.Docker(os.Getenv)
	if err != nil {
		return ""
	}
	config, err := dockerconfig.Load(dir)
	if err != nil {
		return ""
	}
	return config.CredsStore
}

// platform is the desktop's store; without a session bus there is none on Linux.
func platform() string {
	switch runtime.GOOS {
	case "darwin":
		return "osxkeychain"
	case "windows":
		return "wincred"
	}
	if os.Getenv("DBUS_SESSION_BUS_ADDRESS") != "" {
		return "secretservice"
	}
	return ""
}

// Silence tells whether no login comes before what the helper with the short name
// has by itself, now and as long as the files that it notes in in stay as they are.
// It is false where only a program can tell, and where a store may be installed that
// would be asked.
func Silence(self string, in *inputs.Recorder, name registry.Name) bool {
	if dir, err := place.Docker(os.Getenv); err == nil {
		in.Note(filepath.Join(dir, "config.json"))
	}
	if at, err := loginstore.Place(); err == nil {
		in.Note(at.Path)
	}
	k := For(self)
	return k.Silent(name) && (k.short == None || platform() == "" || named(self))
}

// named tells whether a variable or Docker's config names the keeper.
func named(self string) bool {
	if by := os.Getenv("DOCKERCFG_KEEPER"); by != "" && by != self {
		return true
	}
	store := configured()
	return store != "" && store != self && store != "auto"
}

// Get is the login that is kept for the name; fault.ErrNotFound without one. A
// store that is named and not installed keeps none: configs are copied from
// machine to machine, and no login can have succeeded here.
func (k Keeper) Get(ctx context.Context, name registry.Name) (credential.Credential, error) {
	if k.Silent(name) {
		return credential.Credential{}, fault.ErrNotFound
	}
	helper, err := program.Find(k.short)
	if errors.Is(err, program.ErrMissing) {
		return credential.Credential{}, fault.ErrNotFound
	}
	if err != nil {
		return credential.Credential{}, err
	}
	c, _, err := caller().Get(ctx, helper, name.Asked)
	c.Kind, c.Source = credential.Static, k.Source()
	if err != nil && !errors.Is(err, fault.ErrNotFound) && !k.chosen {
		// The desktop's store was only tried because it is there.
		protocol.Warn(ctx, "%s", fault.Line(k.named(err)))
		return c, fault.ErrNotFound
	}
	return c, k.named(err)
}

// Explain tells what Get would answer, as far as no program has to be started.
func (k Keeper) Explain(name registry.Name) (c credential.Credential, known bool) {
	c = credential.Credential{Kind: credential.Static, Source: k.Source()}
	if k.short == file || k.short == None {
		return c, !k.Silent(name)
	}
	return c, false
}

// Silent tells that Get would answer nothing, without starting a program.
func (k Keeper) Silent(name registry.Name) bool {
	return k.short == None || k.short == file && !loginstore.Has(name)
}

// Empty tells that there are no logins to list, without starting a program.
func (k Keeper) Empty() bool {
	return k.short == None || k.short == file && loginstore.Empty()
}

// Short is the short name of the keeper's program, or None.
func (k Keeper) Short() string { return k.short }

// Source is what a credential from here is said to be.
func (k Keeper) Source() string { return "login kept by " + program.Prefix + k.short }

// caller trusts the words of our own store alone.
func caller() program.Caller { return program.Caller{Trusted: []string{file}} }

// Store keeps a login.
func (k Keeper) Store(ctx context.Context, name registry.Name, c credential.Credential) error {
	if k.short == None {
		return fault.New(fault.Config, "DOCKERCFG_KEEPER is none, so no login is kept: unset it")
	}
	helper, err := program.Find(k.short)
	if err != nil {
		return err
	}
	return k.named(caller().Store(ctx, helper, name.Asked, c))
}

// Erase forgets a login; fault.ErrNotFound without one.
func (k Keeper) Erase(ctx context.Context, name registry.Name) error {
	if k.Silent(name) {
		return fault.ErrNotFound
	}
	helper, err := program.Find(k.short)
	if err != nil {
		return err
	}
	return k.named(caller().Erase(ctx, helper, name.Asked))
}

// named says which program an error comes from.
func (k Keeper) named(err error) error { return fault.Within(err, program.Prefix+k.short) }
