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

// OpenTo is the first directory on the way to an absolute path that every user may
// write, "" for none: whoever may write it can put another directory in the place of
// the next. Links are followed one by one, and the way to each counts, too. A sticky
// directory does not count, since only the owner of what lies in it can replace that;
// nor does /tmp, which volumes of containers bring without that bit.
func OpenTo(path string) (string, error) {
	if runtime.GOOS == "windows" {
		return "", nil // the mode says nothing there
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
