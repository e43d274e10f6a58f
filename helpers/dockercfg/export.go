package main

import (
	"context"
	"fmt"
	"slices"
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

// exportOptions holds the flags of export.
type exportOptions struct {
	queryOptions
	applyOptions
	format, output     string
	images, recipients []string
	jetKey             string
	force, merge, json bool
	showSecrets        bool
	allowShortLived    bool
	kept               bool     // what is written is usually kept for long
	warnings           []string // of what the flags name
}

func exportCommand(s streams) *cobra.Command {
	var e exportOptions
	var names []string
	for _, f := range formats.All() {
		names = append(names, fmt.Sprintf("  %-16s %s", f.Name, f.For))
	}
	cmd := &cobra.Command{
		Use:   "export [HOST...]",
		Short: "Write the logins behind a Docker config to one static file",
		Long: "Export asks credential helpers and stores for the login of every registry in the Docker\n" +
			"config, or of each HOST that you name, and writes the logins to one static file, for\n" +
			"tools that cannot run helpers. It shows a table of the registries, the users, the\n" +
			"helpers that answered, and when each credential expires. Without -o nothing is written\n" +
			"and only the table is shown.\n\n" +
			"It is an error if a named HOST has no credential. If a registry fails, nothing is\n" +
			"written, unless you pass --partial. Formats for files that are usually kept refuse\n" +
			"tokens that expire within 7 days, unless you pass --allow-short-lived.\n\n" +
			"Formats:\n" + strings.Join(names, "\n"),
		Example: "  dockercfg export                           # what would be written\n" +
			"  dockercfg export -o dockercfg ghcr.io      # one registry\n" +
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
	flags.Lookup("partial").Usage = "write the other registries if one fails, and exit with 3"
	flags.StringArrayVar(&e.images, "image", nil,
		"export the registry of an image `REFERENCE`, such as ghcr.io/team/app:v1")
	flags.StringVar(&e.format, "format", "config-json", "`NAME` of the format to write")
	e.applyOptions.flags(flags)
	flags.StringVarP(&e.output, "output", "o", "",
		"`FILE` to write, with mode 0600; - is standard output; without -o only the table is shown")
	flags.BoolVar(&e.showSecrets, "show-secrets", false, "allow -o - on a terminal")
	flags.BoolVar(&e.force, "force", false, "replace an existing file; with --merge, remove its credsStore")
	flags.BoolVar(&e.merge, "merge", false, "add the entries to the existing file, and keep everything else in it")
	flags.BoolVar(&e.allowShortLived, "allow-short-lived", false,
		"allow tokens that expire within 7 days in formats for files that are kept")
	flags.StringArrayVar(&e.recipients, "encrypt-to", nil,
		"encrypt the file with age to `RECIPIENT`; may be given several times")
	flags.StringVar(&e.jetKey, "jet-key", "",
		"encrypt the file as CodeShip's jet did, with the key in `FILE`; this does not prove who wrote the file")
	flags.BoolVar(&e.json, "json", false, "print the table as JSON, on standard error")
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
		e.warnings = exposed(e.jetKey)
	}
	// A file that is kept for months needs a secret that lives as long.
	if e.kept = format.Kept || sealer.Jet(); e.kept && e.static == "swap" {
		e.static = "keep"
	}
	limit := e.timeout
	if e.apply {
		limit += applyFor
		e.allowShortLived = true // a job that applies a Secret renews it
	}
	s.bound(limit)
	results, err := e.perform(cmd.Context(), hosts, format, sealer, s)
	return e.report(cmd.Context(), results, err, s)
}

// policy returns what the flags say about the credentials that may be written.
func (e exportOptions) policy() policy {
	p := e.queryOptions.policy()
	p.allowShortLived, p.kept, p.images = e.allowShortLived, e.kept, e.images
	return p
}

// perform asks the helpers and writes their answers.
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

// finish writes what may be written and shows the table. With --json nothing but the
// table is printed on standard error, so that a program can read it.
func (e exportOptions) finish(ctx context.Context, results []resolve.Result, config dockerconfig.Config,
	format formats.Format, sealer *encryption.Sealer, s streams) error {
	found := e.policy().settle(results, format)
	run := outcome{Results: results, Warnings: slices.Concat(e.warnings, config.WarningLines(), found.warnings)}
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

// conclude writes all entries, some of them, or nothing.
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

// written returns where the credentials are now.
func (e exportOptions) written() string {
	if e.apply {
		return "secret/" + e.secret().String()
	}
	return e.output
}

// wrote returns the lines that say what was written.
func (e exportOptions) wrote(count int, format formats.Format, sealer *encryption.Sealer) []string {
	how := "mode 0600"
	if sealer != nil {
		how = "encrypted"
	}
	switch {
	case e.apply:
		return nil
	case e.output == "":
		return []string{"nothing was written: add -o FILE to write the logins"}
	case e.output == term.Stdout:
		return nil
	}
	return []string{fmt.Sprintf("wrote %s: %s as %s, %s",
		e.output, term.Count(count, "registry", "registries"), format.Name, how)}
}
