package jet

import (
	"bytes"
	"errors"
	"unicode/utf8"
)

// The errors, each with a different remedy. They use jet's own words, since its users
// search for them.
var (
	ErrNoKey    = errors.New("jet: no key")
	ErrWrongKey = errors.New("checksum for decrypted data is invalid, corrupt AES key or data:" +
		" the file was encrypted with another key, or was changed since")
	ErrV1Key = errors.New("the decrypted data is not text: the file was encrypted with another key, or is not a jet" +
		" file (version 1 has no checksum that would tell which)")
	ErrV1Damaged = errors.New("parts of the decrypted data are text and parts are not: the key is right, and the file" +
		" was changed or cut (version 1 has no checksum that would tell where)")
	ErrUnchecked = errors.New("it has no first line codeship:v2, so it is from jet before 2.6.0 and has no checksum " +
		"that" +
		" would show a missing or changed part: if that is what it is, open it with --v1")
	ErrCut = errors.New("its first line, codeship:v2, is missing or incomplete, so its checksum would not be " +
		"compared:" +
		" put the line codeship:v2 before the rest, or restore the file from version control")
	ErrDamaged = errors.New("it begins as a jet file, but the rest is incomplete or changed: restore it from version" +
		" control")
	ErrVersion = errors.New("it is a jet file of an unknown version: only v1, codeship:v2 and" +
		" cloudbees:v1 are supported")
	ErrNotJet = errors.New("it is not a jet file")
	ErrLarge  = errors.New("it is larger than 16 MiB, the most that is read of a jet file")
	ErrOld    = errors.New("it is not a supported jet file: the binary files and RSA values of early 2015" +
		" need jet 1.x")
)

// notBase64 returns what a text without a header is.
func notBase64(data []byte) error {
	if !utf8.Valid(data) || bytes.HasPrefix(data, []byte("-----BEGIN RSA")) {
		return ErrOld
	}
	if line, rest, found := bytes.Cut(data, []byte("\n")); found && headless(bytes.TrimRight(line, "\r"), rest) {
		return ErrCut
	}
	return ErrNotJet
}

// headless recognizes the rest of a header whose first bytes are missing, followed by a
// payload.
func headless(line, rest []byte) bool {
	if _, err := payloadOf(rest, ivSize+sumSize); err != nil {
		return false
	}
	return bytes.HasSuffix([]byte(headerV2), line) || bytes.HasSuffix([]byte(headerCloudBees), line)
}

// judge distinguishes content from the result of a wrong key or damage, if there is no
// checksum. Random bytes are hardly ever text; a short text has to be an assignment or a
// document as well.
func judge(plain []byte) error {
	odd := 0
	for rest := plain; len(rest) > 0; {
		r, size := utf8.DecodeRune(rest)
		if r == utf8.RuneError && size == 1 || r < ' ' && r != '\n' && r != '\r' && r != '\t' || r == 0x7f {
			odd++
		}
		rest = rest[size:]
	}
	const telling = 32 // bytes; of that many random ones, one in 10^13 is text
	switch {
	case odd == 0 && (len(plain) >= telling || len(plain) == 0 || bytes.ContainsAny(plain, "={")):
		return nil
	case odd > 0 && len(plain) >= telling && odd*4 < len(plain):
		// A wrong key makes every other byte odd; a changed one spoils a block.
		return ErrV1Damaged
	}
	return ErrV1Key
}

// likeV2 recognizes the content of version 2 that was opened as version 1: the
// checksum's 32 hexadecimal digits, directly before the content.
func likeV2(stream []byte) bool {
	if len(bytes.TrimSpace(stream)) <= sumSize {
		return false
	}
	for _, c := range stream[:sumSize] {
		if !(c >= '0' && c <= '9' || c >= 'a' && c <= 'f') {
			return false
		}
	}
	return stream[sumSize] != '\n' && stream[sumSize] != '\r'
}
