// Package safeexec finds and runs another program: a credential helper, or a cloud's
// own command line that is logged in already.
//
// Who is started is decided here, since whoever gets started gets what is asked
// for: by an absolute path, from a directory that others cannot write, and never
// from the working directory. A run has a deadline, ends with its whole process
// group, and its output is bounded.
package safeexec

import (
	"errors"
	"os"
	"path/filepath"
	"runtime"

	"github.com/dockercfg/dockercfg/shared/fault"
)

// ErrMissing is a program that is nowhere, as opposed to one that is not used.
var ErrMissing = errors.New("is not on PATH")

// Find gives the absolute path of the first of these file names in PATH. Relative
// entries of PATH, the working directory, and what every user may write are passed
// over. Its error is ErrMissing, or says why the program that is there is not used.
func Find(names ...string) (string, error) {
	var passedOver error
	for _, dir := range filepath.SplitList(os.Getenv("PATH")) {
		for _, name := range names {
			path := filepath.Join(dir, name)
			err := checkIn(dir, path)
			if err == nil {
				return path, nil
			}
			if passedOver == nil && !errors.Is(err, os.ErrNotExist) {
				passedOver = fault.New(fault.Backend, "%s is not used: %w", name, err)
			}
		}
	}
	if passedOver != nil {
		return "", passedOver
	}
	return "", fault.New(fault.Backend, "%s %w", names[0], ErrMissing)
}

// Check accepts an executable file that only its owner and group may write, in a
// directory that is so, too, as are all above it (OpenTo); os.ErrNotExist where there
// is none.
func Check(path string) error {
	info, err := os.Stat(path)
	switch {
	case err != nil:
		return os.ErrNotExist
	case !info.Mode().IsRegular():
		return errors.New(path + " is not a regular file")
	case runtime.GOOS != "windows" && info.Mode().Perm()&0o111 == 0:
		return errors.New(path + " is not executable: chmod +x it")
	case everyoneWrites(path, info):
		return errors.New(path + " is writable by every user: chmod o-w it")
	}
	dir := filepath.Dir(path)
	if info, err := os.Stat(dir); err != nil || everyoneWrites(dir, info) {
		return errors.New("its directory " + dir + " is writable by every user: chmod o-w it")
	}
	switch open, err := OpenTo(path); {
	case err != nil:
		return err
	case open != "":
		return errors.New("it is below " + open + ", which is writable by every user: chmod o-w it")
	}
	return nil
}

// checkIn accepts a file of a directory of PATH.
func checkIn(dir, path string) error {
	if _, err := os.Stat(path); err != nil {
		return os.ErrNotExist
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
	info, err := os.Stat(dir)
	if err != nil {
		return os.ErrNotExist
	}
	if here, err := os.Stat("."); err == nil && os.SameFile(here, info) {
		return errors.New("it is in the working directory: run this from another directory")
	}
	return nil
}
