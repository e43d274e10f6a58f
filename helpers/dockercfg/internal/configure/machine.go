package configure

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"sync"
	"time"

	"github.com/dockercfg/dockercfg/shared/dockerconfig"
	"github.com/dockercfg/dockercfg/shared/fault"
	"github.com/dockercfg/dockercfg/shared/helperclient"
	"github.com/dockercfg/dockercfg/shared/logins"
	"github.com/dockercfg/dockercfg/shared/safeexec"
	"github.com/dockercfg/dockercfg/shared/userdirs"
)

// perHelper is the time limit for one call to a helper, none of which needs the network.
const perHelper = 10 * time.Second

// Look inspects the machine: which helpers are installed, which logins are in the
// current store, and which helper of the suite has an identity for a host. It starts
// helpers of the suite with explain, which makes no request, and the store with list.
func Look(ctx context.Context, c dockerconfig.Config, suite []string) (Machine, error) {
	m := Machine{Installed: map[string]bool{}, Keeper: chosen(), Kept: map[string]bool{}}
	names := append([]string{c.CredsStore, m.Keeper}, suite...)
	for _, b := range c.CredHelpers {
		names = append(names, b.Helper)
	}
	for _, name := range names {
		if name != "" {
			_, err := helperclient.Find(name)
			m.Installed[name] = err == nil
		}
	}
	if store := c.CredsStore; store != "" && store != auto && m.Installed[store] {
		helper, err := helperclient.Find(store)
		if err != nil {
			return m, err
		}
		ctx, cancel := context.WithTimeout(ctx, perHelper)
		defer cancel()
		listed, err := helperclient.Caller{Trusted: suite}.List(ctx, helper)
		if err != nil {
			return m, fault.Within(err, "listing the logins of docker-credential-"+store)
		}
		for host := range listed {
			m.Kept[host] = true
		}
	}
	m.Serves, m.Unserved = serving(ctx, suite), unserved()
	return m, nil
}

// unserved returns an installed program of podman's family that does not ask auto, or "".
func unserved() string {
	path, err := safeexec.Find("podman", "skopeo", "buildah")
	if err != nil {
		return ""
	}
	home, err := userdirs.Home(os.Getenv)
	if err != nil {
		return ""
	}
	if _, err := os.Stat(PodmanPath(home)); err == nil {
		return ""
	}
	if names, err := podmanHelpers(home); err != nil || slices.Contains(names, auto) {
		return ""
	}
	return filepath.Base(path)
}

// chosen returns the store that auto keeps logins in if the config names auto.
func chosen() string {
	if named := os.Getenv("DOCKERCFG_KEEPER"); named != "" && named != logins.None && named != auto {
		return named
	}
	return logins.DefaultStore()
}

// serving returns Machine.Serves: it asks all helpers of the suite at once and
// remembers the answers.
func serving(ctx context.Context, suite []string) func(string) string {
	var mu sync.Mutex
	known := map[string]string{}
	return func(host string) string {
		mu.Lock()
		defer mu.Unlock()
		if short, ok := known[host]; ok {
			return short
		}
		found := make([]bool, len(suite))
		var all sync.WaitGroup
		for i, short := range suite {
			// These serve any registry, from logins and variables.
			if short == auto || short == "file" || short == "vars" {
				continue
			}
			all.Go(func() { found[i] = has(ctx, short, host, suite) })
		}
		all.Wait()
		known[host] = ""
		for i, short := range suite {
			if found[i] {
				known[host] = short
				break
			}
		}
		return known[host]
	}
}

// has reports whether a helper has an identity for one of its own hosts.
func has(ctx context.Context, short, host string, suite []string) bool {
	helper, err := helperclient.Find(short)
	if err != nil || host == "" {
		return false
	}
	ctx, cancel := context.WithTimeout(ctx, perHelper)
	defer cancel()
	// A login in the store is not an identity of the helper.
	caller := helperclient.Caller{Env: append(os.Environ(), "DOCKERCFG_KEEPER=none"), Trusted: suite}
	e, err := caller.Explain(ctx, helper, host)
	if err == nil {
		return isIdentity(e)
	}
	return !errors.Is(err, fault.ErrNotFound) && !isNoIdentity(err)
}

// isIdentity reports whether an identity exists, as opposed to may exist: helpers name
// the machine's own identity on every machine, since only a request can tell whether
// there is one. A cached token proves that an identity is in use.
func isIdentity(e helperclient.Explanation) bool { return e.Cached || e.Configured || !e.Ambient }

func isNoIdentity(err error) bool {
	var coded *fault.Error
	return errors.As(err, &coded) &&
		(coded.Code == fault.NoIdentity || coded.Code == fault.Helper || coded.Code == fault.Timeout)
}
