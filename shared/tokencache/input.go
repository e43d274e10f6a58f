package tokencache

import (
	"io"
	"os"
	"slices"
	"strconv"

	"github.com/dockercfg/dockercfg/shared/ascii"
	"github.com/dockercfg/dockercfg/shared/rawfile"
)

// MaxContent is the size up to which the content of an input is compared, in bytes. A
// larger file is compared by its state only.
const MaxContent = 64 << 10

// Input is one file that a token was made from, in its state at that time. A file that
// was looked for and did not exist is an input too.
type Input struct {
	Path  string
	State string // returned by Stat; "" if there was no file
	// Digest is the digest of the content, or of a directory's names. It is "" if there
	// was no file or it was too large.
	Digest string
	// ByContent says that an equal state proves nothing: the file was changed just before
	// (git's index calls this "racy"), it is on a network file system, or the system has
	// neither inode nor ctime.
	ByContent bool
	// Guard says that the token does not depend on the file, but that an explicit login
	// may take precedence once the file has changed. Only a caller that looks for logins
	// itself may ignore it.
	Guard bool
}

// Stat returns the state of the file at a path, following links: mode, device, inode,
// size, mtime and ctime. The state is "" if there is no file. ok is false if stat fails
// otherwise, and for a pipe, a device or a socket, whose content cannot be read twice.
func Stat(path string) (state string, ok bool) {
	info, ok := InfoOf(path)
	return info.String(), ok
}

// dirState is the prefix of a directory's state.
const dirState = "dir "

// Info is the state of a file.
type Info struct {
	Exists, Dir        bool
	Mode               uint32 // permissions: a reader may refuse a file because of them
	Dev, Ino           uint64
	Size, Mtime, Ctime int64 // times in nanoseconds
}

// String formats Info as one line; "" if there is no file.
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

// unchanged reports whether the input is unchanged.
func (in Input) unchanged(k Key) bool {
	state, ok := Stat(in.Path)
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

// contentOf returns what is compared when the state proves nothing.
func contentOf(path string, dir bool) (content string, ok bool) {
	if dir {
		return NamesOf(path)
	}
	data, ok := rawfile.Read(path, MaxContent)
	return string(data), ok
}

// maxNames is the largest number of names in a directory that is compared.
const maxNames = 1000

// NamesOf returns the content of a directory: its names, sorted. Replacing a file in it
// does not change them.
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

// mode returns the permissions, the first word of a state. If they differ, a reader may
// refuse the same content.
func mode(state string) string {
	word, _, _ := ascii.Cut(state, ' ')
	return word
}
