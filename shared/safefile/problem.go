package safefile

import (
	"bytes"
	"errors"
	"io/fs"
	"strings"
	"syscall"
)

// Absent reports whether an error means that the file does not exist. Any other error is
// a failure: a file that this user may not see may well exist.
func Absent(err error) bool {
	return errors.Is(err, fs.ErrNotExist) || errors.Is(err, syscall.ENOTDIR)
}

// Problem returns the reason why a file could not be read, without its path.
func Problem(err error) string {
	var unsafe *Unsafe
	var cause syscall.Errno
	switch {
	case errors.As(err, &unsafe) && unsafe.IsDir:
		return "it is a directory, which `docker run -v` creates if the file is missing"
	case errors.As(err, &unsafe):
		return "it " + unsafe.Problem
	case Absent(err):
		return "there is no such file"
	case errors.Is(err, fs.ErrPermission):
		return "this user may not read it"
	case errors.Is(err, ErrUTF16):
		return ErrUTF16.Error()
	case errors.Is(err, ErrNotJSON):
		return ErrNotJSON.Error()
	case errors.As(err, &cause):
		return cause.Error()
	}
	return "it cannot be read"
}

// ErrUTF16 means that a file is in UTF-16, which PowerShell writes with `>`.
var ErrUTF16 = errors.New("it is written in UTF-16: save it as UTF-8")

// ErrNotJSON means that a file is not valid JSON.
var ErrNotJSON = errors.New("it is not valid JSON")

// BOM is the byte order mark that some editors put before UTF-8.
const BOM = "\ufeff"

// Text returns a file's content without a byte order mark.
func Text(data []byte) (string, error) {
	if inUTF16(data) {
		return "", ErrUTF16
	}
	return strings.TrimPrefix(string(data), BOM), nil
}

// inUTF16 recognises UTF-16 by its byte order mark, or by text in which every second byte
// is zero.
func inUTF16(data []byte) bool {
	if bytes.HasPrefix(data, []byte("\xff\xfe")) || bytes.HasPrefix(data, []byte("\xfe\xff")) {
		return true
	}
	if len(data) < 4 {
		return false
	}
	zero := func(i int) bool { return data[i] == 0 }
	return zero(0) != zero(1) && zero(0) == zero(2) && zero(1) == zero(3)
}
