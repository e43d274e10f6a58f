package codeship

import (
	"errors"
	"fmt"
	"path/filepath"

	"github.com/dockercfg/dockercfg/shared/safefile"
)

// errOutside is what inside returns for a link.
var errOutside = errors.New("a link that leads out of the project and is not read")

// inside returns errOutside if a path of the project is or contains a link that leads out
// of it. A path that does not exist is inside.
func (p *Project) inside(name string) error {
	real, err := filepath.EvalSymlinks(filepath.Join(p.Dir, name))
	if err != nil {
		return nil // reading it says why
	}
	dir, err := filepath.EvalSymlinks(p.Dir)
	if err != nil {
		return errOutside
	}
	if rest, err := filepath.Rel(dir, real); err != nil || !filepath.IsLocal(rest) {
		return errOutside
	}
	return nil
}

// usual reads a file that the user did not name. The project may come from anyone, so that
// such a file may be a link to a file of the user.
func (p *Project) usual(name string, max int64) ([]byte, error) {
	if err := p.inside(name); err != nil {
		return nil, fmt.Errorf("%s is %w", filepath.Join(p.Dir, name), err)
	}
	return safefile.ReadNamed(filepath.Join(p.Dir, name), max, false)
}
