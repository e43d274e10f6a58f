// Package keeper hands explicit logins to the program that keeps them, for
// helpers that keep none themselves: after `docker login`, that login answers
// until `docker logout`, whatever else is configured.
//
// The keeper is the store that DOCKERCFG_KEEPER or Docker's config names, else
// the platform's, else docker-credential-file. It is started as a program, so
// that a helper links no store; for docker-credential-file one look tells whether
// there is a login to ask for, and without one no process starts.
//
// What goes wrong is never told as "no login":
//
//	Docker's config is absent          no store is named
//	it cannot be read                  an error: which store has the login is not known
//	a store that was chosen fails      an error
//	the platform's store fails, or     an error if docker noted a login to this
//	the embedded one cannot be         registry there; else the pull goes on without
//	looked into                        one, and a line names the store
package keeper

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"runtime"
	"time"

	"github.com/dockercfg/dockercfg/shared/credential"
	"github.com/dockercfg/dockercfg/shared/dockerconfig"
	"github.com/dockercfg/dockercfg/shared/fault"
	"github.com/dockercfg/dockercfg/shared/filestore"
	"github.com/dockercfg/dockercfg/shared/helperclient"
	"github.com/dockercfg/dockercfg/shared/inputs"
	"github.com/dockercfg/dockercfg/shared/protocol"
	"github.com/dockercfg/dockercfg/shared/registry"
	"github.com/dockercfg/dockercfg/shared/userdirs"
)

// file is the short name of the embedded store.
const file = "file"

// None is what DOCKERCFG_KEEPER says where logins are not to be looked for: a
// generator answers out of its variables alone.
const None = "none"

// patience is how long a store that nobody chose may take to answer a get: it is asked
// for every pull, whether or not anybody ever logged in.
const patience = 2 * time.Second

// Keeper is the program chosen, by its short name.
type Keeper struct {
	short   string
	named   bool  // by a variable or Docker's config
	problem error // why the keeper is not known
	doubt   error // why nothing may be stored in it
}

// chosen tells a store that is waited for, and whose failure is an error: one that is
// named, and the embedded one.
func (k Keeper) chosen() bool { return k.named || k.short == file }

// For chooses the keeper of the helper with the given short name, which is
// never its own keeper.
func For(self string) Keeper {
	if named := byVariable(self); named != "" {
		return Keeper{short: named, named: true}
	}
	stores, err := configured()
	k := Keeper{problem: unreadable(err), doubt: unreadable(stores.More)}
	switch {
	case err != nil:
	case stores.Store != "" && stores.Store != self && stores.Store != "auto":
		k.short, k.named = stores.Store, true
	default:
		k.short = Default()
	}
	return k
}

// byVariable is the keeper that DOCKERCFG_KEEPER names, "" for none.
func byVariable(self string) string {
	if named := os.Getenv("DOCKERCFG_KEEPER"); named != self {
		return named
	}
	return ""
}

// Default is the keeper's short name where neither a variable nor Docker's config
// names one: the platform's store if its helper is installed, else file. One that is
// installed and is not started, since others could have changed it, is the keeper all
// the same: its logins are in no other.
func Default() string {
	if short := platform(); short != "" {
		if _, err := helperclient.Find(short); !errors.Is(err, helperclient.ErrMissing) {
			return short
		}
	}
	return file
}

// configured is what Docker's config says. Only one that is not there says nothing.
func configured() (dockerconfig.Stores, error) {
	dir, err := userdirs.Docker(os.Getenv)
	if errors.Is(err, userdirs.ErrNoHome) {
		return dockerconfig.Stores{}, nil
	}
	if err != nil {
		return dockerconfig.Stores{}, err
	}
	stores, err := dockerconfig.LoadStores(dir)
	if dockerconfig.Missing(err) {
		return dockerconfig.Stores{}, nil
	}
	return stores, err
}

// unreadable is what is wrong with Docker's config, nil for nothing.
func unreadable(err error) error {
	if err == nil {
		return nil
	}
	return fault.New(fault.Config, "reading which store keeps logins: %w", err).
		WithHint("correct it, as `dockercfg doctor` says, or name the store in DOCKERCFG_KEEPER")
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
	if dir, err := userdirs.Docker(os.Getenv); err == nil {
		in.Note(filepath.Join(dir, "config.json"))
	}
	if at, err := filestore.Place(); err == nil {
		in.Note(at.Path)
	}
	k := For(self)
	return k.Silent(name) && (k.short == None || platform() == "" || k.named)
}

// Get is the login that is kept for the name; fault.ErrNotFound without one. A
// store that is named and not installed keeps none: configs are copied from
// machine to machine, and no login can have succeeded here.
func (k Keeper) Get(ctx context.Context, name registry.Name) (credential.Credential, error) {
	switch {
	case k.problem != nil:
		return credential.Credential{}, k.problem
	case k.Silent(name):
		return credential.Credential{}, fault.ErrNotFound
	}
	if err := k.hidden(name); err != nil {
		return credential.Credential{}, k.unless(ctx, name, err)
	}
	helper, err := helperclient.Find(k.short)
	if errors.Is(err, helperclient.ErrMissing) {
		return credential.Credential{}, fault.ErrNotFound
	}
	if err == nil {
		c, errGet := k.ask(ctx, helper, name)
		if errGet == nil || k.chosen() || errors.Is(errGet, fault.ErrNotFound) {
			return c, errGet
		}
		err = errGet
	} else if k.chosen() {
		return credential.Credential{}, err
	}
	return credential.Credential{}, k.unless(ctx, name, k.unchosen(err))
}

