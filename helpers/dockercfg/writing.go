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

// check refuses invalid flags before any helper is asked, and returns the registries to
// resolve.
func (e *exportOptions) check(cmd *cobra.Command, hosts []string, format formats.Format, s streams) ([]string, error) {
	sealed := e.jetKey != "" || len(e.recipients) > 0
	switch {
	case cmd.Flags().Changed("output") && e.output == "":
		return nil, exit.Misused("-o needs a file name, or - for standard output")
	case e.merge && (e.output == "" || e.output == term.Stdout):
		return nil, exit.Misused("--merge adds the entries to a file: name it with -o FILE")
	case e.merge && sealed:
		return nil, exit.Misused("--merge changes a plain file and cannot encrypt it: leave out --merge or the " +
			"encryption")
	case e.merge && !merge.Takes(format.Name):
		return nil, exit.Misused("--merge supports only the formats %s", merge.Names())
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

// sample encodes invented logins for the named registries: the encoder itself checks its
// options and the number of registries.
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
	if len(entries) == 0 {
		return nil // the hosts are reported one by one
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

// write writes the entries to -o. Without -o it writes nothing, because a CI log keeps
// what is printed. The notes are for the user.
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

// enough returns nil if there are entries to continue with. undone completes the error,
// such as "nothing was written".
func (s settled) enough(partial bool, path, undone string) error {
	switch {
	case s.needed > 0:
		return exit.With(exit.Failed, "%d of %d registries failed, %s: fix them", s.failures, s.total(), undone)
	case s.failures > 0 && !(partial && len(s.entries) > 0):
		return exit.With(exit.Failed,
			"%d of %d registries failed, %s: fix them, or use --partial to continue without them",
			s.failures, s.total(), undone)
	case len(s.entries) == 0:
		return fault.New(fault.NoIdentity, "there is no credential to write: %s names no registry that has one: "+
			"log in, or use --config", path)
	}
	return nil
}

func (s settled) total() int { return len(s.entries) + s.failures }

// logOf returns the stream that appears in a CI job's log: standard output, or standard
// error if the credentials go to standard output. With --json a program reads standard
// error, so there is no log: logOf returns nil.
func (e exportOptions) logOf(s streams) io.Writer {
	switch {
	case e.output != term.Stdout:
		return s.out
	case e.json:
		return nil
	}
	return s.err
}
