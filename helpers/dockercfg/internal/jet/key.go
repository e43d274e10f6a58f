package jet

import (
	"crypto/rand"
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"strings"

	"github.com/dockercfg/dockercfg/shared/fault"
	"github.com/dockercfg/dockercfg/shared/safefile"
	"github.com/dockercfg/dockercfg/shared/textfile"
)

// DefaultKey is the name of jet's key file, in the working directory.
const DefaultKey = "codeship.aes"

// Key is an AES-256 key. Printing it never shows its bytes.
type Key [32]byte

// Format prints a placeholder for the key.
func (Key) Format(f fmt.State, _ rune) { _, _ = io.WriteString(f, "[redacted]") }

// NewKey creates a key.
func NewKey() (key Key, err error) {
	_, err = rand.Read(key[:])
	return key, err
}

// Text returns the key as its file contains it: base64 on one line.
func (k Key) Text() []byte { return []byte(base64.StdEncoding.EncodeToString(k[:]) + "\n") }

// ParseKey parses the content of a key file: 44 characters of base64, followed by white
// space at most, in UTF-8 or UTF-16.
func ParseKey(text []byte) (key Key, err error) {
	if text, err = textfile.UTF8(text); err != nil {
		return key, err
	}
	trimmed := strings.TrimRight(string(text), " \t\r\n")
	decoded, err := base64.StdEncoding.Strict().DecodeString(trimmed)
	if err != nil || len(trimmed) != 44 || len(decoded) != len(key) {
		return key, errors.New("it is not an AES key: expected the 44 characters of base64 that CodeShip shows under" +
			" Project Settings, or a key of `dockercfg keygen`")
	}
	copy(key[:], decoded)
	return key, nil
}

// Exposed reports whether other users can read a key file.
func Exposed(path string) bool { return safefile.OthersMayRead(path) }

// ReadKey reads a key file. Its errors have the code config and say what to do.
func ReadKey(path string) (Key, error) {
	data, err := safefile.ReadNamed(path, 4<<10, false)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return Key{}, fault.New(fault.Config, "no AES key provided (%w): %s does not exist: name the key file with"+
			" --key-path. To encrypt with a new key, run `dockercfg keygen` first", ErrNoKey, path)
	case err != nil:
		return Key{}, fault.New(fault.Config, "reading the AES key: %w", err)
	}
	key, err := ParseKey(data)
	if err != nil {
		return Key{}, fault.New(fault.Config, "reading the AES key %s: %w", path, err)
	}
	return key, nil
}
