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
	"github.com/dockercfg/dockercfg/helpers/dockercfg/internal/term"
	"github.com/dockercfg/dockercfg/shared/dockerconfig"
	"github.com/dockercfg/dockercfg/shared/fault"
	"github.com/dockercfg/dockercfg/shared/registry"
	"github.com/dockercfg/dockercfg/shared/shellword"
	"github.com/dockercfg/dockercfg/shared/userdirs"
)

// configureOptions holds the flags of configure.
type configureOptions struct {
	config                         string
	yes, undo, force, move, podman bool
	timerOptions
}

func configureCommand(s streams) *cobra.Command {
	var c configureOptions
	cmd := &cobra.Command{
		Use:   "configure [HOST...]",
		Short: "Set up Docker to use these helpers",
		Long: "Configure inspects this machine and Docker's config, shows the change that it proposes\n" +
			"and the reasons, and asks before it writes. With --yes it does not ask. If no one can\n" +
			"be asked, it shows the change and exits with 2.\n\n" +
			"If Docker has no credential store, or the one that docker-credential-auto would use\n" +
			"anyway, credsStore is set to auto, which serves every registry. Any other store, such as\n" +
			"Docker Desktop's, is kept, and credHelpers entries are added for the registries in use\n" +
			"that a helper has an identity for. Existing logins stay usable unless you name their\n" +
			"HOST. Entries for helpers that are not installed are removed.\n\n" +
			"With --move-logins the logins in the file move into the store, under the names that\n" +
			"clients ask for, and are read back to check them. A login for which a client would get\n" +
			"a different answer afterwards stays in the file and is named.\n\n" +
			"The rest of the file is unchanged, byte for byte. The file is replaced atomically, with\n" +
			"mode 0600. --undo reverts the change and keeps what others changed since. It needs the\n" +
			"file config.json.dockercfg-undo, which contains moved logins in plain text until you\n" +
			"remove it.\n\n" +
			"With --timer no Docker config is changed. It writes a timer for this user, for systemd\n" +
			"or launchd, that keeps FILE up to date with `dockercfg export -o FILE`. It accepts HOSTs\n" +
			"and the flags of export that decide what is written, such as --format and --merge. It\n" +
			"first makes one run without writing FILE, in the timer's environment, to find out which\n" +
			"helpers are asked and how often. Nothing is started: the command that starts the timer\n" +
			"is printed.",
		Example: "  dockercfg configure\n  dockercfg configure --yes --move-logins\n  dockercfg configure --undo\n" +
			"  dockercfg configure --timer ~/auth.json --format podman ghcr.io",
		RunE: func(cmd *cobra.Command, args []string) error { return c.run(cmd, args, s) },
	}
	flags := cmd.Flags()
	flags.StringVar(&c.config, "config", "",
		"Docker config to change, `DIR|FILE` (default $DOCKER_CONFIG, else ~/.docker)")
	flags.BoolVarP(&c.yes, "yes", "y", false, "do not ask")
	flags.BoolVar(&c.move, "move-logins", false, "move the logins in the file into the store")
	flags.BoolVar(&c.podman, "podman", false, "configure podman, skopeo and buildah instead "+
		"(writes registries.conf.d/50-dockercfg.conf)")
	flags.BoolVar(&c.undo, "undo", false, "revert what configure changed")
	flags.BoolVar(&c.force, "force", false, "with --undo, restore the old file even if others changed it since")
	c.timerOptions.flags(flags)
	cmd.ValidArgsFunction = completeHosts(&c.config)
	return cmd
}

func (c configureOptions) run(cmd *cobra.Command, hosts []string, s streams) error {
	ctx := cmd.Context()
	for _, host := range hosts {
		if _, err := registry.Parse(host); err != nil {
			return exit.Misused("%q: %s", fault.Printable(host, 60), err)
		}
	}
	if cmd.Flags().Changed("timer") {
		return c.forTimer(cmd, hosts, s)
	}
	path, err := c.path()
	switch {
	case err != nil:
		return err
	case c.given(cmd.Flags()) != "":
		return exit.Misused("--%s is for --timer", c.given(cmd.Flags()))
	case c.force && !c.undo:
		return exit.Misused("--force is for --undo")
	case c.podman && (len(hosts) > 0 || c.move || c.config != ""):
		return exit.Misused("--podman cannot be combined with a host, --config or --move-logins")
	case c.undo:
		return c.takeBack(ctx, path, s)
	case c.podman:
		return c.forPodman(path, s)
	}
	return c.forDocker(ctx, path, hosts, s)
}

