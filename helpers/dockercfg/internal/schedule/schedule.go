// Package schedule writes what a user's own scheduler needs to run one command again and
// again: a service and a timer of systemd, or an agent of launchd. It starts nothing.
//
//	Task ──┬─ Systemd ──► NAME.service, NAME.timer     in ~/.config/systemd/user
//	       └─ Launchd ──► com.github.dockercfg.NAME.plist   in ~/Library/LaunchAgents
//
// Paths and arguments are other people's text. Each format has rules of its own for them
// (word.go, launchd.go), and what a format cannot hold is an error: a unit that means
// another command is worse than none.
//
// The first lines of each file say whose it is and hold a digest of the rest (mark.go), so
// that a file which its user has changed since is not removed.
package schedule

import (
	"crypto/sha256"
	"encoding/hex"
	"path/filepath"
	"strings"
	"time"
)

// Task is a command that keeps a file fresh.
type Task struct {
	File    string   // absolute
	Program string   // absolute
	Args    []string // of the program
	Env     []string // NAME=value: what the command needs of the environment
	Without []string // names of variables that the command is not to have
	Every   time.Duration
	Limit   time.Duration // one run is over within this time
}

// Unit is one file of a scheduler.
type Unit struct {
	Path string
	Text []byte
}

// Name tells the tasks of one user apart: by the file, readable, and with eight digits of
// the digest of its whole path.
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
