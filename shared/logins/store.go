package logins

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"time"

	"github.com/dockercfg/dockercfg/shared/credential"
	"github.com/dockercfg/dockercfg/shared/fault"
	"github.com/dockercfg/dockercfg/shared/filestore"
	"github.com/dockercfg/dockercfg/shared/helperclient"
	"github.com/dockercfg/dockercfg/shared/inputs"
	"github.com/dockercfg/dockercfg/shared/protocol"
	"github.com/dockercfg/dockercfg/shared/registry"
	"github.com/dockercfg/dockercfg/shared/userdirs"
)

// file is the short name of the embedded store, docker-credential-file.
const file = "file"

// None is the value of DOCKERCFG_KEEPER that turns logins off. The generator sets it:
// it answers from its variables only.
const None = "none"

// patience limits a get from a store that no one chose. Such a store is asked at every
// pull, also where no one ever logged in.
const patience = 2 * time.Second

// Store is the credential store that keeps logins, a helper program.
type Store struct {
	short  string
	named  bool  // by DOCKERCFG_KEEPER or Docker's config
	err    error // why the store is not known
	putErr error // why nothing may be stored
}

// chosen reports whether a failure of the store is an error, and whether it is given
// the whole time of a run: that holds for a store that is named and for the embedded one.
func (s Store) chosen() bool { return s.named || s.short == file }

// NoLogin reports whether the helper named self has no login for the registry, now and
// as long as the files recorded in in are unchanged. It is false where only a program can
// tell, and where a store that would be asked may be installed later.
func NoLogin(self string, in *inputs.Recorder, name registry.Name) bool {
	if dir, err := userdirs.Docker(os.Getenv); err == nil {
		in.Note(filepath.Join(dir, "config.json"))
	}
	if at, err := filestore.Dir(); err == nil {
		in.Note(at.Path)
	}
	s := StoreFor(self)
	return s.EmptyFor(name) && (s.short == None || platform() == "" || s.named)
}

// Get returns the login for the registry, or fault.ErrNotFound. A store that is named but
// not installed has no logins: configs are copied from machine to machine, and no login
// can have succeeded on this one.
func (s Store) Get(ctx context.Context, name registry.Name) (credential.Credential, error) {
	switch {
	case s.err != nil:
		return credential.Credential{}, s.err
	case s.EmptyFor(name):
		return credential.Credential{}, fault.ErrNotFound
	}
	switch err := s.hidden(name); {
	case err != nil && s.named:
		return credential.Credential{}, err
	case err != nil:
		return credential.Credential{}, s.failOrSkip(ctx, name, err)
	}
	helper, err := helperclient.Find(s.short)
	if errors.Is(err, helperclient.ErrMissing) {
		return credential.Credential{}, fault.ErrNotFound
	}
	if err == nil {
		c, errGet := s.ask(ctx, helper, name)
		if errGet == nil || s.chosen() || errors.Is(errGet, fault.ErrNotFound) {
			return c, errGet
		}
		err = errGet
	} else if s.chosen() {
		return credential.Credential{}, err
	}
	return credential.Credential{}, s.failOrSkip(ctx, name, s.unchosen(err))
}

// ask runs the store's helper. It stops a little before the run's own deadline, so that
// there is time to report a store that hangs.
func (s Store) ask(ctx context.Context, helper helperclient.Helper, name registry.Name) (credential.Credential, error) {
	ctx, cancel := s.Bound(ctx)
	defer cancel()
	c, _, err := caller().Get(ctx, helper, name.Asked)
	c.Kind, c.Source = credential.Static, s.Label()
	return c, s.within(err)
}

// Bound limits the time for questions to the store.
func (s Store) Bound(ctx context.Context) (context.Context, context.CancelFunc) {
	if s.chosen() {
		return withMargin(ctx)
	}
	limit := patience
	if end, limited := ctx.Deadline(); limited {
		limit = min(limit, time.Until(end)/2)
	}
	return context.WithTimeout(ctx, limit)
}

// withMargin leaves time to report that a store took too long.
func withMargin(ctx context.Context) (context.Context, context.CancelFunc) {
	end, limited := ctx.Deadline()
	if !limited {
		return context.WithCancel(ctx)
	}
	left := time.Until(end)
	return context.WithTimeout(ctx, left-min(left/10, time.Second))
}

