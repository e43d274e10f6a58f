package main

import (
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"

	"golang.org/x/term"

	"github.com/dockercfg/dockercfg/shared/dockercfg"
	"github.com/dockercfg/dockercfg/shared/fault"
	"github.com/dockercfg/dockercfg/shared/process"
	"github.com/dockercfg/dockercfg/shared/safefile"
)

const stdout = "-"

// checkOutput refuses an output before any helper is asked.
func (e exporting) checkOutput(s streams) error {
	if e.output == stdout {
		if isTerminal(s.out) && !e.showSecrets {
			return usage("-o - would show secrets on this terminal: name a file, or add --show-secrets")
		}
		return nil
	}
	if e.output == "" {
		return nil
	}
	info, err := os.Lstat(e.output)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil
	case err != nil:
		return fault.New(fault.Config, "looking at the output: %w", err)
	case !info.Mode().IsRegular():
		return fault.New(fault.Config, "the output %s is a link, a directory or a device: name another file", e.output)
	case !e.force:
		return fault.New(fault.Config, "the output %s exists: name another file, or replace it with --force", e.output)
	}
	return nil
}

// write puts the entries where -o says; without it nothing is written, because
// a CI log keeps what is printed.
func (e exporting) write(entries []dockercfg.Entry, format dockercfg.Format, s streams) error {
	data, err := format.Encode(entries)
	if err != nil {
		return fault.New(fault.Internal, "writing %s: %w", format.Name, err)
	}
	switch e.output {
	case "":
		return nil
	case stdout:
		return emit(s.out, data)
	}
	path, err := filepath.Abs(e.output)
	if err != nil {
		return fault.New(fault.Config, "finding the output's directory: %w", err)
	}
	if err := safefile.Output(path, data, e.force); err != nil {
		return fault.New(fault.Store, "writing the output: %w", err)
	}
	return nil
}

// emit writes a whole answer; a part of one is a failure.
func emit(out io.Writer, data []byte) error {
	if out == io.Writer(os.Stdout) && process.StdoutIsNull() {
		return fault.New(fault.Internal, "standard output is closed, so the answer is lost")
	}
	if _, err := out.Write(data); err != nil {
		return fault.New(fault.Internal, "writing to standard output: %w", err)
	}
	if f, ok := out.(*os.File); ok {
		if err := f.Close(); err != nil {
			return fault.New(fault.Internal, "closing standard output: %w", err)
		}
	}
	return nil
}

func isTerminal(out io.Writer) bool {
	f, ok := out.(*os.File)
	return ok && term.IsTerminal(int(f.Fd()))
}
