package main

import (
	"context"
	"os"
	"path/filepath"
	"slices"

	"github.com/dockercfg/dockercfg/shared/credential"
	"github.com/dockercfg/dockercfg/shared/keeper"
	"github.com/dockercfg/dockercfg/shared/registry"
)

// alone tells whether the answer of the registry's own helper is the answer, since no
// login is kept and no variable names the registry. A helper that is not of the suite
// may do what it likes, so it is watched.
func (r route) alone(name registry.Name) bool {
	return r.own.short != "" && !r.store && slices.Contains(suite(), r.own.short) && os.Getenv("DOCKERCFG_DEBUG") == "" &&
		keeper.For(self).Silent(name) && (r.own.short == vars || !named(name))
}

// kept is the token that the helper has in its cache; the helper is not started. No
// login may come before the helper, and the helper has to be installed. A debug log is
// the helper's to write.
func (r route) kept(ctx context.Context, name registry.Name) (c credential.Credential, ok bool) {
	p, isProvider := providerCalled(r.own.short)
	if !isProvider || os.Getenv("DOCKERCFG_DEBUG") != "" || !r.cloud && !r.alone(name) {
		return c, false
	}
	if _, err := r.own.find(); err != nil {
		return c, false
	}
	username, secret, ok := p.light().Kept(caller(ctx).Environ(), name)
	return credential.Credential{
		Username: username, Secret: credential.Secret(secret), Kind: credential.Exchanged, Cached: true, Source: r.own.name(),
	}, ok
}

// become lets the one helper that can have a credential take this program's place.
// That is for a helper that lies beside this program, and is trusted as this one is to
// hold its deadline and to answer for the asked registry; one from PATH is watched over.
// It returns where somebody else may be asked, too, or where it fails; then the sources
// are asked in turn.
func (r route) become(ctx context.Context, verb string, name registry.Name) {
	if !r.alone(name) {
		return
	}
	if found, err := r.own.find(); err == nil && beside(found.Path) {
		_ = caller(ctx).Become(found, verb, name.Asked)
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
