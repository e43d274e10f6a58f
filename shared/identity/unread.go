package identity

import (
	"errors"
	"io/fs"
	"path/filepath"

	"github.com/dockercfg/dockercfg/shared/fault"
	"github.com/dockercfg/dockercfg/shared/safefile"
	"github.com/dockercfg/dockercfg/shared/shellword"
)

// Unread is the error for a source that may contain an identity but cannot be read, such
// as a file of another user that `sudo` left, or a directory in place of a file. A later
// source may be used instead, with a warning about this one; if there is none, this is
// the error.
type Unread struct{ Err error }

func (u *Unread) Error() string { return u.Err.Error() }

// Unwrap returns the error with its code.
func (u *Unread) Unwrap() error { return u.Err }

// UnreadFile returns the Unread of a file. what names the kind of file, and login is the
// command that writes it again.
func UnreadFile(what, path string, err error, login string) *Unread {
	shown := fault.Printable(path, 120)
	cure := "remove it, and run `" + login + "`"
	var unsafe *safefile.Unsafe
	switch {
	case errors.Is(err, fs.ErrPermission):
		cure = "run `sudo chown -R $USER " + fault.Printable(shellword.Path(filepath.Dir(path)), 120) + "`"
	case errors.As(err, &unsafe) && unsafe.IsDir:
		cure = "run `rmdir " + fault.Printable(shellword.Path(path), 120) + "`"
	}
	return &Unread{fault.New(fault.Config, "reading %s, %s: %s: %s", what, shown, safefile.Problem(err), cure)}
}
