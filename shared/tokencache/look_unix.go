//go:build unix

package tokencache

import "syscall"

// InfoOf is Stat with the fields of the state.
func InfoOf(path string) (Info, bool) {
	var s syscall.Stat_t
	err := syscall.Stat(path, &s)
	for err == syscall.EINTR {
		err = syscall.Stat(path, &s)
	}
	switch {
	case err == syscall.ENOENT || err == syscall.ENOTDIR:
		return Info{}, true
	case err != nil:
		return Info{}, false
	}
	return InfoOfStat(&s), regular(&s)
}

// InfoOfStat converts the kernel's structure. The types of its fields differ between
// systems.
func InfoOfStat(s *syscall.Stat_t) Info {
	mtime, ctime := times(s)
	return Info{
		Exists: true, Dir: s.Mode&syscall.S_IFMT == syscall.S_IFDIR,
		Mode: uint32(s.Mode) & 0o7777, Dev: uint64(s.Dev), Ino: uint64(s.Ino), Size: s.Size, Mtime: mtime, Ctime: ctime,
	}
}

// regular reports whether a file can be read twice. Directories can: their state changes
// with their entries.
func regular(s *syscall.Stat_t) bool {
	kind := s.Mode & syscall.S_IFMT
	return kind == syscall.S_IFREG || kind == syscall.S_IFDIR
}
