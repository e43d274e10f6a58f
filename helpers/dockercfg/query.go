package main

import (
	"context"
	"runtime"
	"slices"
	"time"

	"github.com/spf13/pflag"

	"github.com/dockercfg/dockercfg/helpers/dockercfg/internal/exit"
	"github.com/dockercfg/dockercfg/helpers/dockercfg/internal/resolve"
	"github.com/dockercfg/dockercfg/helpers/dockercfg/internal/term"
	"github.com/dockercfg/dockercfg/shared/dockerconfig"
	"github.com/dockercfg/dockercfg/shared/fault"
	"github.com/dockercfg/dockercfg/shared/formats"
	"github.com/dockercfg/dockercfg/shared/registry"
)

// queryOptions is what every command that asks helpers for credentials can be told.
type queryOptions struct {
	config, static  string
	fallbackInline  bool
	identityTokens  bool
	partial         bool
	require, prefer []string
	minTTL, timeout time.Duration
}

func (a *queryOptions) flags(flags *pflag.FlagSet) {
	a.sources(flags, "swap")
	flags.BoolVar(&a.partial, "partial", false, "go on without the registries that fail")
	flags.DurationVar(&a.minTTL, "min-ttl", 0, "fail for a credential that ends sooner than `DURATION`, such as 30m")
	flags.BoolVar(&a.identityTokens, "identity-tokens", false, "write identity tokens, which docker and podman alone read")
}

// sources are the flags that say who is asked.
func (a *queryOptions) sources(flags *pflag.FlagSet, static string) {
	flags.StringVar(&a.config, "config", "", "Docker config to read, `DIR|FILE`, or a file of logins in another shape (default $DOCKER_CONFIG, else ~/.docker)")
	flags.StringArrayVar(&a.require, "require", nil, "fail unless `HOST` has a credential")
	flags.StringVar(&a.static, "static", static, "`POLICY` for long-lived secrets: swap them where the provider can, keep or refuse them")
	flags.DurationVar(&a.timeout, "timeout", runFor, "`DURATION` of the whole run at most; one helper has at most 30s of it, or $DOCKERCFG_TIMEOUT")
	flags.StringArrayVar(&a.prefer, "prefer", nil, "take `KEY` where spellings of a registry differ, or the Secret NAMESPACE/NAME")
	flags.BoolVar(&a.fallbackInline, "fallback-inline", false, "after a helper's \"not found\" take the file's own entry, as docker-py does")
}

// validate refuses flags and hosts that mean nothing.
func (a queryOptions) validate(hosts []string) error {
	switch {
	case a.static != "swap" && a.static != "keep" && a.static != "refuse":
		return exit.Misused("--static is swap, keep or refuse")
	case a.minTTL < 0:
		return exit.Misused("--min-ttl is a duration, such as 30m")
	case a.timeout <= 0:
		return exit.Misused("--timeout is a duration above 0, such as 90s")
	}
	for _, host := range slices.Concat(hosts, a.require) {
		if err := validHost(host); err != nil {
			return err
		}
	}
	return nil
}

// validHost refuses what is no registry.
func validHost(host string) error {
	name, err := registry.Parse(host)
	switch {
	case err != nil:
		return exit.Misused("%q: %s", fault.Printable(host, 60), err)
	case name.HubSite():
		return exit.Misused("%s is Docker Hub's web site and not its registry: name %s", name.Host, registry.HubKey)
	}
	return nil
}

// resolve asks for the registries named, or for all of the config. On a terminal
// it shows how far it is, when that takes a while.
func (a queryOptions) resolve(ctx context.Context, hosts []string, s streams) ([]resolve.Result, dockerconfig.Config, error) {
	config, err := loadConfig(a.config)
	if err != nil {
		return nil, config, err
	}
	a.prefer = formats.Prefer(&config, a.prefer)
	formats.Named(&config, slices.Concat(hosts, a.require))
	r, err := request(config)
	if err != nil {
		return nil, config, err
	}
	r.Hosts, r.Require, r.Prefer = hosts, a.require, a.prefer
	r.Static, r.FallbackInline = a.static, a.fallbackInline
	r.PerHelper = min(r.PerHelper, a.timeout)
	looking := term.On(s.err)
	if word := promptWord(runtime.GOOS, config.CredsStore, looking.Terminal()); word != "" {
		term.Say(s.err, "%s", word)
	}
	var progress *term.Progress
	r.Watch = func(hosts []string) func(string) {
		progress = looking.Progress("registries", hosts)
		return progress.Done
	}
	ctx, cancel := context.WithTimeout(ctx, a.timeout)
	defer cancel()
	results, err := resolve.All(ctx, r)
	if progress != nil {
		progress.End()
	}
	if err == nil && len(hosts) == 0 {
		results = withOthers(results, r.Config)
	}
	return results, r.Config, err
}

// promptWord is what a person is told before a store is asked that may open a
// window of the system's: the keychain asks whether this program may read a login
// that another one wrote. Elsewhere, and where nobody looks, nothing is said.
func promptWord(goos, store string, terminal bool) string {
	if goos != "darwin" || !terminal || store != "osxkeychain" && store != "desktop" {
		return ""
	}
	return "the keychain may ask for your permission, once for each login: \"Always Allow\" lets it rest"
}
