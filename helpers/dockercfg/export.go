package main

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/dockercfg/dockercfg/helpers/dockercfg/internal/exit"
	"github.com/dockercfg/dockercfg/helpers/dockercfg/internal/output"
	"github.com/dockercfg/dockercfg/helpers/dockercfg/internal/report"
	"github.com/dockercfg/dockercfg/helpers/dockercfg/internal/resolve"
	"github.com/dockercfg/dockercfg/shared/dockercfg"
	"github.com/dockercfg/dockercfg/shared/dockerconfig"
	"github.com/dockercfg/dockercfg/shared/fault"
	"github.com/dockercfg/dockercfg/shared/registry"
)

// exporting is the flags of export.
type exporting struct {
	config, format, output, static string
	force, partial, json           bool
	identityTokens, fallbackInline bool
	showSecrets                    bool
	require, prefer                []string
	minTTL, timeout                time.Duration
}

func exportCommand(s streams) *cobra.Command {
	var e exporting
	var names []string
	for _, f := range dockercfg.Formats() {
		names = append(names, fmt.Sprintf("  %-16s %s", f.Name, f.For))
	}
	cmd := &cobra.Command{
		Use:   "export [HOST...]",
		Short: "Ask the helpers of a Docker config and write one static file",
		Long: "Export resolves every registry of the config, or those named, through helpers\n" +
			"and stores. Without -o nothing is written and only the table is shown.\n\n" +
			"Formats:\n" + strings.Join(names, "\n"),
		Example: "  dockercfg export                           # what would be written\n" +
			"  dockercfg export -o dockercfg ghcr.io      # one registry, file of mode 0600\n" +
			"  dockercfg export --format auth-config-env -o - | gh secret set DOCKER_AUTH_CONFIG",
		RunE: func(cmd *cobra.Command, args []string) error { return e.run(cmd, args, s) },
	}
	flags := cmd.Flags()
	flags.StringVar(&e.config, "config", "", "Docker config to read, `DIR|FILE` (default $DOCKER_CONFIG, else ~/.docker)")
	flags.StringVar(&e.format, "format", "config-json", "shape to write, `NAME`")
	flags.StringVarP(&e.output, "output", "o", "", "`FILE` to write, mode 0600; - is standard output; none shows the table alone")
	flags.BoolVar(&e.showSecrets, "show-secrets", false, "allow -o - on a terminal")
	flags.BoolVar(&e.force, "force", false, "replace an existing file")
	flags.BoolVar(&e.partial, "partial", false, "write the rest when a registry fails, and exit 3")
	flags.StringArrayVar(&e.require, "require", nil, "fail unless `HOST` has a credential")
	flags.DurationVar(&e.minTTL, "min-ttl", 0, "fail for a credential that ends sooner than `DURATION`, such as 30m")
	flags.StringVar(&e.static, "static", "swap", "`POLICY` for long-lived secrets: swap them where the provider can, keep or refuse them")
	flags.BoolVar(&e.identityTokens, "identity-tokens", false, "write identity tokens, which docker and podman alone read")
	flags.DurationVar(&e.timeout, "timeout", runFor, "`DURATION` of the whole run at most; one helper has at most 30s of it, or $DOCKERCFG_TIMEOUT")
	flags.StringArrayVar(&e.prefer, "prefer", nil, "take `KEY` where spellings of one registry differ")
	flags.BoolVar(&e.fallbackInline, "fallback-inline", false, "after a helper's \"not found\" take the file's own entry, as docker-py does")
	flags.BoolVar(&e.json, "json", false, "show the table as JSON")
	return cmd
}

