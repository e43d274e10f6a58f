// Package inputs records what a token is made from, as a build cache records what a
// step has read: each file that was read, or was looked for and not there.
//
//	Note, Read: the state of a file before it is read ──► Unchanged: the same after?
//	                                                          │
//	                                   Record: state and content, for the entry
//
// A file's state is noted before it is read, and is compared when the
// token is there. Equal states, ctime included, mean that what was read in between
// is what the file still says: also where it was changed and changed back. So
// no second reading of a file is needed.
package inputs

import (
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"syscall"
	"time"

	"github.com/dockercfg/dockercfg/shared/safefile"
	"github.com/dockercfg/dockercfg/shared/tokencache"
)

// Recorder holds the states of files. The zero value is ready; a nil one records
// nothing, for callers that keep nothing.
type Recorder struct {
	files    []note
	dir      string // the working directory, where a path is relative
	relative bool
	late     bool // a file was read before it was noted
	hidden   bool // something was read that cannot be noted
}

type note struct {
	path string
	info tokencache.Info
	file *os.File // where a library was handed the open file
	seen bool     // it can be looked at: it is not a pipe, whose content cannot be read twice
}

// After is a recorder that has noted what an earlier one came to know too late.
func After(earlier *Recorder) *Recorder {
	r := &Recorder{}
	for _, n := range earlier.files {
		r.Note(n.path)
	}
	return r
}

// Note takes the state of a file that is going to be read, or looked for, by
// somebody else. "" is no file.
func (r *Recorder) Note(path string) {
	if r == nil || path == "" {
		return
	}
	if !filepath.IsAbs(path) {
		dir, err := os.Getwd()
		if err != nil {
			r.hidden = true
			return
		}
		r.dir, r.relative = dir, true
		path = filepath.Join(dir, path)
	}
	for _, n := range r.files {
		if n.path == path {
			return // the first look counts
		}
	}
	info, ok := settled(path)
	r.hidden = r.hidden || !ok
	r.files = append(r.files, note{path: path, info: info, seen: ok})
}

// Hand notes a file that a library is going to read, opens it, and gives the path by
// which the library reads the open file: it reads just what is recorded, and the file
// is opened by its name once. Where that cannot be done, the path is the file's own.
func (r *Recorder) Hand(path string) string {
	r.Note(path)
	if r == nil || path == "" || !filepath.IsAbs(path) {
		return path
	}
	for i := range r.files {
		n := &r.files[i]
		if n.path != path || !n.seen || !n.info.Exists || n.info.Dir {
			continue
		}
		f, err := open(path)
		if err != nil {
			return path
		}
		if info, ok := infoOf(f, path); !ok || info != n.info {
			_ = f.Close()
			return path // it is noticed afterwards
		}
		n.file = f // until the process ends: the library may read it at any time
		return descriptor(f, path)
	}
	return path
}

// Late is Note for a file that was read already, since it was not known of before. It
// takes another round to know that it was read in this state.
func (r *Recorder) Late(path string) {
	if r == nil || path == "" {
		return
	}
	before := len(r.files)
	r.Note(path)
	r.late = r.late || len(r.files) > before
}

// Hidden says that something decides that cannot be noted.
func (r *Recorder) Hidden() {
	if r != nil {
		r.hidden = true
	}
}

// Read is safefile.ReadNamed of a file that is noted first. One that was not there
// then is not opened.
func (r *Recorder) Read(path string, max int64, private bool) ([]byte, error) {
	r.Note(path)
	if r != nil {
		for _, n := range r.files {
			if n.path == path && n.seen && !n.info.Exists {
				return nil, &fs.PathError{Op: "open", Path: path, Err: syscall.ENOENT}
			}
		}
	}
	return safefile.ReadNamed(path, max, private)
}

// Unchanged tells whether all files are as they were when they were noted, and were
// noted before they were read.
func (r *Recorder) Unchanged() bool {
	if r.late || r.moved() {
		return false
	}
	for _, n := range r.files {
		if !n.seen {
			continue // there is nothing to compare, and nothing is recorded
		}
		if info, ok := tokencache.InfoOf(n.path); !ok || info != n.info {
			return false
		}
	}
	return true
}

// moved tells that a relative path means another file by now.
func (r *Recorder) moved() bool {
	if !r.relative {
		return false
	}
	dir, err := os.Getwd()
	return err != nil || dir != r.dir
}

// Record gives the inputs for an entry, and the working directory where it decides;
// false where a file has changed, or where something cannot be noted.
func (r *Recorder) Record(k tokencache.Key) (inputs []tokencache.Input, dir string, ok bool) {
	if r.hidden || r.late || r.moved() {
		return nil, "", false
	}
	for _, n := range r.files {
		in, ok := n.input(k)
		if !ok {
			return nil, "", false
		}
		inputs = append(inputs, in)
	}
	return inputs, r.dir, true
}

// input takes state and content of a file from one descriptor.
func (n note) input(k tokencache.Key) (tokencache.Input, bool) {
	in := tokencache.Input{Path: n.path, State: n.info.String(), ByContent: n.racy() || !stateTells}
	if n.info.Dir {
		if names, ok := tokencache.NamesOf(n.path); ok {
			in.Digest = k.Digest(names)
		}
	}
	if !n.info.Exists || n.info.Dir {
		info, ok := tokencache.InfoOf(n.path)
		return in, ok && info == n.info
	}
	f := n.file
	if f == nil {
		var err error
		if f, err = open(n.path); err != nil {
			return in, false
		}
		defer f.Close()
	} else if info, ok := tokencache.InfoOf(n.path); !ok || info != n.info {
		return in, false
	}
	if info, ok := infoOf(f, n.path); !ok || info != n.info {
		return in, false
	}
	in.ByContent = in.ByContent || remote(f)
	if n.info.Size <= tokencache.MaxContent {
		data, err := io.ReadAll(io.NewSectionReader(f, 0, tokencache.MaxContent+1))
		if err != nil || len(data) > tokencache.MaxContent {
			return in, false
		}
		in.Digest = k.Digest(string(data))
	}
	info, ok := infoOf(f, n.path)
	return in, ok && info == n.info
}

const (
	// racy is how young a change may be at most that an equal state does not prove
	// an equal content, by git's rule
	// (https://git-scm.com/docs/racy-git).
	racy = 2 * time.Second
	// tick is how long a file system may give one time to several changes: a tick of
	// the kernel's clock, ten milliseconds at most, and a margin.
	tick = 20 * time.Millisecond
)

// racy tells a file that had just been changed when it was noted.
func (n note) racy() bool { return n.info.Exists && age(n.info) < racy }

// age is how long ago a file was changed.
func age(info tokencache.Info) time.Duration {
	return time.Duration(time.Now().UnixNano() - max(info.Mtime, info.Ctime))
}

// settled looks at a file, and waits until a further change would show in its
// times. ok is false where it cannot be looked at, or where no change within
// seconds would show.
func settled(path string) (info tokencache.Info, ok bool) {
	for range 50 {
		if info, ok = tokencache.InfoOf(path); !ok || !info.Exists || !stateTells {
			return info, ok
		}
		left := tick - age(info)
		switch {
		case left <= 0, left > tick+time.Second: // of a clock that is ahead of ours
			return info, true
		case info.Ctime%int64(time.Second) == 0 && info.Mtime%int64(time.Second) == 0:
			return info, age(info) > racy // a file system with whole seconds
		}
		time.Sleep(left)
	}
	return info, false // it is written to all the time
}
