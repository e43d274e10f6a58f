package safeexec

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"strings"
)

// maxLinks is how many links a path may have, as in Linux (path_resolution(7)).
const maxLinks = 40

// WritableParent returns the first directory on the way to an absolute path that every
// user may write, or "": anyone who may write a directory can replace what is in it. It
// follows links one by one and checks the way to each of them too. A sticky directory
// does not count, since only the owner of a file in it can replace that file. Neither
// does /tmp, which volumes of containers provide without the sticky bit.
func WritableParent(path string) (string, error) {
	if runtime.GOOS == "windows" {
		return "", nil // the mode does not say who may write
	}
	at, rest := "/", parts(path)
	for links := 0; len(rest) > 0; {
		info, err := os.Stat(at)
		if err != nil {
			return "", err
		}
		if info.Mode()&fs.ModeSticky == 0 && at != "/tmp" && everyoneWrites(at, info) {
			return at, nil
		}
		next := filepath.Join(at, rest[0]) // also for ".."
		rest = rest[1:]
		target, err := os.Readlink(next)
		if err != nil { // not a link
			at = next
			continue
		}
		if links++; links > maxLinks {
			return "", errors.New(path + " has too many symbolic links")
		}
		if rest = append(parts(target), rest...); filepath.IsAbs(target) {
			at = "/"
		}
	}
	return "", nil
}

func parts(path string) []string {
	return strings.FieldsFunc(path, func(r rune) bool { return r == '/' })
}
