package main

import (
	"slices"

	"github.com/spf13/cobra"

	"github.com/dockercfg/dockercfg/shared/formats"
	"github.com/dockercfg/dockercfg/shared/registry"
)

// completeHosts offers the registries that the config names. It only reads the file: a
// store may ask for a password, and the shell waits.
func completeHosts(config *string) cobra.CompletionFunc {
	return func(_ *cobra.Command, given []string, _ string) ([]cobra.Completion, cobra.ShellCompDirective) {
		c, err := loadConfig(*config)
		if err != nil {
			return nil, cobra.ShellCompDirectiveNoFileComp
		}
		var keys []string
		for _, e := range c.Auths {
			keys = append(keys, e.Key)
		}
		for _, b := range c.CredHelpers {
			keys = append(keys, b.Key)
		}
		var hosts []string
		for _, key := range keys {
			if name, err := registry.Parse(key); err == nil && !slices.Contains(given, name.Key()) {
				hosts = append(hosts, name.Key())
			}
		}
		slices.Sort(hosts)
		return slices.Compact(hosts), cobra.ShellCompDirectiveNoFileComp
	}
}

// completeFlags offers the values of the flags that take one of a list.
func completeFlags(cmd *cobra.Command, config *string) {
	for name, complete := range map[string]cobra.CompletionFunc{
		"format": cobra.FixedCompletions(formatNames(), cobra.ShellCompDirectiveNoFileComp),
		"static": cobra.FixedCompletions([]cobra.Completion{"swap", "keep", "refuse"},
			cobra.ShellCompDirectiveNoFileComp),
		"require": completeHosts(config),
		"prefer":  completeHosts(config),
	} {
		if cmd.Flags().Lookup(name) != nil {
			_ = cmd.RegisterFlagCompletionFunc(name, complete) // fails only for an unknown flag
		}
	}
}

func formatNames() (names []cobra.Completion) {
	for _, f := range formats.All() {
		names = append(names, cobra.CompletionWithDesc(f.Name, f.For))
	}
	return names
}
