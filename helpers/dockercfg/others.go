package main

import (
	"path/filepath"
	"slices"
	"strings"

	"github.com/dockercfg/dockercfg/helpers/dockercfg/internal/resolve"
	"github.com/dockercfg/dockercfg/shared/dockerconfig"
	"github.com/dockercfg/dockercfg/shared/fault"
)

// withOthers adds what a file holds besides registries: patterns of them, and parts that
// cannot be read, each of which is a failure of its own.
func withOthers(results []resolve.Result, config dockerconfig.Config) []resolve.Result {
	for _, e := range config.Others {
		r := resolve.Result{Host: e.Key, Keys: []string{e.Key}, Helper: filepath.Base(config.Path), Email: e.Email}
		switch {
		case e.Problem != nil:
			r.Err = fault.New(fault.Config, "%s of %s: %w", e.Key, config.Path, e.Problem)
		case e.Username == "" || e.Secret == "":
			r.Err = fault.New(fault.Config, "the entry %s of %s has no user name or no password", e.Key, config.Path)
		default:
			r.Credential = e.Credential("entry of " + config.Path)
		}
		results = append(results, r)
	}
	slices.SortStableFunc(results, func(a, b resolve.Result) int { return strings.Compare(a.Host, b.Host) })
	return results
}
