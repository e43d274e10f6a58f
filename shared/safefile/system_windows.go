package safefile

import (
	"io/fs"
	"os"
)

// On Windows a profile directory is private because of its access control list, which
// files inherit. Modes, owners and link counts mean nothing there.
const (
	nofollow = 0
	nonblock = 0
)

func checkOwner(string, fs.FileInfo) error { return nil }
func refuseForeign(string) error           { return nil }
func othersWrite(fs.FileInfo) bool         { return false }
func tooOpen(fs.FileInfo) bool             { return false }
func links(fs.FileInfo) uint64             { return 1 }
func syncDir(string) error                 { return nil }

func giveToOwnerOf(string, *os.File) error { return nil }

// renameNew moves a file to a name that must not exist. os.Rename would replace it.
func renameNew(from, to string) error {
	if err := os.Link(from, to); err != nil {
		return err
	}
	return os.Remove(from)
}
