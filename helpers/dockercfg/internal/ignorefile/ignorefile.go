// Package ignorefile checks whether a .gitignore or .dockerignore file lists a file.
//
// Git is not asked: a work tree may name programs that git would start.
package ignorefile

import (
	"path/filepath"
	"strings"

	"github.com/dockercfg/dockercfg/shared/safefile"
)

const maxFile = 1 << 20 // bytes

// Lists reports whether the ignore file at path has a pattern for name, as a whole or by
// its last element. name is relative to the file's directory. Patterns with **, ! or a
// trailing slash do not count, so a file may be ignored though Lists returns false.
func Lists(path, name string) bool {
	data, err := safefile.ReadNamed(path, maxFile, false)
	if err != nil {
		return false
	}
	for line := range strings.Lines(string(data)) {
		pattern := strings.TrimPrefix(strings.TrimSpace(line), "/")
		whole, err := filepath.Match(pattern, name)
		last, _ := filepath.Match(pattern, filepath.Base(name))
		if err == nil && pattern != "" && (whole || last) {
			return true
		}
	}
	return false
}
