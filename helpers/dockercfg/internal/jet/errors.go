package jet

import (
	"bytes"
	"errors"
	"unicode/utf8"
)

// What can be wrong, each another thing to do. The words are those of jet where
// its users know them.
var (
	ErrNoKey    = errors.New("no key")
	ErrWrongKey = errors.New("checksum for decrypted data is invalid, corrupt AES key or data: it was encrypted with another key, or is damaged")
	ErrV1Key    = errors.New("what comes out is no text: it was encrypted with another key, or is no jet file (version 1 has no checksum to tell which)")
	ErrCut      = errors.New("it is a file of version 2 without its first line, codeship:v2, so its checksum would go unread: put the line back")
	ErrNotJet   = errors.New("it is no jet file")
	ErrOld      = errors.New("it is no jet file that can be read here: the binary files and RSA values of early 2015 need jet 1.x")
)

// notBase64 tells what the text is in its place.
func notBase64(version string, data []byte) error {
	if version == V1 && (!utf8.Valid(data) || bytes.HasPrefix(data, []byte("-----BEGIN RSA"))) {
		return ErrOld
	}
	return ErrNotJet
}

// meaningful tells content from what a wrong key makes of it, where no checksum
// does: it is text, and random bytes are hardly ever. A short text has to be an
// assignment or a document besides.
func meaningful(plain []byte) bool {
	if !utf8.Valid(plain) {
		return false
	}
	for _, r := range string(plain) {
		if r < ' ' && r != '\n' && r != '\r' && r != '\t' || r == 0x7f {
			return false
		}
	}
	const telling = 32 // bytes; of that many random ones, one in 10^13 is text
	return len(plain) >= telling || len(plain) == 0 || bytes.ContainsAny(plain, "={")
}
