// Package rawfile reads a small file with as few system calls as possible: no poller, no
// buffers, no package that is initialised late. It is for the fast path (shared/warm),
// which answers only in the normal case and leaves every other case to code that can
// explain it. So for anything unusual about a file it just returns false.
package rawfile

// Read returns the content of a regular file of at most max bytes. It follows links: it
// is for files that the user or the platform names.
func Read(path string, max int) ([]byte, bool) { return read(path, max, false) }

// ReadOwn returns the content of a file in a directory of this suite. The file must not
// be a link, must have one name, and both must belong to this user and be inaccessible to
// others.
func ReadOwn(dir, name string, max int) ([]byte, bool) {
	if !ownDir(dir) {
		return nil, false
	}
	return read(dir+separator+name, max, true)
}

// ReadSystem returns at most max bytes of a file of the kernel, whose size is not known
// in advance.
func ReadSystem(path string, max int) ([]byte, bool) { return readSystem(path, max) }
