package configure

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"io/fs"
	"os"

	"github.com/dockercfg/dockercfg/shared/fault"
	"github.com/dockercfg/dockercfg/shared/safefile"
)

const maxFile = 8 << 20 // bytes

// undo is what brings a file back: what it held, and what we wrote in its place.
type undo struct {
	Version int    `json:"version"`
	Existed bool   `json:"existed"`
	Before  []byte `json:"before"` // base64
	Wrote   string `json:"wrote"`  // SHA-256, hex
}

// UndoPath is where a file's undo lies.
func UndoPath(path string) string { return path + ".dockercfg-undo" }

// Write changes a file by change, and leaves its undo beside it, first: whatever
// happens then, either the file is old or the undo is there. Several changes of
// ours in a row have one undo, back to before the first.
func Write(path string, change func([]byte) ([]byte, error)) error {
	return safefile.Update(path, maxFile, func(old safefile.Old) ([]byte, error) {
		text, err := change(old.Data)
		if err != nil || old.Exists && string(text) == string(old.Data) {
			return text, err
		}
		u := undo{Version: 1, Existed: old.Exists, Before: old.Data, Wrote: digest(text)}
		if earlier, err := readUndo(path); err == nil && earlier.Wrote == digest(old.Data) {
			u.Existed, u.Before = earlier.Existed, earlier.Before
		}
		data, err := json.Marshal(u)
		if err == nil {
			err = safefile.Companion(UndoPath(path), path, append(data, '\n'))
		}
		return text, err
	})
}

// Undo brings back what the file held. One that was changed since is only
// overwritten by force.
func Undo(path string, force bool) error {
	u, err := readUndo(path)
	if errors.Is(err, fs.ErrNotExist) {
		return fault.New(fault.Config, "there is nothing to undo: %s was not changed by `dockercfg configure`", path)
	}
	if err != nil {
		return fault.New(fault.Config, "reading the undo file: %w", err)
	}
	changed := fault.New(fault.Config, "%s was changed since `dockercfg configure` wrote it: --force throws that away, or take what you need out of %s by hand", path, UndoPath(path))
	if !u.Existed {
		data, err := safefile.ReadNamed(path, maxFile, false)
		if err == nil && digest(data) != u.Wrote && !force {
			return changed
		}
		if err := os.Remove(path); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return fault.New(fault.Store, "removing the file that was made: %w", err)
		}
		return os.Remove(UndoPath(path))
	}
	err = safefile.Update(path, maxFile, func(old safefile.Old) ([]byte, error) {
		if digest(old.Data) != u.Wrote && !force {
			return nil, changed
		}
		return u.Before, nil
	})
	if err != nil {
		return err
	}
	return os.Remove(UndoPath(path))
}

func readUndo(path string) (u undo, err error) {
	data, err := safefile.ReadNamed(UndoPath(path), 2*maxFile, true)
	if err != nil {
		return u, err
	}
	if json.Unmarshal(data, &u) != nil || u.Version != 1 {
		return u, errors.New("it is not one of this version")
	}
	return u, nil
}

func digest(text []byte) string {
	sum := sha256.Sum256(text)
	return hex.EncodeToString(sum[:])
}
