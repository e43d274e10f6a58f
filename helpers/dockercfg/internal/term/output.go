package term

import (
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"

	xterm "golang.org/x/term"

	"github.com/dockercfg/dockercfg/helpers/dockercfg/internal/exit"
	"github.com/dockercfg/dockercfg/shared/fault"
	"github.com/dockercfg/dockercfg/shared/process"
	"github.com/dockercfg/dockercfg/shared/safefile"
)

// Stdout is the path that means standard output.
const Stdout = "-"

// Target is where an answer with secrets goes.
type Target struct {
	Path        string    // a file, or Stdout
	Stdout      io.Writer // used if Path is Stdout
	Force       bool      // replace an existing file
	ShowSecrets bool      // allow a terminal
}

// Check refuses an unusable target before any work is done for it.
func (t Target) Check() error {
	if t.Path == Stdout {
		if IsTerminal(t.Stdout) && !t.ShowSecrets {
			return exit.Misused("- would show secrets on this terminal: name a file, or add --show-secrets")
		}
		return nil
	}
	if t.Path == "" || os.IsPathSeparator(t.Path[len(t.Path)-1]) {
		return exit.Misused("the output needs a file name, or - for standard output")
	}
	info, err := os.Lstat(t.Path)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		dir := filepath.Dir(t.Path)
		if _, err := os.Stat(dir); errors.Is(err, fs.ErrNotExist) {
			return fault.New(fault.Config, "the output's directory %s does not exist: create it", dir)
		}
		return nil
	case err != nil:
		return fault.New(fault.Config, "checking the output: %w", err)
	case !info.Mode().IsRegular():
		return fault.New(fault.Config, "the output %s is a link, a directory or a device: name another file", t.Path)
	case !t.Force:
		return fault.New(fault.Config, "the output %s exists: name another file, or replace it with --force", t.Path)
	}
	return nil
}

// Write writes the whole answer, to a file with mode 0600, or nothing.
func (t Target) Write(data []byte) error {
	if t.Path == Stdout {
		return Emit(t.Stdout, data)
	}
	path, err := filepath.Abs(t.Path)
	if err != nil {
		return fault.New(fault.Config, "finding the output's directory: %w", err)
	}
	if err := safefile.Output(path, data, t.Force); err != nil {
		return fault.New(fault.Store, "writing the output: %w", err)
	}
	return nil
}

// Emit writes a whole answer and closes the stream. A partial write is an error.
func Emit(out io.Writer, data []byte) error {
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

// IsTerminal reports whether a stream, such as os.Stdout, is a terminal.
func IsTerminal(stream any) bool {
	f, ok := stream.(*os.File)
	return ok && xterm.IsTerminal(int(f.Fd()))
}
