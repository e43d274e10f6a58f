// Package helperclient finds and runs another credential helper: the calling end of
// the protocol.
//
// It stands on github.com/docker/docker-credential-helpers/client, which speaks
// the wire, and supplies the Program that it runs on. What that package falls
// short of is done here and in shared/safeexec: a helper's name is checked and
// resolved once to an absolute path, a run has a deadline and ends with its whole
// process group, output is bounded, the reply is read strictly and compared with
// the question, and an error never carries what the helper printed without being
// cut.
package helperclient

import (
	"errors"
	"os"
	"path/filepath"
	"runtime"

	"github.com/dockercfg/dockercfg/shared/fault"
	"github.com/dockercfg/dockercfg/shared/safeexec"
)

// Prefix begins the file name of every credential helper.
const Prefix = "docker-credential-"

// Helper is a helper found: its file name and absolute path.
type Helper struct{ Name, Path string }

// ErrMissing is a helper that is nowhere, as opposed to one that is not used.
var ErrMissing = errors.New("is not installed")

// Find resolves a helper's short name, as credHelpers and credsStore hold it: in
// the directory of the running program first, then in PATH as safeexec.Find does.
func Find(short string) (Helper, error) {
	if !validName(short) {
		return Helper{}, fault.New(fault.Config, "invalid helper name: it must match [a-z0-9][a-z0-9._-]* and have at most 63 characters")
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
		return Helper{}, fault.New(fault.Backend, "%s %w: it is not beside this program and not on PATH", name, ErrMissing)
	}
	return Helper{}, err
}

// Searched are the directories that were looked into to find the helper: that of the
// running program, and those of PATH up to the one that it lies in. While nothing is
// added to or removed from them, it is found there again.
func (h Helper) Searched() []string {
	own, dir := filepath.Dir(besideUs(h.Name)), filepath.Dir(h.Path)
	searched := []string{own}
	if dir == own {
		return searched
	}
	for _, in := range filepath.SplitList(os.Getenv("PATH")) {
		if !filepath.IsAbs(in) {
			continue // it is passed over
		}
		if searched = append(searched, in); filepath.Clean(in) == dir {
			break
		}
	}
	return searched
}

// besideUs is a file in the directory of the running program.
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

// validName holds a helper's name: no path, no option, nothing a shell would read.
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