func (e exporting) run(cmd *cobra.Command, hosts []string, s streams) error {
	format, err := dockercfg.ByName(e.format)
	if err != nil {
		return exit.Misused("%s", err)
	}
	if err := e.validate(cmd, hosts); err != nil {
		return err
	}
	if e.output != "" {
		if err := e.target(s).Check(); err != nil {
			return err
		}
	}
	config, err := loadConfig(e.config)
	if err != nil {
		return err
	}
	r, err := request(config)
	if err != nil {
		return err
	}
	r.Hosts, r.Require, r.Prefer = hosts, e.require, e.prefer
	r.Static, r.FallbackInline = e.static, e.fallbackInline
	r.PerHelper = min(r.PerHelper, e.timeout)
	s.bound(e.timeout)
	ctx, cancel := context.WithTimeout(cmd.Context(), e.timeout)
	defer cancel()
	results, err := resolve.All(ctx, r)
	if err != nil {
		return err
	}
	return e.finish(results, r.Config, format, s)
}

// validate refuses flags and hosts that mean nothing.
func (e exporting) validate(cmd *cobra.Command, hosts []string) error {
	switch {
	case e.static != "swap" && e.static != "keep" && e.static != "refuse":
		return exit.Misused("--static is swap, keep or refuse")
	case cmd.Flags().Changed("output") && e.output == "":
		return exit.Misused("-o names no file: it is a path, or - for standard output")
	case e.minTTL < 0:
		return exit.Misused("--min-ttl is a duration, such as 30m")
	case e.timeout <= 0:
		return exit.Misused("--timeout is a duration above 0, such as 90s")
	}
	for _, host := range slices.Concat(hosts, e.require) {
		if _, err := registry.Parse(host); err != nil {
			return exit.Misused("%q: %s", fault.Printable(host, 60), err)
		}
	}
	return nil
}

// finish writes what may be written and shows the table. As JSON the table is
// all there is on standard error, so that a program can read it.
func (e exporting) finish(results []resolve.Result, config dockerconfig.Config, format dockercfg.Format, s streams) error {
	found := e.settle(results, format)
	outcome := report.Outcome{Results: results, Warnings: config.Warnings}
	if !e.json {
		report.Write(s.err, outcome)
		return e.conclude(found, config.Path, format, s)
	}
	err := e.conclude(found, config.Path, format, s)
	code := exit.Code(err)
	if code == exit.Done || code == exit.Partial {
		outcome.Wrote = e.output
	}
	report.WriteJSON(s.err, outcome, err)
	if err != nil {
		err = exit.Silently(code)
	}
	return err
}

// conclude decides between a file, a shorter file and none.
func (e exporting) conclude(found settled, path string, format dockercfg.Format, s streams) error {
	total := len(found.entries) + found.failures
	switch {
	case found.needed > 0:
		return exit.With(exit.Failed, "%d of %d registries failed, nothing was written: mend them", found.failures, total)
	case found.failures > 0 && !(e.partial && len(found.entries) > 0):
		return exit.With(exit.Failed, "%d of %d registries failed, nothing was written: mend them, or write the rest with --partial", found.failures, total)
	case len(found.entries) == 0:
		return fault.New(fault.NoIdentity, "there is no credential to write: %s names no registry with one; log in, or use --config", path)
	}
	if err := e.write(found.entries, format, s); err != nil {
		return err
	}
	switch {
	case e.json:
	case e.output == "":
		fmt.Fprintln(s.err, "dockercfg: nothing was written; add -o FILE to write it")
	case e.output != output.Stdout:
		fmt.Fprintf(s.err, "dockercfg: wrote %s: %d registries as %s, mode 0600\n", fault.Printable(e.output, 400), len(found.entries), format.Name)
	}
	if found.failures > 0 {
		return exit.With(exit.Partial, "%d of %d registries failed and are left out", found.failures, total)
	}
	return nil
}

func (e exporting) target(s streams) output.Target {
	return output.Target{Path: e.output, Stdout: s.out, Force: e.force, ShowSecrets: e.showSecrets}
}

// write puts the entries where -o says; without it nothing is written, because
// a CI log keeps what is printed.
func (e exporting) write(entries []dockercfg.Entry, format dockercfg.Format, s streams) error {
	data, err := format.Encode(entries, dockercfg.Options{})
	if err != nil {
		return fault.New(fault.Internal, "writing %s: %w", format.Name, err)
	}
	if e.output == "" {
		return nil
	}
	return e.target(s).Write(data)
}
