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

// onlySource returns the only helper that can answer: the login is in the embedded store, or there
// is no login and only the provider's helper or variables are left. A helper outside this suite
// is never returned, because its output has to be checked.
func (r route) onlySource(name registry.Name) (only helper, ok bool) {
	store := logins.StoreFor(self)
	switch {
	case os.Getenv("DOCKERCFG_DEBUG") != "":
		return helper{}, false
	case r.store:
		only = r.own
	case !r.cloud && store.Has(name):
		only = helper{file, "because docker login was used"}
	case !store.EmptyFor(name):
		return helper{}, false
	case r.own.short == "" && inVariables(name):
		only = byVariables
	case r.own.short == vars || !inVariables(name):
		only = r.own
	}
	return only, slices.Contains(suite(), only.short)
}

// cachedToken returns the token in the helper's cache without starting the helper, which has to be
// installed. The caller knows that no login overrides it. With DOCKERCFG_DEBUG the helper is
// started, so that it writes its log.
func (r route) cachedToken(ctx context.Context, name registry.Name) (c credential.Credential, ok bool) {
	p, isProvider := warm.Called(r.own.short)
	if !isProvider || os.Getenv("DOCKERCFG_DEBUG") != "" {
		return c, false
	}
	if _, err := r.own.find(); err != nil {
		return c, false
	}
	e, ok := p.Light().CachedToken(caller(ctx).Environ(), name)
	return credential.Credential{
		Username: e.Username, Secret: credential.Secret(e.Secret), Expires: e.Expires,
		Kind: credential.Exchanged, Cached: true,
		Source:  r.own.name() + ", " + r.own.why + ": " + e.Source,
		Ambient: e.Traits.Ambient, Configured: e.Traits.Configured, Program: e.Traits.Program,
	}, ok
}

// become replaces this process by the helper if the helper is in the same directory: such a
// helper is trusted to keep its deadline and to answer the question. A helper from PATH runs
// as a child whose output is checked. become returns if it cannot replace the process.
func (h helper) become(ctx context.Context, verb, stdin string) {
	if found, err := h.find(); err == nil && beside(found.Path) {
		_ = caller(ctx).Exec(found, verb, stdin)
	}
}

// beside reports whether a file is in the directory of this program.
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
