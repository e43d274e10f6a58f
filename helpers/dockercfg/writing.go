package main

import (
	"context"
	"io"
	"slices"
	"time"

	"github.com/spf13/cobra"

	"github.com/dockercfg/dockercfg/helpers/dockercfg/internal/encryption"
	"github.com/dockercfg/dockercfg/helpers/dockercfg/internal/exit"
	"github.com/dockercfg/dockercfg/helpers/dockercfg/internal/mask"
	"github.com/dockercfg/dockercfg/helpers/dockercfg/internal/merge"
	"github.com/dockercfg/dockercfg/helpers/dockercfg/internal/term"
	"github.com/dockercfg/dockercfg/shared/fault"
	"github.com/dockercfg/dockercfg/shared/formats"
	"github.com/dockercfg/dockercfg/shared/registry"
)

// check refuses what means nothing before any helper is asked, and gives the
// registries to be asked for.
func (e *exportOptions) check(cmd *cobra.Command, hosts []string, format formats.Format, s streams) ([]string, error) {
	sealed := e.jetKey != "" || len(e.recipients) > 0
	switch {
	case cmd.Flags().Changed("output") && e.output == "":
		return nil, exit.Misused("-o names no file: it is a path, or - for standard output")
	case e.merge && (e.output == "" || e.output == term.Stdout):
		return nil, exit.Misused("--merge puts entries into a file: name it with -o FILE")
	case e.merge && sealed:
		return nil, exit.Misused("--merge changes a plain file, and cannot encrypt it: leave out one of the two")
	case e.merge && !merge.Takes(format.Name):
		return nil, exit.Misused("--merge knows the formats %s", merge.Names())
	}
	for _, reference := range e.images {
		name, err := registry.ParseImage(reference)
		if err != nil {
			return nil, exit.Misused("--image %q: %s", fault.Printable(reference, 60), err)
		}
		hosts = append(slices.Clone(hosts), name.Key())
	}
	if err := e.validate(hosts); err != nil {
		return hosts, err
	}
	if err := e.checkApply(format, sealed); err != nil {
		return hosts, err
	}
	if err := e.sample(hosts, format); err != nil || e.output == "" {
		return hosts, err
	}
	if err := e.target(s).Check(); err != nil || !e.merge {
		return hosts, err
	}
	return hosts, merge.Check(e.output, format.Name, e.force)
}

// sample encodes made-up logins of the registries that are named, since the encoder
// knows best which options and how many registries it takes.
func (e exportOptions) sample(hosts []string, format formats.Format) error {
	if len(hosts) == 0 {
		hosts = []string{"registry.example"}
	}
	var entries []formats.Entry
	for _, host := range hosts {
		name, err := registry.Parse(host)
		key := name.Registry()
		if name.IsHub() {
			key = registry.HubKey
		}
		entry := formats.Entry{Key: key, Username: "user", Secret: "secret"}
		if err == nil && key != "" && !slices.Contains(entries, entry) {
			entries = append(entries, entry)
		}
	}
	if _, err := format.Encode(entries, e.options(time.Time{})); err != nil {
		return exit.Misused("--format %s: %s", format.Name, err)
	}
	return nil
}

func (e exportOptions) target(s streams) term.Target {
	sealed := e.jetKey != "" || len(e.recipients) > 0
	return term.Target{Path: e.output, Stdout: s.out, Force: e.force || e.merge, ShowSecrets: e.showSecrets || sealed}
}

// write puts the entries where -o says; without it nothing is written, because
// a CI log keeps what is printed. The notes are for the user.
func (e exportOptions) write(ctx context.Context, found settled, format formats.Format, sealer *encryption.Sealer,
	s streams) (notes []string, err error) {
	if e.apply {
		mask.Log(e.logOf(s), found.entries)
		return e.put(ctx, found.entries, format, found.expires)
	}
	data, err := format.Encode(found.entries, e.options(found.expires))
	if err != nil {
		return nil, fault.New(fault.Config, "writing %s: %w", format.Name, err)
	}
	if e.output == "" {
		return nil, nil
	}
	if sealer == nil {
		mask.Log(e.logOf(s), found.entries)
	}
	switch {
	case e.merge:
		return merge.Into(e.output, data, format.Name, e.force)
	case sealer != nil:
		if data, err = sealer.Seal(data); err != nil {
			return nil, err
		}
	}
	return nil, e.target(s).Write(data)
}

// enough decides whether there is something to go on with; undone says what
// happens otherwise, which is nothing.
func (s settled) enough(partial bool, path, undone string) error {
	switch {
	case s.needed > 0:
		return exit.With(exit.Failed, "%d of %d registries failed, %s: mend them", s.failures, s.total(), undone)
	case s.failures > 0 && !(partial && len(s.entries) > 0):
		return exit.With(exit.Failed, "%d of %d registries failed, %s: mend them, or go on without them with --partial", s.failures, s.total(), undone)
	case len(s.entries) == 0:
		return fault.New(fault.NoIdentity, "there is no credential to write: %s names no registry with one; log in, or use --config", path)
	}
	return nil
}

func (s settled) total() int { return len(s.entries) + s.failures }

// logOf is the stream that a CI job's log is made of: standard output, unless
// the answer goes there. A table as JSON is read by a program, so what it stands
// on is no log.
func (e exportOptions) logOf(s streams) io.Writer {
	switch {
	case e.output != term.Stdout:
		return s.out
	case e.json:
		return nil
	}
	return s.err
}
