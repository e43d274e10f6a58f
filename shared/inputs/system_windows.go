package inputs

import (
	"os"

	"github.com/dockercfg/dockercfg/shared/tokencache"
)

// stateIsReliable is false: there is neither inode nor ctime here.
const stateIsReliable = false

func open(path string) (*os.File, error) { return os.Open(path) }

// infoOf returns the state of the file at path.
func infoOf(_ *os.File, path string) (tokencache.Info, bool) { return tokencache.InfoOf(path) }
