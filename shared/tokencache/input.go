package tokencache

import (
	"io"
	"os"
	"slices"
	"strconv"

	"github.com/dockercfg/dockercfg/shared/ascii"
	"github.com/dockercfg/dockercfg/shared/rawfile"
)

// MaxContent bounds the content of an input that is compared, in bytes. A larger
// file is told by its state alone.
const MaxContent = 64 << 10

// Input is one file that a token was made from, as it was then. A file that was
// looked for and was not there is one too.
type Input struct {
	Path  string
	State string // of Look; "" where there was no file
	// Digest of the content, of a directory of its names; "" where there was none or
	// it was too large.
	Digest string
	// ByContent says that an equal state proves nothing: the file had just been
	// changed, as git's index has it ("racy"), lies on a network file system, or the
	// system has neither inode nor ctime.
	ByContent bool
	// Guard says that the token does not depend on the file, but that somebody else
	// may come first once it has changed: an explicit login. Only who looks for logins
	// by itself may pass over it.
	Guard bool
}

// Look gives the state of the file at a path, through links: mode, device, inode,
// size, mtime and ctime. It is "" where there is no file. ok is false for what cannot be
// looked at, and for a pipe, a device or a socket, whose content cannot be
// read twice.
func Look(path string) (state string, ok bool) {
	info, ok := InfoOf(path)
	return info.String(), ok
}

// dirState begins the state of a directory.
const dirState = "dir "

// Info is what a look at a file tells.
type Info struct {
	Exists, Dir        bool
	Mode               uint32 // who may read and write: a reader may refuse a file for it
	Dev, Ino           uint64
	Size, Mtime, Ctime int64 // times in nanoseconds
}

// String is Info as one line; "" for no file.
func (i Info) String() string {
	if !i.Exists {
		return ""
	}
	out := make([]byte, 0, 96)
	if i.Dir {
		out = append(out, dirState...)
	}
	out = strconv.AppendUint(out, uint64(i.Mode), 8)
	out = strconv.AppendUint(append(out, ' '), i.Dev, 36)
	out = strconv.AppendUint(append(out, ' '), i.Ino, 36)
	out = strconv.AppendInt(append(out, ' '), i.Size, 36)
	out = strconv.AppendInt(append(out, ' '), i.Mtime, 36)
	return string(strconv.AppendInt(append(out, ' '), i.Ctime, 36))
}

// unchanged tells whether the input is as it was.
func (in Input) unchanged(k Key) bool {
	state, ok := Look(in.Path)
	switch {
	case !ok:
		return false
	case state == in.State && (!in.ByContent || state == ""):
		return true
	case state == "" || in.State == "" || in.Digest == "" || mode(state) != mode(in.State):
		return false
	}
	content, ok := contentOf(in.Path, ascii.HasPrefix(state, dirState))
	return ok && k.Digest(content) == in.Digest
}

// contentOf is what is compared where the state proves nothing.
func contentOf(path string, dir bool) (content string, ok bool) {
	if dir {
		return NamesOf(path)
	}
	data, ok := rawfile.Read(path, MaxContent)
	return string(data), ok
}

// maxNames bounds a directory whose names are compared.
const maxNames = 1000

// NamesOf is the content of a directory: its names, sorted. A file that is replaced
// in it leaves them as they are.
func NamesOf(path string) (content string, ok bool) {
	dir, err := os.Open(path)
	if err != nil {
		return "", false
	}
	defer dir.Close()
	names, err := dir.Readdirnames(maxNames + 1)
	if err != nil && err != io.EOF || len(names) > maxNames {
		return "", false
	}
	slices.Sort(names)
	out := make([]byte, 0, 1024)
	for _, name := range names {
		out = AppendField(out, name)
	}
	return dirState + string(out), true
}

// mode is the first word of a state: where it differs, the same content may be
// refused.
func mode(state string) string {
	word, _, _ := ascii.Cut(state, ' ')
	return word
}
