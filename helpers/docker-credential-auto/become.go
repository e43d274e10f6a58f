package main

import (
	"context"
	"os"
	"path/filepath"
	"slices"

	"github.com/dockercfg/dockercfg/helpers/docker-credential-auto/internal/warm"
	"github.com/dockercfg/dockercfg/shared/credential"
	"github.com/dockercfg/dockercfg/shared/logins"
	"github.com/dockercfg/dockercfg/shared/registry"
)

// sole is the one helper whose answer is the answer: a login is kept by the embedded
// store, or there is no login, and only the provider's helper or variables are left. A
// helper that is not of the suite may do what it likes, so it is watched and not sole.
func (r route) sole(name registry.Name) (only helper, ok bool) {
	store := logins.StoreFor(self)
	switch {
	case os.Getenv("DOCKERCFG_DEBUG") != "":
		return helper{}, false
	case r.store:
		only = r.own
	case !r.cloud && store.Has(name):
		only = helper{file, "since docker login was used"}
	case !store.EmptyFor(name):
		return helper{}, false
	case r.own.short == "" && named(name):
		only = byVariables
	case r.own.short == vars || !named(name):
		only = r.own
	}
	return only, slices.Contains(suite(), only.short)
}

// kept is the token that the helper has in its cache; the helper is not started, and has
// to be installed. The caller knows that no login comes before it. A debug log is the
// helper's to write.
func (r route) kept(ctx context.Context, name registry.Name) (c credential.Credential, ok bool) {
	p, isProvider := warm.Called(r.own.short)
	if !isProvider || os.Getenv("DOCKERCFG_DEBUG") != "" {
		return c, false
	}
	if _, err := r.own.find(); err != nil {
		return c, false
	}
	e, ok := p.Light().Kept(caller(ctx).Environ(), name)
	return credential.Credential{
		Username: e.Username, Secret: credential.Secret(e.Secret), Kind: credential.Exchanged, Expires: e.Expires, Cached: true,
		Source:  r.own.name() + ", " + r.own.why + ": " + e.Source,
		Ambient: e.Traits.Ambient, Configured: e.Traits.Configured, Program: e.Traits.Program,
	}, ok
}

// become puts the helper in the place of this program, if it lies beside it: then it is
// trusted as this program is to hold its deadline and to answer for what is asked. A
// helper from PATH is watched over. It returns where that cannot be done.
func (h helper) become(ctx context.Context, verb, stdin string) {
	if found, err := h.find(); err == nil && beside(found.Path) {
		_ = caller(ctx).Become(found, verb, stdin)
	}
}

// beside tells whether a file lies in the directory of this program.
func beside(path string) bool {
	own, err := os.Executable()
	if err != nil {
		return false
	}
	if real, err := filepath.EvalSymlinks(own); err == nil {
		own = real
	}
	return filepath.Dir(own) == filepath.Dir(path)
}
