//go:build unix

package rawfile

import "syscall"

const separator = "/"

func read(path string, max int, own bool) ([]byte, bool) {
	flags := syscall.O_RDONLY | syscall.O_NONBLOCK | syscall.O_CLOEXEC
	if own {
		flags |= syscall.O_NOFOLLOW
	}
	fd, err := syscall.Open(path, flags, 0)
	for err == syscall.EINTR {
		fd, err = syscall.Open(path, flags, 0)
	}
	if err != nil {
		return nil, false
	}
	defer syscall.Close(fd)
	var info syscall.Stat_t
	if syscall.Fstat(fd, &info) != nil || info.Mode&syscall.S_IFMT != syscall.S_IFREG || info.Size > int64(max) {
		return nil, false
	}
	if own && (int(info.Uid) != syscall.Geteuid() || info.Nlink != 1 || info.Mode&0o077 != 0) {
		return nil, false
	}
	return readAll(fd, int(info.Size), max)
}

// readAll reads to the end of the file. If the file has grown meanwhile, it reads all of
// it or fails.
func readAll(fd, size, max int) ([]byte, bool) {
	data := make([]byte, size+1)
	n := 0
	for {
		got, err := syscall.Read(fd, data[n:])
		if err == syscall.EINTR {
			continue
		}
		if err != nil {
			return nil, false
		}
		if got == 0 {
			return data[:n], true
		}
		if n += got; n > max {
			return nil, false
		}
		if n == len(data) {
			data = append(data, make([]byte, len(data))...)
		}
	}
}

func ownDir(path string) bool {
	var info syscall.Stat_t
	return syscall.Stat(path, &info) == nil && info.Mode&syscall.S_IFMT == syscall.S_IFDIR &&
		int(info.Uid) == syscall.Geteuid() && info.Mode&0o022 == 0
}

// readSystem reads a file of /proc or /sys with one system call, since only that is
// consistent.
func readSystem(path string, max int) ([]byte, bool) {
	fd, err := syscall.Open(path, syscall.O_RDONLY|syscall.O_NONBLOCK|syscall.O_CLOEXEC, 0)
	if err != nil {
		return nil, false
	}
	defer syscall.Close(fd)
	data := make([]byte, max)
	n, err := syscall.Read(fd, data)
	if err != nil {
		return nil, false
	}
	return data[:n], true
}
