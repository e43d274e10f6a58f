package conformance

import (
	"bytes"
	"os"
	"unsafe"

	"golang.org/x/sys/unix"
)

// openTerminal does what posix_openpt, grantpt, unlockpt and ptsname do:
// https://github.com/apple-oss-distributions/Libc/blob/main/stdlib/FreeBSD/grantpt.c
func openTerminal() (*terminal, error) {
	keys, err := os.OpenFile("/dev/ptmx", os.O_RDWR|unix.O_NOCTTY, 0)
	if err != nil {
		return nil, err
	}
	fd := int(keys.Fd())
	name := make([]byte, 128)
	err = unix.IoctlSetInt(fd, unix.TIOCPTYGRANT, 0)
	if err == nil {
		err = unix.IoctlSetInt(fd, unix.TIOCPTYUNLK, 0)
	}
	if err == nil {
		pointer := uintptr(unsafe.Pointer(&name[0]))
		_, _, errno := unix.Syscall(unix.SYS_IOCTL, uintptr(fd), unix.TIOCPTYGNAME, pointer)
		if errno != 0 {
			err = errno
		}
	}
	var line *os.File
	if err == nil {
		name, _, _ = bytes.Cut(name, []byte{0})
		line, err = os.OpenFile(string(name), os.O_RDWR|unix.O_NOCTTY, 0)
	}
	if err != nil {
		keys.Close()
		return nil, err
	}
	return &terminal{keys: keys, line: line}, nil
}
