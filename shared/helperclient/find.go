// Package helperclient finds and runs other credential helpers. It is the client side of
// the protocol.
//
// It uses github.com/docker/docker-credential-helpers/client, which implements the
// protocol, and supplies the Program that it runs. What that package lacks is in this
// package and in shared/safeexec: a helper's name is validated and resolved once to an
// absolute path, a run has a deadline and ends with its whole process group, output is
// bounded, the reply is parsed strictly and compared with the request, and an error never
// contains the helper's output unless secrets are removed from it.
package helperclient

import (
	"errors"
	"os"
	"path/filepath"
	"runtime"

	"github.com/dockercfg/dockercfg/shared/fault"
	"github.com/dockercfg/dockercfg/shared/safeexec"
)

// Prefix is the beginning of the file name of every credential helper.
const Prefix = "docker-credential-"

// Helper is an installed helper: its file name and absolute path.
type Helper struct{ Name, Path string }

// ErrMissing means that a helper is not installed, as opposed to unsafe to run, or in a
// place that cannot be looked at (safeexec.ErrUnseen).
var ErrMissing = errors.New("is not installed")

// Find resolves a helper's short name, as used in credHelpers and credsStore. It looks in
// the directory of the running program first, then in PATH like safeexec.Find.
func Find(short string) (Helper, error) {
	if !validName(short) {
		return Helper{}, fault.New(fault.Config,
			"invalid helper name: it must match [a-z0-9][a-z0-9._-]* and have at most 63 characters")
	}
	name := Prefix + short
	beside := besideUs(name + executableSuffix())
	passedOver := safeexec.Check(beside)
	if passedOver == nil {
		return Helper{name, beside}, nil
	}
	path, err := safeexec.Find(name + executableSuffix())
	switch {
	case err == nil:
		return Helper{name, path}, nil
	case !errors.Is(passedOver, os.ErrNotExist):
		return Helper{}, fault.New(fault.Backend, "%s is not used: %w", name, passedOver)
	case errors.Is(err, safeexec.ErrMissing):
		return Helper{}, fault.New(fault.Backend,
			"%s %w: it is not beside this program and not on PATH", name, ErrMissing).
			WithHint("install it there (see docs/install.md)")
	}
	return Helper{}, err
}

// Searched returns the directories that were searched for the helper: that of the running
// program, and those of PATH up to the one that contains it. Unless a file is added to or
// removed from them, the helper will be found there again.
func (h Helper) Searched() []string {
	own, dir := filepath.Dir(besideUs(h.Name)), filepath.Dir(h.Path)
	searched := []string{own}
	if dir == own {
		return searched
	}
	for _, in := range filepath.SplitList(os.Getenv("PATH")) {
		if !filepath.IsAbs(in) {
			continue // skipped by the search
		}
		if searched = append(searched, in); filepath.Clean(in) == dir {
			break
		}
	}
	return searched
}

// besideUs returns the path of a file in the directory of the running program.
func besideUs(name string) string {
	self, err := os.Executable()
	if err != nil {
		return ""
	}
	if real, err := filepath.EvalSymlinks(self); err == nil {
		self = real
	}
	return filepath.Join(filepath.Dir(self), name)
}

// validName reports whether s is a helper's name: not a path, not an option, and without
// characters that a shell interprets.
func validName(s string) bool {
	for i := 0; i < len(s); i++ {
		c := s[i]
		plain := c >= 'a' && c <= 'z' || c >= '0' && c <= '9'
		if !plain && (i == 0 || c != '.' && c != '_' && c != '-') {
			return false
		}
	}
	return s != "" && len(s) <= 63
}

func executableSuffix() string {
	if runtime.GOOS == "windows" {
		return ".exe"
	}
	return ""
}