// ask starts the store. It gets less time than there is, so that what is said of it
// arrives.
func (k Keeper) ask(ctx context.Context, helper helperclient.Helper, name registry.Name) (credential.Credential, error) {
	ctx, cancel := k.Bound(ctx)
	defer cancel()
	c, _, err := caller().Get(ctx, helper, name.Asked)
	c.Kind, c.Source = credential.Static, k.Source()
	return c, k.within(err)
}

// Bound limits the time for questions to the keeper.
func (k Keeper) Bound(ctx context.Context) (context.Context, context.CancelFunc) {
	if k.chosen() {
		return withMargin(ctx)
	}
	limit := patience
	if end, limited := ctx.Deadline(); limited {
		limit = min(limit, time.Until(end)/2)
	}
	return context.WithTimeout(ctx, limit)
}

// withMargin leaves time to say that a store took too long.
func withMargin(ctx context.Context) (context.Context, context.CancelFunc) {
	end, limited := ctx.Deadline()
	if !limited {
		return context.WithCancel(ctx)
	}
	left := time.Until(end)
	return context.WithTimeout(ctx, left-min(left/10, time.Second))
}

// unchosen adds to an error of the platform's store why it is asked at all.
func (k Keeper) unchosen(err error) error {
	var coded *fault.Error
	if !errors.As(err, &coded) {
		return err
	}
	hinted := coded.WithHint(
		"it is asked since no store is chosen: set DOCKERCFG_KEEPER to file, or to %s to wait for it", k.short)
	return fault.Within(hinted, "the desktop's store")
}

// unless is err if docker noted a login to the registry: then there is one, and it
// cannot be read. Else nothing says that there is a login. The pull goes on without
// one, since a store that is broken must not stop the pulls of public images, and a
// line says why.
func (k Keeper) unless(ctx context.Context, name registry.Name, err error) error {
	if noted(name) {
		return err
	}
	protocol.Tell(ctx, "no login was looked for: %s", fault.Line(err))
	return fault.ErrNotFound
}

// noted tells whether docker noted a login to the registry in a store.
func noted(name registry.Name) bool {
	stores, err := configured()
	return err == nil && stores.Noted(name)
}

// hidden is why nobody can tell whether the embedded store has a login.
func (k Keeper) hidden(name registry.Name) error {
	if k.short != file {
		return nil
	}
	_, err := filestore.Holds(name)
	return err
}

// Explain tells what Get would answer, as far as no program has to be started.
func (k Keeper) Explain(name registry.Name) (c credential.Credential, known bool, err error) {
	c = credential.Credential{Kind: credential.Static, Source: k.Source()}
	if k.problem != nil || k.short != file {
		return c, false, k.problem
	}
	held, err := filestore.Holds(name)
	if err != nil && !noted(name) {
		err = nil
	}
	return c, held, err
}

// Silent tells that Get would answer nothing, without starting a program.
func (k Keeper) Silent(name registry.Name) bool {
	switch k.short {
	case None:
		return true
	case file:
		held, err := filestore.Holds(name)
		return !held && err == nil
	}
	return false
}

// Has tells that the embedded store has a login, without starting a program. Of other
// stores, and of one that cannot be looked into, it knows nothing.
func (k Keeper) Has(name registry.Name) bool {
	if k.short != file {
		return false
	}
	held, err := filestore.Holds(name)
	return held && err == nil
}

// Empty tells that there are no logins to list, without starting a program.
func (k Keeper) Empty() bool {
	return k.short == None || k.short == file && filestore.Empty()
}

// Short is the short name of the keeper's program, or None; "" if it is not known.
func (k Keeper) Short() string { return k.short }

// Problem is why the keeper is not known.
func (k Keeper) Problem() error { return k.problem }

// Source is what a credential from here is said to be.
func (k Keeper) Source() string { return "login kept by " + helperclient.Prefix + k.short }

// caller trusts the words of our own store alone.
func caller() helperclient.Caller { return helperclient.Caller{Trusted: []string{file}} }

// Store keeps a login.
func (k Keeper) Store(ctx context.Context, name registry.Name, c credential.Credential) error {
	switch {
	case k.problem != nil:
		return k.problem
	case k.doubt != nil:
		return k.doubt
	case k.short == None:
		return fault.New(fault.Config, "DOCKERCFG_KEEPER is none, so no login is kept: unset it")
	}
	helper, err := helperclient.Find(k.short)
	if err != nil {
		return err
	}
	ctx, cancel := withMargin(ctx)
	defer cancel()
	return k.within(caller().Store(ctx, helper, name.Asked, c))
}

// Erase forgets a login; fault.ErrNotFound without one.
func (k Keeper) Erase(ctx context.Context, name registry.Name) error {
	switch {
	case k.problem != nil:
		return k.problem
	case k.Silent(name):
		return fault.ErrNotFound
	}
	helper, err := helperclient.Find(k.short)
	if err != nil {
		return err
	}
	ctx, cancel := withMargin(ctx)
	defer cancel()
	return k.within(caller().Erase(ctx, helper, name.Asked))
}

// within says which program an error comes from.
func (k Keeper) within(err error) error { return fault.Within(err, helperclient.Prefix+k.short) }
