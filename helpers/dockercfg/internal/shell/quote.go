// Package shell writes words into the commands that users are shown, so that a
// pasted command means what it says whatever a path holds.
package shell

import (
	"runtime"
	"strings"
)

// Quote is a word for a POSIX shell. Words that need no quotes have none.
func Quote(word string) string {
	plain := func(r rune) bool {
		return r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9' ||
			strings.ContainsRune("_-./:=@%+,", r)
	}
	if word != "" && strings.IndexFunc(word, func(r rune) bool { return !plain(r) }) < 0 {
		return word
	}
	return "'" + strings.ReplaceAll(word, "'", `'\''`) + "'"
}

// Remove is the command that removes a file.
func Remove(path string) string {
	if runtime.GOOS == "windows" {
		return `del "` + path + `"`
	}
	return "rm " + Quote(path)
}