// unchosen adds to an error of the platform's store why that store is asked.
func (s Store) unchosen(err error) error {
	var coded *fault.Error
	if !errors.As(err, &coded) {
		return err
	}
	hinted := coded.WithHint(
		"no store is configured, so this one is asked: set DOCKERCFG_KEEPER to file to skip it, "+
			"or to %s to wait for it", s.short)
	return fault.Within(hinted, "the desktop's store")
}

// failOrSkip returns err if docker recorded a login for the registry: then a login exists
// and cannot be read. Otherwise the pull goes on without one and a line says why, since a
// broken store must not stop pulls of public images.
func (s Store) failOrSkip(ctx context.Context, name registry.Name, err error) error {
	if noted(name) {
		return err
	}
	protocol.Tell(ctx, "the credential store was skipped: %s", fault.Line(err))
	return fault.ErrNotFound
}

// noted reports whether docker recorded a login for the registry: `docker login` leaves
// an empty entry in config.json.
func noted(name registry.Name) bool {
	stores, err := configured()
	return err == nil && stores.Noted(name)
}

// hidden returns why it cannot be seen whether the embedded store has a login.
func (s Store) hidden(name registry.Name) error {
	if s.short != file {
		return nil
	}
	_, err := filestore.Holds(name)
	return err
}

// Explain returns what Get would, as far as that is known without starting a program.
func (s Store) Explain(name registry.Name) (c credential.Credential, known bool, err error) {
	c = credential.Credential{Kind: credential.Static, Source: s.Label()}
	if s.err != nil || s.short != file {
		return c, false, s.err
	}
	held, err := filestore.Holds(name)
	if err != nil && !s.named && !noted(name) {
		err = nil // as in failOrSkip
	}
	return c, held, err
}

// EmptyFor reports that Get would return fault.ErrNotFound, without starting a program.
func (s Store) EmptyFor(name registry.Name) bool {
	switch s.short {
	case None:
		return true
	case file:
		held, err := filestore.Holds(name)
		return !held && err == nil
	}
	return false
}

// Has reports that the embedded store has a login for the registry, without starting a
// program. It is false for other stores, and where the embedded one cannot be read.
func (s Store) Has(name registry.Name) bool {
	if s.short != file {
		return false
	}
	held, err := filestore.Holds(name)
	return held && err == nil
}

// Empty reports that there are no logins to list, without starting a program.
func (s Store) Empty() bool {
	return s.short == None || s.short == file && filestore.Empty()
}

// Short returns the short name of the store's program, or None; "" if it is not known.
func (s Store) Short() string { return s.short }

// Err returns why the store is not known.
func (s Store) Err() error { return s.err }

// Label names the source of the store's credentials for people.
func (s Store) Label() string { return "login kept by " + helperclient.Prefix + s.short }

// caller repeats error messages of our own store only: those of others may hold secrets.
func caller() helperclient.Caller { return helperclient.Caller{Trusted: []string{file}} }

// Put stores a login.
func (s Store) Put(ctx context.Context, name registry.Name, c credential.Credential) error {
	switch {
	case s.err != nil:
		return s.err
	case s.putErr != nil:
		return s.putErr
	case s.short == None:
		return fault.New(fault.Config, "DOCKERCFG_KEEPER is \"none\", so logins are not stored: unset it")
	}
	helper, err := helperclient.Find(s.short)
	if err != nil {
		return err
	}
	ctx, cancel := withMargin(ctx)
	defer cancel()
	return s.within(caller().Store(ctx, helper, name.Asked, c))
}

// Erase deletes a login. It returns fault.ErrNotFound if there is none.
func (s Store) Erase(ctx context.Context, name registry.Name) error {
	switch {
	case s.err != nil:
		return s.err
	case s.EmptyFor(name):
		return fault.ErrNotFound
	}
	helper, err := helperclient.Find(s.short)
	if err != nil {
		return err
	}
	ctx, cancel := withMargin(ctx)
	defer cancel()
	return s.within(caller().Erase(ctx, helper, name.Asked))
}

// within adds the name of the program to its error.
func (s Store) within(err error) error { return fault.Within(err, helperclient.Prefix+s.short) }
