// Package program finds and runs another credential helper: the calling end of
// the protocol.
//
// It stands on github.com/docker/docker-credential-helpers/client, which speaks
// the wire, and supplies the Program that it runs on. What that package falls
// short of is done here: a helper's name is checked and resolved once to an
// absolute path, a run has a deadline and ends with its whole process group,
// output is bounded, the reply is read strictly and compared with the question,
// and an error never carries what the helper printed without being cut.
package program

import (
	"errors"
	"os"
	"path/filepath"
	"runtime"

	"github.com/dockercfg/dockercfg/shared/fault"
)

// Prefix begins the file name of every credential helper.
const Prefix = "docker-credential-"

// Helper is a helper found: its file name and absolute path.
type Helper struct{ Name, Path string }

// ErrMissing is a helper that is nowhere, as opposed to one that is not used.
var ErrMissing = errors.New("is not installed")

// Find resolves a helper's short name, as credHelpers and credsStore hold it:
// in the directory of the running program first, then in PATH. Relative entries
// of PATH, the working directory, and what every user may write are passed over.
func Find(short string) (Helper, error) {
	if !validName(short) {
		return Helper{}, fault.New(fault.Config, "the helper's name is none: it has to match [a-z0-9][a-z0-9._-]*, at most 63 characters")
	}
	name := Prefix + short
	var passedOver error
	if self, err := os.Executable(); err == nil {
		if real, err := filepath.EvalSymlinks(self); err == nil {
			self = real
		}
		path := filepath.Join(filepath.Dir(self), name+executableSuffix())
		if passedOver = check(path); passedOver == nil {
			if passedOver = checkWriters(filepath.Dir(self)); passedOver == nil {
				return Helper{name, path}, nil
			}
		}
		if errors.Is(passedOver, os.ErrNotExist) {
			passedOver = nil
		}
	}
	for _, dir := range filepath.SplitList(os.Getenv("PATH")) {
		path := filepath.Join(dir, name+executableSuffix())
		err := check(path)
		if err == nil {
			err = checkDir(dir)
		}
		if err == nil {
			return Helper{name, path}, nil
		}
		if passedOver == nil && !errors.Is(err, os.ErrNotExist) {
			passedOver = err
		}
	}
	if passedOver != nil {
		return Helper{}, fault.New(fault.Backend, "%s is not used: %w", name, passedOver)
	}
	return Helper{}, fault.New(fault.Backend, "%s %w: it is neither beside this program nor on PATH", name, ErrMissing)
}

// validName is S8's grammar: no path, no option, nothing a shell would read.
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

// check accepts an executable file that only its owner and group may write.
func check(path string) error {
	info, err := os.Stat(path)
	switch {
	case err != nil:
		return os.ErrNotExist
	case !info.Mode().IsRegular():
		return errors.New(path + " is no regular file")
	case runtime.GOOS != "windows" && info.Mode().Perm()&0o111 == 0:
		return errors.New(path + " is not executable: chmod +x it")
	case everyoneWrites(path, info):
		return errors.New(path + " is writable for every user: chmod o-w it")
	}
	return nil
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
		return errors.New("it lies in the working directory: run this from another one")
	}
	return checkWriters(dir)
}

func checkWriters(dir string) error {
	if info, err := os.Stat(dir); err != nil || everyoneWrites(dir, info) {
		return errors.New("its directory " + dir + " is writable for every user: chmod o-w it")
	}
	return nil
}
