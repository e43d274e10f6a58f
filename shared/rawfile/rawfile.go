// Package rawfile reads a small file with as few system calls as there are: no
// poller, no buffers, no package that is initialised late. It serves the warm
// path (shared/warm), which answers when everything is as it should be and leaves
// every other case to code that can say what is wrong; so whatever is unusual
// about a file is here one answer, "no".
package rawfile

// Read gives the content of a regular file of at most max bytes. Links are
// followed: it is for files that the user or the platform names.
func Read(path string, max int) ([]byte, bool) { return read(path, max, false) }

// ReadOwn gives the content of a file of ours in a directory of ours: no link,
// one name, nobody else's, and nothing that others may read or write.
func ReadOwn(dir, name string, max int) ([]byte, bool) {
	if !ownDir(dir) {
		return nil, false
	}
	return read(dir+separator+name, max, true)
}

// ReadSystem gives the content of a file of the kernel's, whose size says nothing:
// at most max bytes of it.
func ReadSystem(path string, max int) ([]byte, bool) { return readSystem(path, max) }
