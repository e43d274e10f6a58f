// Package safeexec finds and runs other programs: a credential helper, or a cloud's own
// command line that has a login already.
//
// A program that is started receives what is sent to it, so this package decides which
// files may run: they are run by an absolute path, from a directory that others cannot
// write, and never from the working directory. A run has a deadline, ends with its whole
// process group, and has bounded output.
package safeexec

import (
	"cmp"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"runtime"

	"github.com/dockercfg/dockercfg/shared/fault"
	"github.com/dockercfg/dockercfg/shared/safefile"
)

// ErrMissing means that a program is not installed, as opposed to unsafe to run.
var ErrMissing = errors.New("is not on PATH")

// ErrUnseen means that it is not known whether a program is installed: a link on the way to
// it leads to itself, for example.
var ErrUnseen = errors.New("cannot be looked at")

// Find returns the absolute path of the first of these file names in PATH. It skips
// relative entries of PATH, the working directory, and everything that every user may
// write. Like os/exec, it also skips what it cannot look at. The error is ErrMissing, or
// says why the existing program is not used, or else wraps ErrUnseen. In a directory that
// this user may not enter there is no program for it: docker would not find one either.
func Find(names ...string) (string, error) {
	var passedOver, unseen error
	for _, dir := range filepath.SplitList(os.Getenv("PATH")) {
		for _, name := range names {
			path := filepath.Join(dir, name)
			if _, err := os.Stat(path); errors.Is(err, os.ErrPermission) {
				continue
			}
			err := checkIn(dir, path)
			if err == nil {
				return path, nil
			}
			switch {
			case errors.Is(err, os.ErrNotExist):
			case errors.Is(err, ErrUnseen):
				unseen = cmp.Or(unseen, notUsed(name, err))
			default:
				passedOver = cmp.Or(passedOver, notUsed(name, err))
			}
		}
	}
	if err := cmp.Or(passedOver, unseen); err != nil {
		return "", err
	}
	return "", fault.New(fault.Backend, "%s %w", names[0], ErrMissing)
}

func notUsed(name string, err error) error {
	return fault.New(fault.Backend, "%s is not used: %w", name, err)
}

// Check accepts an executable file if only its owner and group may write it, its
// directory, and all directories above (WritableParent). The error wraps os.ErrNotExist
// if there is no file, and ErrUnseen if that cannot be determined.
func Check(path string) error {
	info, err := look(path)
	switch {
	case err != nil:
		return err
	case !info.Mode().IsRegular():
		return errors.New(path + " is not a regular file")
	case runtime.GOOS != "windows" && info.Mode().Perm()&0o111 == 0:
		return errors.New(path + " is not executable: chmod +x it")
	case everyoneWrites(path, info):
		return errors.New(path + " is writable by every user: chmod o-w it")
	}
	dir := filepath.Dir(path)
	switch info, err := look(dir); {
	case err != nil:
		return err
	case everyoneWrites(dir, info):
		return errors.New("its directory " + dir + " is writable by every user: chmod o-w it")
	}
	switch open, err := WritableParent(path); {
	case err != nil:
		return err
	case open != "":
		return errors.New("it is below " + open + ", which is writable by every user: chmod o-w it")
	}
	return nil
}

// checkIn accepts a file in a directory of PATH.
func checkIn(dir, path string) error {
	if _, err := look(path); err != nil {
		return err
	}
	if err := checkDir(dir); err != nil {
		return err
	}
	return Check(path)
}

// checkDir accepts a directory of PATH.
func checkDir(dir string) error {
	if !filepath.IsAbs(dir) {
		return errors.New("its directory is a relative entry of PATH: make the entry absolute")
	}
	info, err := look(dir)
	if err != nil {
		return err
	}
	if here, err := os.Stat("."); err == nil && os.SameFile(here, info) {
		return errors.New("it is in the working directory: run this from another directory")
	}
	return nil
}

// look returns what is at a path. The error wraps os.ErrNotExist or ErrUnseen.
func look(path string) (os.FileInfo, error) {
	info, err := os.Stat(path)
	switch {
	case err == nil:
		return info, nil
	case safefile.Absent(err):
		return nil, os.ErrNotExist
	}
	return nil, fmt.Errorf("%s %w: %s", path, ErrUnseen, safefile.Problem(err))
}
