// Package schedule writes what a user's own scheduler needs to run a command periodically: a
// systemd service and timer, or a launchd agent. It starts nothing.
//
//	Task ──┬─ Systemd ──► NAME.service, NAME.timer     in ~/.config/systemd/user
//	       └─ Launchd ──► com.github.dockercfg.NAME.plist   in ~/Library/LaunchAgents
//
// Paths and arguments may contain anything. Each format has its own rules for them (word.go,
// launchd.go), and a text that a format cannot express is an error: a unit that runs another
// command is worse than no unit.
//
// The first lines of each file say which program wrote it and contain a digest of the rest
// (mark.go), so that a file which the user has changed is not removed.
package schedule

import (
	"crypto/sha256"
	"encoding/hex"
	"path/filepath"
	"strings"
	"time"
)

// Task is a command that keeps a file up to date. launchd can neither remove variables nor
// limit the time of a run, so Launchd ignores Without and Limit: the command has to have a
// limit of its own.
type Task struct {
	File    string   // absolute
	Program string   // absolute
	Args    []string // of the program
	Env     []string // NAME=value: what the command needs from the environment
	Without []string // names of variables that the command must not have; only with systemd
	Every   time.Duration
	Limit   time.Duration // the time limit of one run; only with systemd
}

// Unit is one file of a scheduler.
type Unit struct {
	Path string
	Text []byte
}

// Name returns a name that distinguishes the tasks of one user: the file's name, and eight
// digits of the digest of its whole path.
func Name(file string) string {
	digest := sha256.Sum256([]byte(file))
	base := strings.Trim(strings.Map(func(r rune) rune {
		if r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9' {
			return r
		}
		return '-'
	}, filepath.Base(file)), "-")
	if len(base) > 40 {
		base = base[:40]
	}
	return strings.TrimSuffix("dockercfg-"+base, "-") + "-" + hex.EncodeToString(digest[:4])
}
