package main

import (
	"errors"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/dockercfg/dockercfg/helpers/dockercfg/internal/resolve"
	"github.com/dockercfg/dockercfg/shared/dockerconfig"
	"github.com/dockercfg/dockercfg/shared/fault"
	"github.com/dockercfg/dockercfg/shared/registry"
)

// suggest adds the registries of the config with a similar name to the error for a named
// registry without a credential.
func suggest(results []resolve.Result, config dockerconfig.Config) {
	for i, r := range results {
		var coded *fault.Error
		if !r.Absent || !errors.As(r.Err, &coded) {
			continue
		}
		if names := similar(r.Host, configured(config)); len(names) > 0 {
			results[i].Err = fault.New(coded.Code, "%s; did you mean %s?", coded.Text(), strings.Join(names, " or "))
		}
	}
}

// configured returns the registries for which the config has a login or names a helper.
func configured(config dockerconfig.Config) (hosts []string) {
	add := func(key string) {
		if name, err := registry.Parse(key); err == nil {
			hosts = append(hosts, name.Key())
		}
	}
	for _, b := range config.CredHelpers {
		if b.Helper != "" {
			add(b.Key)
		}
	}
	for _, e := range config.Auths {
		if config.CredsStore != "" || !e.Placeholder() {
			add(e.Key)
		}
	}
	slices.Sort(hosts)
	return slices.Compact(hosts)
}

// similar returns at most three of the known registries: those that cobra would suggest if
// they were commands.
func similar(host string, known []string) []string {
	all := &cobra.Command{SuggestionsMinimumDistance: 2}
	for _, k := range known {
		if k != host && !strings.Contains(k, " ") {
			all.AddCommand(&cobra.Command{Use: k, Run: func(*cobra.Command, []string) {}})
		}
	}
	names := all.SuggestionsFor(host)
	return names[:min(len(names), 3)]
}
