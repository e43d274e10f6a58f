package configure

import (
	"bytes"
	"encoding/json"
	"errors"
	"io/fs"
	"os"
	"slices"

	"github.com/dockercfg/dockercfg/shared/dockerconfig"
	"github.com/dockercfg/dockercfg/shared/fault"
	"github.com/dockercfg/dockercfg/shared/safefile"
)

const maxFile = 8 << 20 // bytes

// undo is what reverts our changes to a file: what it contained before, and what we
// wrote.
type undo struct {
	Version int     `json:"version"`
	Existed bool    `json:"existed"`
	Before  []byte  `json:"before"` // base64
	After   []byte  `json:"after"`
	Moved   []Moved `json:"moved,omitempty"` // logins that were moved into a store
}

// UndoPath returns the path of a file's undo file.
func UndoPath(path string) string { return path + ".dockercfg-undo" }

// Read returns the content of a Docker config to change, which is nil if the file does not exist.
func Read(path string) ([]byte, error) { return ReadUpTo(path, maxFile) }

// ReadUpTo is Read for any file of at most max bytes.
func ReadUpTo(path string, max int64) ([]byte, error) {
	text, err := safefile.ReadNamed(path, max, false)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil, nil
	case err != nil:
		return nil, fault.New(fault.Config, "reading %s: %s", path, safefile.Problem(err))
	}
	return text, nil
}

// Write changes a file with change. It writes the undo file first, so that after any
// failure either the file is old or the undo file exists. Several of our changes share
// one undo file, which restores the state before the first, even if others changed the
// file in between.
func Write(path string, moved []Moved, change func([]byte) ([]byte, error)) error {
	return safefile.Update(path, maxFile, func(old safefile.Old) ([]byte, error) {
		text, err := change(old.Data)
		if err != nil || old.Exists && bytes.Equal(text, old.Data) {
			return text, err
		}
		u := undo{Version: 2, Existed: old.Exists, Before: old.Data, After: text, Moved: moved}
		if err := u.follow(path, old); err != nil {
			return nil, err
		}
		data, err := json.Marshal(u)
		if err == nil {
			err = safefile.Companion(UndoPath(path), path, append(data, '\n'))
		}
		return text, err
	})
}

// follow makes u restore the state before the change that the undo file records, if there
// is one. Nothing else has a record of that state, so an undo file that cannot be used is
// not overwritten.
func (u *undo) follow(path string, old safefile.Old) error {
	earlier, err := readUndo(path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return fault.New(fault.Config, "reading the undo file %s: %w: nothing was changed; correct that, or "+
			"remove the undo file if you do not need --undo for the earlier change", UndoPath(path), err)
	}
	if !old.Exists {
		return nil // removing the file reverted the earlier change
	}
	before, _, err := earlier.takeBack(old.Data)
	if err != nil {
		return fault.New(fault.Config, "changing %s: what the earlier change replaced cannot be kept for --undo: %w: "+
			"nothing was changed; use --undo --force to restore the old file, or remove %s", path, err, UndoPath(path))
	}
	u.Existed, u.Before = earlier.Existed, before
	u.Moved = append(earlier.Moved, u.Moved...)
	return nil
}

// Undone is the result of Undo.
type Undone struct {
	Exactly  bool       // the file is as it was
	Kept     []string   // members that others changed since, which were kept
	Restored []Restored // logins that are in the file again
	Empty    []string   // entries without a login, for which no store is asked any more
}

// Restored is a login that is in the file again.
type Restored struct {
	Moved
	Entry dockerconfig.Entry
}

// Undo reverts our changes to a file and keeps what others changed since; with force
// it restores the old file whatever happened to it.
func Undo(path string, force bool) (done Undone, err error) {
	u, err := readUndo(path)
	if errors.Is(err, fs.ErrNotExist) {
		return done, fault.New(fault.Config, "there is nothing to undo: %s was not changed by `dockercfg configure`",
			path)
	}
	if err != nil {
		return done, fault.New(fault.Config, "reading the undo file %s: %w: nothing was changed; remove the undo file",
			UndoPath(path), err)
	}
	var result []byte
	err = safefile.Update(path, maxFile, func(old safefile.Old) (text []byte, err error) {
		switch {
		case force:
			result = u.Before
		case !old.Exists && u.Existed:
			return nil, fault.New(fault.Config, "%s no longer exists: use --force to restore what it contained", path)
		case !old.Exists:
		default:
			if result, done.Kept, err = u.takeBack(old.Data); err != nil {
				return nil, fault.New(fault.Config,
					"reverting the changes to %s: %w: use --force to restore the old file", path, err)
			}
		}
		return result, nil
	})
	if err == nil && !u.Existed && holdsNothing(result) {
		if err = os.Remove(path); errors.Is(err, fs.ErrNotExist) {
			err = nil
		}
	}
	if err != nil {
		return done, err
	}
	done.Restored, done.Exactly = u.restored(result), bytes.Equal(result, u.Before)
	done.Empty = empty(result)
	return done, os.Remove(UndoPath(path))
}

// restored returns the logins that a text contains again, unchanged.
func (u undo) restored(text []byte) (back []Restored) {
	before, now := entriesOf(u.Before), entriesOf(text)
	for _, m := range u.Moved {
		was, is := before[m.Key], now[m.Key]
		if !is.Placeholder() && is.Username == was.Username && is.Secret == was.Secret {
			back = append(back, Restored{m, is})
		}
	}
	return back
}

// empty returns the entries of a text that refer to a store if the text names no store.
func empty(text []byte) (keys []string) {
	config, err := dockerconfig.Parse(text, "the config")
	if err != nil || config.CredsStore != "" {
		return nil
	}
	bound := map[string]bool{}
	for _, b := range config.CredHelpers {
		bound[b.Key] = true
	}
	for _, e := range config.Auths {
		if e.Placeholder() && !bound[e.Key] {
			keys = append(keys, e.Key)
		}
	}
	return keys
}

// Left reports whether a file has an undo file, and returns the logins that are
// readable in it.
func Left(path string) (there bool, logins []string) {
	u, err := readUndo(path)
	if err != nil {
		return !errors.Is(err, fs.ErrNotExist), nil
	}
	for _, m := range u.Moved {
		if !slices.Contains(logins, m.Key) {
			logins = append(logins, m.Key)
		}
	}
	return true, logins
}

func readUndo(path string) (u undo, err error) {
	data, err := safefile.ReadNamed(UndoPath(path), 4*maxFile, true)
	if err != nil {
		return u, err
	}
	if json.Unmarshal(data, &u) != nil {
		return u, errors.New("it is not an undo file: it is damaged or was written by another version")
	}
	if u.Version != 2 {
		return u, errors.New("it was written by another version")
	}
	return u, nil
}
