// Package inputs records the files that a token is made from, as a build cache records
// the files that a step has read: each file that was read, or was looked for and did not
// exist.
//
//	Note, Read: the state of a file before it is read ──► Unchanged: the same after?
//	                                                          │
//	                                   Record: state and content, for the entry
//
// A file's state is noted before the file is read, and compared when the token has been
// made. If the two states are equal, ctime included, the file still has the content that
// was read in between, even if it was changed and changed back. So no file has to be read
// a second time.
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

// Recorder records the states of files. The zero value is ready to use. A nil *Recorder
// records nothing, for callers that do not cache.
type Recorder struct {
	files    []note
	dir      string // the working directory, if a path is relative
	relative bool
	late     bool // a file was read before it was noted
	hidden   bool // something was read that cannot be noted
}

type note struct {
	path string
	info tokencache.Info
	file *os.File // set if a library was given the open file
	seen bool     // the state can be compared: it is not a pipe, whose content cannot be read twice
}

// After returns a recorder that has noted the files that an earlier one noted too late.
func After(earlier *Recorder) *Recorder {
	r := &Recorder{}
	for _, n := range earlier.files {
		r.Note(n.path)
	}
	return r
}

// Note records the state of a file that other code is about to read or look for. It
// ignores "".
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
			return // the first state counts
		}
	}
	info, ok := settled(path)
	r.hidden = r.hidden || !ok
	r.files = append(r.files, note{path: path, info: info, seen: ok})
}

// OpenedPath notes a file that a library is going to read, opens it, and returns a path
// to the open file for the library. So the library reads exactly what is recorded, and
// the file's name is resolved once. If that is not possible, it returns the file's own
// path.
func (r *Recorder) OpenedPath(path string) string {
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
			return path // Unchanged detects that
		}
		n.file = f // until the process ends: the library may read it at any time
		return descriptor(f, path)
	}
	return path
}

// NoteLate is Note for a file that was already read because it was not known before.
// Another round is necessary to know that it was read in this state.
func (r *Recorder) NoteLate(path string) {
	if r == nil || path == "" {
		return
	}
	before := len(r.files)
	r.Note(path)
	r.late = r.late || len(r.files) > before
}

// Read notes a file and reads it with safefile.ReadNamed. A file that did not exist when
// it was noted is not opened.
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

// Unchanged reports whether all files have the state that was noted, and were noted
// before they were read.
func (r *Recorder) Unchanged() bool {
	if r.late || r.moved() {
		return false
	}
	for _, n := range r.files {
		if !n.seen {
			continue // it has no state, and Record fails
		}
		if info, ok := tokencache.InfoOf(n.path); !ok || info != n.info {
			return false
		}
	}
	return true
}

// moved reports whether a relative path refers to another file now.
func (r *Recorder) moved() bool {
	if !r.relative {
		return false
	}
	dir, err := os.Getwd()
	return err != nil || dir != r.dir
}

// Record returns the inputs for an entry, and the working directory if an input depends
// on it. ok is false if a file has changed or something cannot be noted.
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

// input reads state and content of a file through one descriptor.
func (n note) input(k tokencache.Key) (tokencache.Input, bool) {
	in := tokencache.Input{Path: n.path, State: n.info.String(), ByContent: n.racy() || !stateIsReliable}
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
	// If a file was changed less than racy before it was noted, an equal state does not
	// prove an equal content: git's rule (https://git-scm.com/docs/racy-git).
	racy = 2 * time.Second
	// tick is how long a file system may give several changes the same time: a tick of
	// the kernel's clock, at most ten milliseconds, and a margin.
	tick = 20 * time.Millisecond
)

// racy reports whether a file had just been changed when it was noted.
func (n note) racy() bool { return n.info.Exists && age(n.info) < racy }

// age returns the time since a file was changed.
func age(info tokencache.Info) time.Duration {
	return time.Duration(time.Now().UnixNano() - max(info.Mtime, info.Ctime))
}

// settled returns the state of a file, and waits until another change would be visible in
// its times. ok is false if stat fails, or if no change within seconds would be visible.
func settled(path string) (info tokencache.Info, ok bool) {
	for range 50 {
		if info, ok = tokencache.InfoOf(path); !ok || !info.Exists || !stateIsReliable {
			return info, ok
		}
		left := tick - age(info)
		switch {
		case left <= 0, left > tick+time.Second: // from a clock that is ahead of this one
			return info, true
		case info.Ctime%int64(time.Second) == 0 && info.Mtime%int64(time.Second) == 0:
			return info, age(info) > racy // if not, the file system has times in whole seconds
		}
		time.Sleep(left)
	}
	return info, false // it is written to all the time
}
