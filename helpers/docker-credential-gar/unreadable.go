package main

import (
	"errors"
	"io/fs"
	"path/filepath"

	"github.com/dockercfg/dockercfg/shared/fault"
	"github.com/dockercfg/dockercfg/shared/safefile"
)

// unreadable is a file of gcloud's that may name an identity and cannot be read:
// another user's, such as what `sudo gcloud` leaves, or a directory in its place.
type unreadable struct{ err error }

func (u *unreadable) Error() string { return u.err.Error() }

// Unwrap gives the error with its code.
func (u *unreadable) Unwrap() error { return u.err }

// notRead is an unreadable file; what says which one it is.
func notRead(what, path string, err error) error {
	var unsafe *safefile.Unsafe
	cure := "remove it, and run `gcloud auth login`"
	switch {
	case errors.Is(err, fs.ErrPermission):
		cure = "run `sudo chown -R $USER " + shownPath(filepath.Dir(path)) + "`"
	case errors.As(err, &unsafe) && unsafe.IsDir:
		cure = "run `rmdir " + shownPath(path) + "`"
	}
	shown, problem := shownPath(path), safefile.Problem(err)
	return &unreadable{fault.New(fault.Config, "reading %s, %s: %s: %s", what, shown, problem, cure)}
}

func shownPath(path string) string { return fault.Printable(path, 120) }
