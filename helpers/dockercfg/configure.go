package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"

	"github.com/spf13/cobra"

	"github.com/dockercfg/dockercfg/helpers/dockercfg/internal/configure"
	"github.com/dockercfg/dockercfg/helpers/dockercfg/internal/exit"
	"github.com/dockercfg/dockercfg/helpers/dockercfg/internal/screen"
	"github.com/dockercfg/dockercfg/shared/dockerconfig"
	"github.com/dockercfg/dockercfg/shared/fault"
	"github.com/dockercfg/dockercfg/shared/keeper"
	"github.com/dockercfg/dockercfg/shared/place"
	"github.com/dockercfg/dockercfg/shared/registry"
	"github.com/dockercfg/dockercfg/shared/safefile"
)

// configuring is the flags of configure.
type configuring struct {
	config                         string
	yes, undo, force, move, podman bool
}

func configureCommand(s streams) *cobra.Command {
	var c configuring
	cmd := &cobra.Command{
		Use:   "configure [HOST...]",
		Short: "Make Docker's config use these helpers, and keep what is in it",
		Long: "Configure looks at this machine and at Docker's config, shows what it would change and\n" +
			"asks. With --yes it does not ask; where nobody can be asked, it shows the change and\n" +
			"exits with 2.\n\n" +
			"With no store, or one that docker-credential-auto keeps logins with by itself, it sets\n" +
			"credsStore to auto, which serves every registry. Another store stays, as Docker\n" +
			"Desktop's does, and hosts in use get credHelpers where a helper has an identity for\n" +
			"them. A login that is kept is never hidden, unless its HOST is named. Entries that name\n" +
			"helpers which are not installed are removed.\n\n" +
			"All else in the file stays as it is, byte for byte. It is replaced whole, mode 0600;\n" +
			"--undo brings back what it held.",
		Example: "  dockercfg configure\n  dockercfg configure --yes --move-logins\n  dockercfg configure --undo",
		RunE:    func(cmd *cobra.Command, args []string) error { return c.run(cmd.Context(), args, s) },
	}
	flags := cmd.Flags()
	flags.StringVar(&c.config, "config", "", "Docker config to change, `DIR|FILE` (default $DOCKER_CONFIG, else ~/.docker)")
	flags.BoolVarP(&c.yes, "yes", "y", false, "do not ask")
	flags.BoolVar(&c.move, "move-logins", false, "move logins that stand in the file into the store")
	flags.BoolVar(&c.podman, "podman", false, "change what podman, skopeo and buildah read instead, a file beside registries.conf")
	flags.BoolVar(&c.undo, "undo", false, "bring back what the file held before")
	flags.BoolVar(&c.force, "force", false, "with --undo, also where the file was changed since")
	cmd.ValidArgsFunction = completeHosts(&c.config)
	return cmd
}

func (c configuring) run(ctx context.Context, hosts []string, s streams) error {
	for _, host := range hosts {
		if _, err := registry.Parse(host); err != nil {
			return exit.Misused("%q: %s", fault.Printable(host, 60), err)
		}
	}
	path, err := c.path()
	switch {
	case err != nil:
		return err
	case c.force && !c.undo:
		return exit.Misused("--force is for --undo")
	case c.podman && (len(hosts) > 0 || c.move || c.config != ""):
		return exit.Misused("--podman takes no host, no --config and moves no login")
	case c.undo:
		if err := configure.Undo(path, c.force); err != nil {
			return err
		}
		screen.Say(s.err, "%s is as it was", path)
		return nil
	case c.podman:
		return c.forPodman(path, s)
	}
	return c.forDocker(ctx, path, hosts, s)
}

// path is the file to be changed. Docker writes through a link, and so is it done
// here: people keep their config in a repository of such files.
func (c configuring) path() (string, error) {
	if c.podman {
		home, err := place.Home(os.Getenv)
		if err != nil {
			return "", fault.New(fault.Config, "looking for registries.conf: %w: set HOME", err)
		}
		return configure.PodmanPath(home), nil
	}
	path := c.config
	if path == "" {
		dir, err := place.Docker(os.Getenv)
		if err != nil {
			return "", fault.New(fault.Config, "looking for Docker's config: %w: set HOME or DOCKER_CONFIG, or use --config", err)
		}
		path = filepath.Join(dir, "config.json")
	}
	path, err := filepath.Abs(path)
	if err != nil {
		return "", fault.New(fault.Config, "looking for Docker's config: %w", err)
	}
	if info, err := os.Stat(path); err == nil && info.IsDir() {
		path = filepath.Join(path, "config.json")
	}
	if real, err := filepath.EvalSymlinks(path); err == nil {
		path = real
	}
	return path, nil
}

