package main

import (
	"errors"
	"io/fs"
	"path/filepath"

	"github.com/dockercfg/dockercfg/shared/fault"
	"github.com/dockercfg/dockercfg/shared/safefile"
)

// unreadable is what may name an identity and cannot be used: a file of az's, which az
// passes over and would write again, or a platform of another kind.
type unreadable struct{ err error }

func (u *unreadable) Error() string { return u.err.Error() }

// Unwrap gives the error with its code.
func (u *unreadable) Unwrap() error { return u.err }

var errNoJSON = errors.New("it is not valid JSON")

// notRead is an unreadable file.
func notRead(path string, err error) error {
	shown := fault.Printable(path, 120)
	problem, cure := safefile.Problem(err), "remove it, and run `az login`"
	var unsafe *safefile.Unsafe
	switch {
	case errors.Is(err, errNoJSON):
		problem = err.Error()
	case errors.Is(err, fs.ErrPermission):
		cure = "run `sudo chown -R $USER " + fault.Printable(filepath.Dir(path), 120) + "`"
	case errors.As(err, &unsafe) && unsafe.IsDir:
		cure = "run `rmdir " + shown + "`"
	}
	return &unreadable{fault.New(fault.Config, "reading the login of az, %s: %s: %s", shown, problem, cure)}
}
