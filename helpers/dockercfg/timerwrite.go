package main

import (
	"bytes"
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/dockercfg/dockercfg/helpers/dockercfg/internal/configure"
	"github.com/dockercfg/dockercfg/helpers/dockercfg/internal/exit"
	"github.com/dockercfg/dockercfg/helpers/dockercfg/internal/schedule"
	"github.com/dockercfg/dockercfg/helpers/dockercfg/internal/term"
	"github.com/dockercfg/dockercfg/shared/fault"
	"github.com/dockercfg/dockercfg/shared/safefile"
	"github.com/dockercfg/dockercfg/shared/shellword"
)

func bySystemd(dir string) scheduler {
	const systemctl = "systemctl --user "
	return scheduler{
		units: func(t schedule.Task) ([]schedule.Unit, error) { return schedule.Systemd(t, dir) },
		start: func(file string, _ []schedule.Unit, _ bool) string {
			name := schedule.Name(file)
			return systemctl + "daemon-reload && " + systemctl + "enable --now " + name + ".timer && " +
				systemctl + "start " + name + ".service"
		},
		stop: func(file string) string {
			return systemctl + "stop " + schedule.Name(file) + ".timer && " + systemctl + "daemon-reload"
		},
		links: func(file string) []string {
			return []string{filepath.Join(dir, "timers.target.wants", schedule.Name(file)+".timer")}
		},
	}
}

func byLaunchd(home string) scheduler {
	stop := func(file string) string { return "launchctl bootout gui/$(id -u)/" + schedule.Label(file) }
	return scheduler{
		units: func(t schedule.Task) ([]schedule.Unit, error) { return schedule.Launchd(t, home) },
		start: func(file string, units []schedule.Unit, existed bool) string {
			start := "launchctl bootstrap gui/$(id -u) " + shellword.Path(units[0].Path)
			if existed { // bootstrap refuses an agent that is loaded, and bootout one that is not
				return stop(file) + "; " + start
			}
			return start
		},
		stop:  stop,
		links: func(string) []string { return nil },
	}
}

// writeTimer shows the result of a run and the files, asks, and writes them. Only the run has
// a time limit, its own: a person may take as long as they like to read the files.
func (c configureOptions) writeTimer(ctx context.Context, by scheduler, task schedule.Task, s streams) error {
	found, err := trial(ctx, task, c.export.timeout)
	if err != nil {
		return err
	}
	for _, warning := range found.Warnings {
		term.Say(s.err, "%s", warning)
	}
	if task.Every, err = found.period(c.every); err != nil {
		return err
	}
	for _, word := range append(found.words(task.Every), surroundings(task, os.Environ())) {
		if err := term.Sentence(s.out, word); err != nil {
			return notShown(err)
		}
	}
	units, err := by.units(task)
	if err != nil {
		return fault.New(fault.Config, "writing the timer: %w", err)
	}
	changed, existed, err := c.proposeUnits(units, s)
	if err != nil {
		return err
	}
	for _, unit := range changed {
		if err := write(unit); err != nil {
			return err
		}
		term.Say(s.err, "wrote %s", fault.Printable(unit.Path, 300))
	}
	if len(changed) == 0 {
		return notShown(term.Sentence(s.out,
			"nothing to change: the timer for "+fault.Printable(c.file, 300)+" exists already"))
	}
	term.Say(s.err, "nothing was started. To start it now and at each login:")
	return notShown(term.Fprintf(s.out, "%s\n", term.Lines(by.start(c.file, units, existed))))
}

// proposeUnits shows the files that differ, and asks. existed reports whether one of these
// is there already.
func (c configureOptions) proposeUnits(units []schedule.Unit, s streams) (changed []schedule.Unit, existed bool,
	err error) {
	for _, unit := range units {
		before, err := configure.ReadUpTo(unit.Path, maxUnit)
		if err != nil {
			return nil, false, err
		}
		if ours, _ := schedule.Ours(before); before != nil && !ours {
			return nil, false, fault.New(fault.Config, "%s was not written by `dockercfg configure`: move it away",
				unit.Path)
		}
		if bytes.Equal(before, unit.Text) {
			continue
		}
		changed, existed = append(changed, unit), existed || before != nil
		diff := configure.PlainDiff(unit.Path, before, unit.Text)
		if err := term.Fprintf(s.out, "\n%s\n", term.Lines(string(diff))); err != nil {
			return nil, false, notShown(err)
		}
	}
	if !c.yes && len(changed) > 0 {
		err = askToWrite(len(changed), s)
	}
	return changed, existed, err
}

// askToWrite returns nil only for a yes.
func askToWrite(count int, s streams) error {
	yes, err := term.On(s.out).Ask(s.in, "Write "+term.Count(count, "file", "files")+"?")
	switch {
	case err != nil:
		return exit.Misused("nothing was written: %s; add --yes to write it", err)
	case !yes:
		return exit.With(exit.Failed, "nothing was written")
	}
	return nil
}

// maxUnit bounds a file of a scheduler, in bytes.
const maxUnit = 1 << 20

func write(unit schedule.Unit) error {
	err := safefile.MakeAll(filepath.Dir(unit.Path))
	if err == nil {
		err = safefile.Output(unit.Path, unit.Text, true)
	}
	if err != nil {
		return fault.New(fault.Store, "writing %s: %w", unit.Path, err)
	}
	return nil
}

// removeTimer removes the files of a timer, if they are as they were written.
func (c configureOptions) removeTimer(by scheduler, s streams) error {
	units, err := by.units(schedule.Task{File: c.file, Every: schedule.Usual})
	if err != nil {
		return fault.New(fault.Config, "looking for the timer: %w", err)
	}
	var there []string
	for _, unit := range units {
		text, err := configure.ReadUpTo(unit.Path, maxUnit)
		if err != nil {
			return err
		}
		if text == nil {
			continue
		}
		if _, unchanged := schedule.Ours(text); !unchanged && !c.force {
			return fault.New(fault.Config, "%s was changed since it was written: use --force to remove it", unit.Path)
		}
		there = append(there, unit.Path)
	}
	if len(there) == 0 {
		return fault.New(fault.Config, "there is nothing to undo: `dockercfg configure --timer` wrote no timer for %s",
			c.file)
	}
	for _, path := range append(there, linksTo(by.links(c.file))...) {
		if err := os.Remove(path); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return fault.New(fault.Store, "removing the timer: %w", err)
		}
		term.Say(s.err, "removed %s", fault.Printable(path, 300))
	}
	term.Say(s.err, "%s was not changed. To stop a running timer:", fault.Printable(c.file, 300))
	return notShown(term.Fprintf(s.out, "%s\n", term.Lines(by.stop(c.file))))
}

// linksTo returns those of the paths that are symbolic links, as the scheduler creates them.
func linksTo(paths []string) (links []string) {
	for _, path := range paths {
		if info, err := os.Lstat(path); err == nil && info.Mode()&fs.ModeSymlink != 0 {
			links = append(links, path)
		}
	}
	return links
}
