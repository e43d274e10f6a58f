// Package keeper hands explicit logins to the program that keeps them, for
// helpers that keep none themselves: after `docker login`, that login answers
// until `docker logout`, whatever else is configured.
//
// The keeper is the store that Docker's config names, else the platform's, else
// docker-credential-file. It is started as a program, so that a helper links no
// store; for docker-credential-file one look tells whether there is a login to
// ask for, and without one no process starts.
package keeper

import (
	"context"
	"errors"
	"os"
	"runtime"

	"github.com/dockercfg/dockercfg/shared/credential"
	"github.com/dockercfg/dockercfg/shared/dockerconfig"
	"github.com/dockercfg/dockercfg/shared/fault"
	"github.com/dockercfg/dockercfg/shared/loginstore"
	"github.com/dockercfg/dockercfg/shared/place"
	"github.com/dockercfg/dockercfg/shared/program"
	"github.com/dockercfg/dockercfg/shared/registry"
)

// file is the short name of the embedded store.
const file = "file"

// Keeper is the program chosen, by its short name.
type Keeper struct{ short string }

// For chooses the keeper of the helper with the given short name, which is
// never its own keeper.
func For(self string) Keeper {
	if store := configured(); store != "" && store != self && store != "auto" {
		return Keeper{store}
	}
	if short := platform(); short != "" {
		if _, err := program.Find(short); err == nil {
			return Keeper{short}
		}
	}
	return Keeper{file}
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

// Get is the login that is kept for the name; fault.ErrNotFound without one. A
// store that is named and not installed keeps none: configs are copied from
// machine to machine, and no login can have succeeded here.
func (k Keeper) Get(ctx context.Context, name registry.Name) (credential.Credential, error) {
	if k.short == file && !loginstore.Has(name) {
		return credential.Credential{}, fault.ErrNotFound
	}
	helper, err := program.Find(k.short)
	if errors.Is(err, program.ErrMissing) {
		return credential.Credential{}, fault.ErrNotFound
	}
	if err != nil {
		return credential.Credential{}, err
	}
	c, _, err := program.Caller{}.Get(ctx, helper, name.Asked)
	c.Kind, c.Source = credential.Static, "login kept by "+helper.Name
	return c, k.named(err)
}

// Store keeps a login.
func (k Keeper) Store(ctx context.Context, name registry.Name, c credential.Credential) error {
	helper, err := program.Find(k.short)
	if err != nil {
		return err
	}
	return k.named(program.Caller{}.Store(ctx, helper, name.Asked, c))
}

// Erase forgets a login; fault.ErrNotFound without one.
func (k Keeper) Erase(ctx context.Context, name registry.Name) error {
	if k.short == file && !loginstore.Has(name) {
		return fault.ErrNotFound
	}
	helper, err := program.Find(k.short)
	if err != nil {
		return err
	}
	return k.named(program.Caller{}.Erase(ctx, helper, name.Asked))
}

// named says which program an error comes from.
func (k Keeper) named(err error) error { return fault.Within(err, program.Prefix+k.short) }
