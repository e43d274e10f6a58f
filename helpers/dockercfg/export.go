package main

import (
	"context"
	"fmt"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/dockercfg/dockercfg/helpers/dockercfg/internal/encryption"
	"github.com/dockercfg/dockercfg/helpers/dockercfg/internal/exit"
	"github.com/dockercfg/dockercfg/helpers/dockercfg/internal/resolve"
	"github.com/dockercfg/dockercfg/helpers/dockercfg/internal/term"
	"github.com/dockercfg/dockercfg/shared/dockerconfig"
	"github.com/dockercfg/dockercfg/shared/formats"
)

// exportOptions is the flags of export.
type exportOptions struct {
	queryOptions
	applying
	format, output     string
	images, recipients []string
	jetKey             string
	force, merge, json bool
	showSecrets        bool
	allowShortLived    bool
	kept               bool // what is written is kept for long
}

func exportCommand(s streams) *cobra.Command {
	var e exportOptions
	var names []string
	for _, f := range formats.All() {
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
			"  dockercfg export --merge -o ~/.docker/config.json --config ./ci.json\n" +
			"  dockercfg export --format auth-config-env -o - | gh secret set AUTH_CONFIG\n" +
			"  dockercfg export --format k8s-secret --namespace web --apply ghcr.io\n" +
			"  dockercfg export --encrypt-to age1... -o dockercfg.age",
		RunE: func(cmd *cobra.Command, args []string) error { return e.run(cmd, args, s) },
	}
	e.flags(cmd.Flags())
	cmd.ValidArgsFunction = completeHosts(&e.config)
	completeFlags(cmd, &e.config)
	return cmd
}

func (e *exportOptions) flags(flags *pflag.FlagSet) {
	e.queryOptions.flags(flags)
	flags.Lookup("partial").Usage = "write the rest when a registry fails, and exit 3"
	flags.StringArrayVar(&e.images, "image", nil, "the registry of an image `REFERENCE`, such as ghcr.io/team/app:v1")
	flags.StringVar(&e.format, "format", "config-json", "shape to write, `NAME`")
	e.applying.flags(flags)
	flags.StringVarP(&e.output, "output", "o", "", "`FILE` to write, mode 0600; - is standard output; none shows the table alone")
	flags.BoolVar(&e.showSecrets, "show-secrets", false, "allow -o - on a terminal")
	flags.BoolVar(&e.force, "force", false, "replace an existing file; with --merge, drop its credsStore")
	flags.BoolVar(&e.merge, "merge", false, "put the entries into the existing file, and keep everything else in it")
	flags.BoolVar(&e.allowShortLived, "allow-short-lived", false, "write tokens that end within days where they are kept for long")
	flags.StringArrayVar(&e.recipients, "encrypt-to", nil, "encrypt to an age `RECIPIENT`; may be given several times")
	flags.StringVar(&e.jetKey, "jet-key", "", "encrypt as jet did, with the key in `FILE`; proves nothing about the author")
	flags.BoolVar(&e.json, "json", false, "show the table as JSON")
}

func (e exportOptions) run(cmd *cobra.Command, hosts []string, s streams) error {
	format, err := formats.ByName(e.format)
	if err != nil {
		return exit.Misused("%s", err)
	}
	if hosts, err = e.check(cmd, hosts, format, s); err != nil {
		return err
	}
	sealer, err := encryption.New(e.recipients, e.jetKey)
	if err != nil {
		return err
	}
	if sealer.Jet() {
		warnExposed(e.jetKey, s)
	}
	// A file that lies somewhere for months needs a secret that lives as long.
	if e.kept = format.Kept || sealer.Jet(); e.kept && e.static == "swap" {
		e.static = "keep"
	}
	limit := e.timeout
	if e.apply {
		limit += applyFor
		e.allowShortLived = true // what a job writes, it writes again
	}
	s.bound(limit)
	results, err := e.perform(cmd.Context(), hosts, format, sealer, s)
	return e.report(cmd.Context(), results, err, s)
}

// perform asks the helpers and writes what they answer.
func (e exportOptions) perform(ctx context.Context, hosts []string, format formats.Format, sealer *encryption.Sealer,
	s streams) ([]resolve.Result, error) {
	if due, until, err := e.due(ctx); err != nil || !due {
		return nil, e.wait(until, err, s)
	}
	results, config, err := e.resolve(ctx, hosts, s)
	if err != nil {
		return results, err
	}
	return results, e.finish(ctx, results, config, format, sealer, s)
}

// finish writes what may be written and shows the table. As JSON the table is
// all there is on standard error, so that a program can read it.
func (e exportOptions) finish(ctx context.Context, results []resolve.Result, config dockerconfig.Config,
	format formats.Format, sealer *encryption.Sealer, s streams) error {
	found := e.settle(results, format)
	run := outcome{Results: results, Warnings: append(config.WarningLines(), found.warnings...)}
	if !e.json {
		run.write(s.err)
		return e.conclude(ctx, found, config.Path, format, sealer, s)
	}
	err := e.conclude(ctx, found, config.Path, format, sealer, s)
	code := exit.Code(err)
	if code == exit.Done || code == exit.Partial {
		run.Wrote = e.written()
	}
	run.writeJSON(s.err, err)
	if err != nil {
		err = exit.Silently(code)
	}
	return err
}

// conclude decides between a file, a shorter file and none.
func (e exportOptions) conclude(ctx context.Context, found settled, path string, format formats.Format,
	sealer *encryption.Sealer, s streams) error {
	if err := found.enough(e.partial, path, "nothing was written"); err != nil {
		return err
	}
	notes, err := e.write(ctx, found, format, sealer, s)
	if err != nil {
		return err
	}
	if !e.json {
		for _, note := range append(notes, e.wrote(len(found.entries), format, sealer)...) {
			term.Say(s.err, "%s", note)
		}
	}
	if found.failures > 0 {
		return exit.With(exit.Partial, "%d of %d registries failed and are left out", found.failures, found.total())
	}
	return nil
}

// written is where the credentials are now.
func (e exportOptions) written() string {
	if e.apply {
		return "secret/" + e.secret().String()
	}
	return e.output
}

// wrote says what is where now.
func (e exportOptions) wrote(count int, format formats.Format, sealer *encryption.Sealer) []string {
	how := "mode 0600"
	if sealer != nil {
		how = "encrypted"
	}
	switch {
	case e.apply:
		return nil
	case e.output == "":
		return []string{"nothing was written; add -o FILE to write it"}
	case e.output == term.Stdout:
		return nil
	}
	return []string{fmt.Sprintf("wrote %s: %s as %s, %s", e.output, term.Count(count, "registry", "registries"), format.Name, how)}
}
