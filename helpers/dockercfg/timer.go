package main

import (
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"time"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/dockercfg/dockercfg/helpers/dockercfg/internal/exit"
	"github.com/dockercfg/dockercfg/helpers/dockercfg/internal/schedule"
	"github.com/dockercfg/dockercfg/helpers/dockercfg/internal/term"
	"github.com/dockercfg/dockercfg/shared/fault"
	"github.com/dockercfg/dockercfg/shared/formats"
	"github.com/dockercfg/dockercfg/shared/userdirs"
)

// timerOptions holds the flags of configure --timer: a file, and the flags of export for it.
type timerOptions struct {
	file   string
	every  time.Duration
	export exportOptions
	passed []string // names of export's flags that are passed on
}

// ownOfTimer returns export's flags that a timer sets itself, or that make no sense for it:
// no one reads its output, and a cluster has its own jobs.
func ownOfTimer() []string {
	return []string{"config", "output", "show-secrets", "force", "json", "apply", "force-conflicts", "when-due",
		"api-server", "api-token-file", "api-ca-file"}
}

// flags adds --timer, and export's flags, which the help does not list.
func (t *timerOptions) flags(flags *pflag.FlagSet) {
	flags.StringVar(&t.file, "timer", "",
		"write a timer instead, which keeps `FILE` up to date with export and its flags")
	flags.DurationVar(&t.every, "every", 0,
		"with --timer, the `DURATION` between two runs (default: depends on the first expiry, at most 1h)")
	export := pflag.NewFlagSet("export", pflag.ContinueOnError)
	t.export.flags(export)
	export.VisitAll(func(f *pflag.Flag) {
		if !slices.Contains(ownOfTimer(), f.Name) {
			f.Hidden = true
			t.passed = append(t.passed, f.Name)
			flags.AddFlag(f)
		}
	})
}

// given returns a flag of the timer that is set, or "".
func (t timerOptions) given(flags *pflag.FlagSet) (name string) {
	flags.Visit(func(f *pflag.Flag) {
		if f.Name == "every" || slices.Contains(t.passed, f.Name) {
			name = f.Name
		}
	})
	return name
}

// forTimer writes the timer for a file, or removes it.
func (c configureOptions) forTimer(cmd *cobra.Command, hosts []string, s streams) error {
	switch {
	case c.podman || c.move:
		return exit.Misused("--timer only writes a timer: leave out --podman and --move-logins")
	case c.force && !c.undo:
		return exit.Misused("--force is for --undo")
	case c.file == "" || c.file == term.Stdout:
		return exit.Misused("--timer needs the name of the file to keep up to date")
	case c.undo && (len(hosts) > 0 || c.given(cmd.Flags()) != "" || c.config != ""):
		return exit.Misused("--undo --timer FILE removes the timer for that file: it can only be combined with --force")
	}
	scheduler, err := schedulerOf(runtime.GOOS)
	if err != nil {
		return err
	}
	file, err := filepath.Abs(c.file)
	if err != nil {
		return fault.New(fault.Config, "finding the file of --timer: %w", err)
	}
	c.file = file
	if c.undo {
		return c.removeTimer(scheduler, s)
	}
	task, err := c.task(cmd, hosts, s)
	if err != nil {
		return err
	}
	return c.writeTimer(cmd.Context(), scheduler, task, s)
}

// task returns the command that the timer runs. It refuses whatever export would refuse.
func (c configureOptions) task(cmd *cobra.Command, hosts []string, s streams) (schedule.Task, error) {
	e := c.export
	format, err := formats.ByName(e.format)
	if err != nil {
		return schedule.Task{}, exit.Misused("%s", err)
	}
	if c.every != 0 && !schedule.IsPeriod(c.every) {
		return schedule.Task{}, exit.Misused("--every must be one of %s", schedule.PeriodNames())
	}
	for flag, value := range map[string]*string{"config": &c.config, "jet-key": &e.jetKey} {
		if *value == "" {
			continue
		}
		if *value == term.Stdout {
			return schedule.Task{}, exit.Misused("--%s - cannot be read again: name a file", flag)
		}
		if *value, err = filepath.Abs(*value); err == nil {
			err = cmd.Flags().Set(flag, *value)
		}
		if err != nil {
			return schedule.Task{}, fault.New(fault.Config, "finding the file of --%s: %w", flag, err)
		}
	}
	e.config, e.output, e.force = c.config, c.file, true
	if err := c.apart(); err != nil {
		return schedule.Task{}, err
	}
	if _, err := e.check(cmd, hosts, format, s); err != nil {
		return schedule.Task{}, err
	}
	program, err := ownPath()
	if err != nil {
		return schedule.Task{}, fault.New(fault.Internal, "finding this program: %w", err)
	}
	args := append([]string{"export"}, c.handedOn(cmd.Flags(), format)...)
	if !e.merge {
		args = append(args, "--force")
	}
	task := schedule.Task{File: c.file, Program: program, Args: append(append(args, "-o", c.file), hosts...)}
	task.Limit = e.timeout + 2*graceFor
	task.Env, task.Without = pinned(os.Getenv)
	return task, nil
}

// apart refuses to overwrite the config that is read: after the first run it would contain
// tokens instead of helpers, and nothing could renew them.
func (c configureOptions) apart() error {
	source, err := c.path()
	if err != nil {
		return err
	}
	one, errOne := os.Stat(source)
	other, errOther := os.Stat(c.file)
	if source == c.file || errOne == nil && errOther == nil && os.SameFile(one, other) {
		return exit.Misused("the file of --timer is the config that is read, and the first run would replace its " +
			"helpers: name another file, or another config with --config")
	}
	return nil
}

// handedOn returns the flags of the command line as export gets them. A timer renews the
// file, so tokens that expire soon are allowed.
func (c configureOptions) handedOn(flags *pflag.FlagSet, format formats.Format) (args []string) {
	flags.Visit(func(f *pflag.Flag) {
		if f.Name != "config" && !slices.Contains(c.passed, f.Name) {
			return
		}
		values := []string{f.Value.String()}
		if list, ok := f.Value.(pflag.SliceValue); ok {
			values = list.GetSlice()
		}
		for _, value := range values {
			args = append(args, "--"+f.Name+"="+value)
		}
	})
	if (format.Kept || c.export.jetKey != "") && !c.export.allowShortLived {
		args = append(args, "--allow-short-lived")
	}
	return args
}

// scheduler is the program that runs a user's tasks on a system.
type scheduler struct {
	units func(schedule.Task) ([]schedule.Unit, error)
	start func(file string, units []schedule.Unit, existed bool) string // existed: it may be running
	stop  func(file string) string
	links func(file string) []string // made when the timer was enabled
}

func schedulerOf(goos string) (scheduler, error) {
	home, err := userdirs.Home(os.Getenv)
	if err != nil {
		return scheduler{}, fault.New(fault.Config, "looking for the timers of this user: %w: set HOME", err)
	}
	switch goos {
	case "linux":
		config := os.Getenv("XDG_CONFIG_HOME")
		if !filepath.IsAbs(config) {
			config = filepath.Join(home, ".config")
		}
		return bySystemd(schedule.SystemdDir(config)), nil
	case "darwin":
		return byLaunchd(home), nil
	}
	return scheduler{}, exit.Misused("--timer supports only systemd and launchd: " +
		"docs/static-file.md has a recipe for other schedulers")
}
