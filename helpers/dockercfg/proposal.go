package main

import (
	"errors"
	"path/filepath"

	"github.com/dockercfg/dockercfg/helpers/dockercfg/internal/exit"
	"github.com/dockercfg/dockercfg/helpers/dockercfg/internal/term"
	"github.com/dockercfg/dockercfg/shared/fault"
	"github.com/dockercfg/dockercfg/shared/safefile"
	"github.com/dockercfg/dockercfg/shared/shellword"
)

// proposal is a change to a file that the user has to confirm.
type proposal struct {
	path                string
	before, after, diff []byte
	words               []string
	left                int  // logins that stay in the file
	open                bool // no one was asked whether to move logins
	do                  func() error
}

// propose shows the change, asks, and makes it.
func (c configureOptions) propose(p proposal, s streams) error {
	for _, word := range p.words {
		if err := term.Sentence(s.out, word); err != nil {
			return notShown(err)
		}
	}
	path := fault.Printable(p.path, 300)
	if string(p.before) == string(p.after) {
		return c.unchanged(p, path, s)
	}
	if err := term.Fprintf(s.out, "\n%s\n", term.Lines(string(p.diff))); err != nil {
		return notShown(err)
	}
	if !c.yes {
		yes, err := term.On(s.out).Ask(s.in, "Change "+path+"?")
		if err != nil {
			return exit.Misused("nothing was changed: %s; add --yes to change it", err)
		}
		if !yes {
			return exit.With(exit.Failed, "nothing was changed")
		}
	}
	if err := safefile.MakeAll(filepath.Dir(p.path)); err != nil {
		return fault.New(fault.Store, "creating the config's directory: %w", err)
	}
	if err := p.do(); err != nil {
		var coded *fault.Error
		if !errors.As(err, &coded) {
			err = fault.New(fault.Store, "changing the config: %w", err)
		}
		return err
	}
	term.Say(s.err, "changed %s; to undo: `%s`", path, c.undoCommand())
	return nil
}

// unchanged ends a run that has nothing to change, or not what was asked for.
func (c configureOptions) unchanged(p proposal, path string, s streams) error {
	switch {
	case p.left == 0:
		return notShown(term.Sentence(s.out, "nothing to change in "+path))
	case p.open && !c.yes:
		return exit.Misused("nothing was changed: without a terminal no one can be asked whether to move the logins: " +
			"add --yes --move-logins to move them, or --yes to leave them")
	}
	logins := term.Count(p.left, "login stays", "logins stay")
	return notShown(term.Sentence(s.out, term.Sprintf("%s was not changed: %s in it", path, logins)))
}

// undoCommand returns the command line that undoes this run.
func (c configureOptions) undoCommand() string {
	command := "dockercfg configure"
	if c.podman {
		command += " --podman"
	}
	if c.config != "" {
		command += " --config " + shellword.Quote(c.config)
	}
	return command + " --undo"
}

// notShown is the error of a proposal that could not be shown.
func notShown(err error) error {
	if err == nil {
		return nil
	}
	return fault.New(fault.Internal, "writing to standard output: %w", err)
}
