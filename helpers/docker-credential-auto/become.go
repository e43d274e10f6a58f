package main

import (
	"context"
	"os"
	"path/filepath"
	"slices"

	"github.com/dockercfg/dockercfg/shared/keeper"
	"github.com/dockercfg/dockercfg/shared/registry"
)

// become lets the one helper that can have a credential take this program's place:
// where no login is kept and no variable names the registry, what it answers is the
// answer. That is for a helper that lies beside this program, and is trusted as
// this one is to hold its deadline and to answer for the asked registry; one from
// PATH is watched over. It returns where somebody else may be asked, too, or where
// it fails; then the sources are asked in turn.
func (r route) become(ctx context.Context, verb string, name registry.Name) {
	if r.own.short == "" || r.store || !slices.Contains(suite(), r.own.short) || os.Getenv("DOCKERCFG_DEBUG") != "" ||
		!keeper.For(self).Silent(name) || r.own.short != vars && named(name) {
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
