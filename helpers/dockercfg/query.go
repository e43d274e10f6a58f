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

// queryOptions holds the flags of every command that asks helpers for credentials.
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
	flags.BoolVar(&a.partial, "partial", false, "continue without the registries that fail")
	flags.DurationVar(&a.minTTL, "min-ttl", 0, "fail if a credential expires sooner than in `DURATION`, such as 30m")
	flags.BoolVar(&a.identityTokens, "identity-tokens", false,
		"allow identity tokens, which only docker and podman read")
}

// sources adds the flags that say what to resolve, and how.
func (a *queryOptions) sources(flags *pflag.FlagSet, static string) {
	flags.StringVar(&a.config, "config", "",
		"Docker config to read, `DIR|FILE`; FILE can also be a pull secret or another file with logins "+
			"(default $DOCKER_CONFIG, else ~/.docker)")
	flags.StringArrayVar(&a.require, "require", nil, "fail unless `HOST` has a credential")
	flags.StringVar(&a.static, "static", static, "what to do with long-lived secrets, `POLICY`: "+
		"swap (exchange them for short-lived tokens where possible), keep or refuse")
	flags.DurationVar(&a.timeout, "timeout", runFor,
		"limit for the whole run, `DURATION`; each helper has at most 30s of it, or $DOCKERCFG_TIMEOUT")
	flags.StringArrayVar(&a.prefer, "prefer", nil,
		"use the entry `KEY` if spellings of a registry have different logins; or the Secret NAMESPACE/NAME")
	flags.BoolVar(&a.fallbackInline, "fallback-inline", false,
		"use the file's own entry if its helper has no credential, as docker-py does")
}

// validate refuses invalid flags and hosts.
func (a queryOptions) validate(hosts []string) error {
	switch {
	case a.static != "swap" && a.static != "keep" && a.static != "refuse":
		return exit.Misused("--static must be swap, keep or refuse")
	case a.minTTL < 0:
		return exit.Misused("--min-ttl must be a duration such as 30m")
	case a.timeout <= 0:
		return exit.Misused("--timeout must be a duration above 0, such as 90s")
	}
	for _, host := range slices.Concat(hosts, a.require) {
		if err := validHost(host); err != nil {
			return err
		}
	}
	return nil
}

// validHost refuses a text that does not name a registry.
func validHost(host string) error {
	name, err := registry.Parse(host)
	switch {
	case err != nil:
		return exit.Misused("%q: %s", fault.Printable(host, 60), err)
	case name.HubSite():
		return exit.Misused("%s is Docker Hub's web site, not its registry: name %s", name.Host, registry.HubKey)
	}
	return nil
}

// policy returns what the flags say about the credentials that may be used.
func (a queryOptions) policy() policy {
	return policy{static: a.static, minTTL: a.minTTL, identityTokens: a.identityTokens}
}

// resolve resolves the registries named, or all of the config. On a terminal it shows
// the progress if that takes a while.
func (a queryOptions) resolve(ctx context.Context, hosts []string, s streams) (
	[]resolve.Result, dockerconfig.Config, error) {
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
	if note := promptNote(runtime.GOOS, config.CredsStore, looking.Terminal()); note != "" {
		term.Say(s.err, "%s", note)
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
	suggest(results, r.Config)
	if err == nil && len(hosts) == 0 {
		results = withOthers(results, r.Config)
	}
	return results, r.Config, err
}

// promptNote prepares a person for a window that a store may open: the keychain asks
// whether this program may read a login that another one wrote. It returns "" on other
// systems, and if there is no terminal.
func promptNote(goos, store string, terminal bool) string {
	if goos != "darwin" || !terminal || store != "osxkeychain" && store != "desktop" {
		return ""
	}
	return "macOS may ask for permission, once for each login: choose \"Always Allow\" to stop it asking"
}
