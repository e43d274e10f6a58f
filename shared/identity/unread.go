package identity

import (
	"errors"
	"io/fs"
	"path/filepath"

	"github.com/dockercfg/dockercfg/shared/fault"
	"github.com/dockercfg/dockercfg/shared/safefile"
)

// Unread is what may name an identity and cannot be used, such as a file of another
// user's that `sudo` left, or a directory in a file's place. A later identity may be used
// in its place, with a line that names it; without one, it is the error.
type Unread struct{ Err error }

func (u *Unread) Error() string { return u.Err.Error() }

// Unwrap gives the error with its code.
func (u *Unread) Unwrap() error { return u.Err }

// UnreadFile is an Unread of a file. what says which one it is, and login is the command
// that writes it again.
func UnreadFile(what, path string, err error, login string) *Unread {
	shown := fault.Printable(path, 120)
	cure := "remove it, and run `" + login + "`"
	var unsafe *safefile.Unsafe
	switch {
	case errors.Is(err, fs.ErrPermission):
		cure = "run `sudo chown -R $USER " + fault.Printable(filepath.Dir(path), 120) + "`"
	case errors.As(err, &unsafe) && unsafe.IsDir:
		cure = "run `rmdir " + shown + "`"
	}
	return &Unread{fault.New(fault.Config, "reading %s, %s: %s: %s", what, shown, safefile.Problem(err), cure)}
}