func (c configuring) forDocker(ctx context.Context, path string, hosts []string, s streams) error {
	config, err := dockerconfig.Load(path)
	if err != nil && !dockerconfig.Missing(err) {
		return fault.New(fault.Config, "reading the config: %w: mend it, nothing was changed", err)
	}
	before, err := os.ReadFile(path)
	if err != nil && !errors.Is(err, os.ErrNotExist) {
		return fault.New(fault.Config, "reading the config: %w", err)
	}
	machine, err := configure.Look(ctx, config, suite())
	if err != nil {
		return err
	}
	wish := configure.Wish{Hosts: hosts, Move: c.move}
	plan := configure.Make(config, machine, wish)
	if plan.Movable > 0 && !c.yes {
		question := fmt.Sprintf("Move %s out of the file into docker-credential-%s?", screen.Count(plan.Movable, "login", "logins"), machine.Keeper)
		if yes, err := screen.On(s.err).Ask(s.in, question); err == nil && yes {
			wish.Move = true
			plan = configure.Make(config, machine, wish)
		}
	}
	after, err := plan.Apply(before)
	if err != nil {
		return fault.New(fault.Config, "changing %s: %w", path, err)
	}
	diff := configure.Diff(path, before, after)
	return c.propose(proposal{path, before, after, diff, plan.Words, func() error {
		if len(plan.Moves) > 0 {
			if err := configure.Move(ctx, plan.Moves, keeper.Default(), suite()); err != nil {
				return err
			}
		}
		return configure.Write(path, plan.Apply)
	}}, s)
}

func (c configuring) forPodman(path string, s streams) error {
	home, err := place.Home(os.Getenv)
	if err != nil {
		return fault.New(fault.Config, "looking for registries.conf: %w: set HOME", err)
	}
	after, words, err := configure.Podman(home)
	if err != nil {
		return err
	}
	before, err := os.ReadFile(path)
	if err != nil && !errors.Is(err, os.ErrNotExist) {
		return fault.New(fault.Config, "reading %s: %w", path, err)
	}
	return c.propose(proposal{path, before, after, configure.PlainDiff(path, before, after), words, func() error {
		return configure.Write(path, func([]byte) ([]byte, error) { return after, nil })
	}}, s)
}

// proposal is a change of a file.
type proposal struct {
	path                string
	before, after, diff []byte
	words               []string
	do                  func() error
}

// propose shows what would change, asks, and does it.
func (c configuring) propose(p proposal, s streams) error {
	for _, word := range p.words {
		if err := screen.Fprintf(s.out, "%s\n", word); err != nil {
			return notShown(err)
		}
	}
	path := fault.Printable(p.path, 300)
	if string(p.before) == string(p.after) {
		return notShown(screen.Fprintf(s.out, "nothing to change in %s\n", path))
	}
	if err := screen.Fprintf(s.out, "\n%s\n", screen.Lines(string(p.diff))); err != nil {
		return notShown(err)
	}
	if !c.yes {
		yes, err := screen.On(s.out).Ask(s.in, "Change "+path+"?")
		if err != nil {
			return exit.Misused("nothing was changed: %s; add --yes to change it", err)
		}
		if !yes {
			return exit.With(exit.Failed, "nothing was changed")
		}
	}
	if err := safefile.MakeAll(filepath.Dir(p.path)); err != nil {
		return fault.New(fault.Store, "making the config's directory: %w", err)
	}
	if err := p.do(); err != nil {
		var coded *fault.Error
		if !errors.As(err, &coded) {
			err = fault.New(fault.Store, "changing the config: %w", err)
		}
		return err
	}
	screen.Say(s.err, "changed %s; `dockercfg configure --undo` brings back what it held", path)
	return nil
}

// notShown is the error of a proposal that nobody can have seen.
func notShown(err error) error {
	if err == nil {
		return nil
	}
	return fault.New(fault.Internal, "writing to standard output: %w", err)
}
