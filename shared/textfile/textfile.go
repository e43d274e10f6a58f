// Package textfile converts text files to UTF-8.
//
// Editors on Windows put a byte order mark before UTF-8, and PowerShell's > and Out-File
// write UTF-16. Keys, jet files and YAML documents may have either form.
package textfile

import (
	"bytes"
	"encoding/binary"
	"errors"
	"unicode/utf16"
	"unicode/utf8"
)

// ErrUTF16 means UTF-16 that is truncated or damaged, ErrUTF32 an encoding that is not
// supported.
var (
	ErrUTF16 = errors.New("it is damaged UTF-16: save it as UTF-8")
	ErrUTF32 = errors.New("it is UTF-32: save it as UTF-8")
)

// UTF8 returns the text without a byte order mark. Data that is neither UTF-16 nor has a
// mark is returned unchanged, so that a binary file keeps its content.
func UTF8(data []byte) ([]byte, error) {
	switch {
	case bytes.HasPrefix(data, []byte("\xef\xbb\xbf")):
		return data[3:], nil
	case bytes.HasPrefix(data, []byte("\xff\xfe\x00\x00")), bytes.HasPrefix(data, []byte("\x00\x00\xfe\xff")):
		return nil, ErrUTF32
	case bytes.HasPrefix(data, []byte("\xff\xfe")):
		return fromUTF16(data[2:], binary.LittleEndian)
	case bytes.HasPrefix(data, []byte("\xfe\xff")):
		return fromUTF16(data[2:], binary.BigEndian)
	case everySecondIsZero(data, 1):
		return fromUTF16(data, binary.LittleEndian)
	case everySecondIsZero(data, 0):
		return fromUTF16(data, binary.BigEndian)
	}
	return data, nil
}

// Wide reports whether data is UTF-16 or UTF-32.
func Wide(data []byte) bool {
	text, err := UTF8(data)
	return err != nil || len(text) != len(data) && !bytes.HasPrefix(data, []byte("\xef\xbb\xbf"))
}

// everySecondIsZero recognizes UTF-16 without a mark by ASCII letters at its beginning.
func everySecondIsZero(data []byte, from int) bool {
	const telling = 8 // bytes
	if len(data) < telling {
		return false
	}
	for i, c := range data[:telling] {
		if (c == 0) != (i%2 == from) {
			return false
		}
	}
	return true
}

func fromUTF16(data []byte, order binary.ByteOrder) ([]byte, error) {
	if len(data)%2 != 0 {
		return nil, ErrUTF16
	}
	units := make([]uint16, len(data)/2)
	for i := range units {
		units[i] = order.Uint16(data[2*i:])
	}
	var text []byte
	for i := 0; i < len(units); i++ {
		r := rune(units[i])
		if utf16.IsSurrogate(r) {
			if i+1 == len(units) {
				return nil, ErrUTF16
			}
			i++
			if r = utf16.DecodeRune(r, rune(units[i])); r == utf8.RuneError {
				return nil, ErrUTF16
			}
		}
		text = utf8.AppendRune(text, r)
	}
	return text, nil
}
