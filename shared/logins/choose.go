package logins

import (
	"errors"
	"os"
	"runtime"

	"github.com/dockercfg/dockercfg/shared/dockerconfig"
	"github.com/dockercfg/dockercfg/shared/fault"
	"github.com/dockercfg/dockercfg/shared/helperclient"
	"github.com/dockercfg/dockercfg/shared/safeexec"
	"github.com/dockercfg/dockercfg/shared/userdirs"
)

// StoreFor returns the store for the helper with the given short name. A helper is
// never its own store.
func StoreFor(self string) Store {
	if named := byVariable(self); named != "" {
		return Store{short: named, named: true}
	}
	stores, err := configured()
	s := Store{err: unreadable(err), putErr: unreadable(stores.More)}
	switch {
	case err != nil:
	case stores.Store != "" && stores.Store != self && stores.Store != "auto":
		s.short, s.named = stores.Store, true
	default:
		s.short = DefaultStore()
	}
	return s
}

// byVariable returns the store that DOCKERCFG_KEEPER names, or "".
func byVariable(self string) string {
	if named := os.Getenv("DOCKERCFG_KEEPER"); named != self {
		return named
	}
	return ""
}

// DefaultStore returns the short name of the store where neither a variable nor Docker's
// config names one: the platform's store if its helper is installed, else "file". A
// helper that is installed but unsafe to start, since others could have changed it, still
// counts: no other store has its logins. One that cannot be looked at does not: docker
// would not find it either.
func DefaultStore() string {
	if short := platform(); short != "" {
		_, err := helperclient.Find(short)
		if !errors.Is(err, helperclient.ErrMissing) && !errors.Is(err, safeexec.ErrUnseen) {
			return short
		}
	}
	return file
}

// configured returns the stores that Docker's config names. A missing config names none;
// one that cannot be read is an error.
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

// unreadable turns a failure to read Docker's config into an error for the user.
func unreadable(err error) error {
	if err == nil {
		return nil
	}
	return fault.New(fault.Config, "reading which credential store to use: %w", err).
		WithHint("fix it (`dockercfg doctor` shows how), or set DOCKERCFG_KEEPER to the store")
}

// platform returns the short name of the desktop's store. Linux has one only where a
// session bus runs.
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