// path returns the file to change. Like Docker, configure writes through a symbolic
// link: many people keep their configs in a repository.
func (c configureOptions) path() (string, error) {
	if c.podman {
		home, err := userdirs.Home(os.Getenv)
		if err != nil {
			return "", fault.New(fault.Config, "looking for registries.conf: %w: set HOME", err)
		}
		return configure.PodmanPath(home), nil
	}
	path := c.config
	if path == "" {
		dir, err := userdirs.Docker(os.Getenv)
		if err != nil {
			return "", fault.New(fault.Config,
				"looking for Docker's config: %w: set HOME or DOCKER_CONFIG, or use --config", err)
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

func (c configureOptions) forDocker(ctx context.Context, path string, hosts []string, s streams) error {
	config, before, err := current(path)
	if err != nil {
		return err
	}
	machine, err := configure.Look(ctx, config, suite())
	if err != nil {
		return err
	}
	planned := func(move bool) configure.Plan {
		return configure.Make(config, machine, configure.Wish{Hosts: hosts, Move: move})
	}
	plan, asked := planned(c.move), false
	if before == nil {
		err = term.Sentence(s.out, term.Sprintf("%s does not exist yet", path))
	} else {
		err = term.Sentence(s.out, term.Sprintf("%s contains %s", path, plan.Found))
	}
	if err != nil {
		return notShown(err)
	}
	if plan.Movable > 0 && !c.yes {
		plan, asked = askToMove(plan, planned, machine.Keeper, s)
	}
	after, err := plan.Apply(before)
	if err != nil {
		return fault.New(fault.Config, "changing %s: %w", path, err)
	}
	return c.propose(proposal{
		path: path, before: before, after: after, diff: configure.Diff(path, before, after),
		words: append(plan.Words, servedLines(plan)...),
		left:  plan.Movable + plan.Staying, open: plan.Movable > 0 && !asked,
		do: func() error { return change(ctx, path, plan, machine.Keeper, s) },
	}, s)
}

// current returns Docker's config and its text, which is nil if the file does not exist.
func current(path string) (config dockerconfig.Config, text []byte, err error) {
	config, err = dockerconfig.Load(path)
	if err != nil && !dockerconfig.Missing(err) {
		return config, nil, fault.New(fault.Config, "reading the config: %w: fix it, nothing was changed", err)
	}
	text, err = configure.Read(path)
	return config, text, err
}

// askToMove explains why logins should leave the file, and asks. If no one can be
// asked, they stay.
func askToMove(plan configure.Plan, planned func(move bool) configure.Plan, keeper string, s streams) (
	decided configure.Plan, asked bool) {
	looking := term.On(s.out)
	if !looking.Terminal() || !term.IsTerminal(s.in) {
		return plan, false
	}
	for _, word := range append(plan.Words, servedLines(plan)...) {
		_ = term.Sentence(s.out, word)
	}
	logins := term.Count(plan.Movable, "login", "logins")
	yes, err := looking.Ask(s.in, fmt.Sprintf("Move %s out of the file into docker-credential-%s?", logins, keeper))
	if yes && err == nil {
		return planned(true), true
	}
	plan.Words, plan.Served = nil, nil // already shown
	return plan, err == nil
}

// servedLines list which helper serves each registry of the config after the change.
func servedLines(plan configure.Plan) (lines []string) {
	if len(plan.Served) > 0 {
		lines = append(lines, "after this change the registries of the config are served by")
	}
	for _, group := range plan.Served {
		line := "  " + group.By + ":"
		for _, host := range group.Hosts {
			if len(line)+1+len(host) > lineWidth {
				lines = append(lines, line)
				line = "   "
			}
			line += " " + fault.Printable(host, 100)
		}
		lines = append(lines, line)
	}
	return lines
}

// lineWidth is the width that every terminal has.
const lineWidth = 79

// change moves the logins and changes the file: both or neither.
func change(ctx context.Context, path string, plan configure.Plan, keeper string, s streams) error {
	if len(plan.Moves) == 0 {
		return configure.Write(path, nil, plan.Apply)
	}
	s.lasts() // a signal stops the helpers; then the stored logins are removed again
	moved, err := configure.Move(ctx, plan.Moves, keeper, plan.Reader, suite())
	if err != nil {
		return err
	}
	if err = configure.Write(path, moved, plan.Apply); err != nil {
		return errors.Join(err, configure.TakeBack(ctx, moved, suite()))
	}
	undo := configure.UndoPath(path)
	term.Say(s.err, "%s contains the moved logins in plain text; when you no longer need --undo: %s",
		fault.Printable(undo, 300), shellword.Remove(undo))
	return nil
}

// takeBack undoes the changes, and names what stays because others changed it since.
func (c configureOptions) takeBack(ctx context.Context, path string, s streams) error {
	done, err := configure.Undo(path, c.force)
	if err != nil {
		return err
	}
	if done.Exactly {
		term.Say(s.err, "restored %s", fault.Printable(path, 300))
	} else {
		term.Say(s.err, "reverted the changes to %s; what others changed since was kept",
			fault.Printable(path, 300))
	}
	for _, member := range done.Kept {
		term.Say(s.err, "%s was changed since and was kept", fault.Printable(member, 200))
	}
	s.lasts()
	notes, err := configure.TakeOut(ctx, done, suite())
	for _, note := range notes {
		term.Say(s.err, "%s", fault.Printable(note, 400))
	}
	return err
}

func (c configureOptions) forPodman(path string, s streams) error {
	home, err := userdirs.Home(os.Getenv)
	if err != nil {
		return fault.New(fault.Config, "looking for registries.conf: %w: set HOME", err)
	}
	after, words, err := configure.Podman(home)
	if err != nil {
		return err
	}
	before, err := configure.Read(path)
	if err != nil {
		return err
	}
	return c.propose(proposal{
		path: path, before: before, after: after, diff: configure.PlainDiff(path, before, after), words: words,
		do: func() error {
			return configure.Write(path, nil, func([]byte) ([]byte, error) { return after, nil })
		},
	}, s)
}
