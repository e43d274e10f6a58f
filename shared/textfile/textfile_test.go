package textfile

import (
	"bytes"
	"encoding/binary"
	"errors"
	"testing"
	"unicode/utf16"
	"unicode/utf8"
)

// wide encodes text as Windows programs do.
func wide(text, mark string, order binary.AppendByteOrder) []byte {
	data := []byte(mark)
	for _, unit := range utf16.Encode([]rune(text)) {
		data = order.AppendUint16(data, unit)
	}
	return data
}

func TestUTF8(t *testing.T) {
	const text = "codeship:v2\r\nß密🔑\n"
	for what, data := range map[string][]byte{
		"UTF-8":                            []byte(text),
		"UTF-8 with a mark":                []byte("\xef\xbb\xbf" + text),
		"UTF-16 as PowerShell writes it":   wide(text, "\xff\xfe", binary.LittleEndian),
		"UTF-16, the other byte order":     wide(text, "\xfe\xff", binary.BigEndian),
		"UTF-16 without a mark":            wide(text, "", binary.LittleEndian),
		"UTF-16 without a mark, the other": wide(text, "", binary.BigEndian),
	} {
		if got, err := UTF8(data); err != nil || string(got) != text {
			t.Errorf("%s: %q, %v", what, got, err)
		}
	}
	for what, c := range map[string]struct {
		data string
		err  error
	}{
		"half a unit":           {"\xff\xfea", ErrUTF16},
		"half a pair":           {"\xff\xfe\x00\xd8", ErrUTF16},
		"a pair that is broken": {"\xff\xfe\x00\xd8a\x00", ErrUTF16},
		"UTF-32":                {"\xff\xfe\x00\x00a\x00\x00\x00", ErrUTF32},
	} {
		if _, err := UTF8([]byte(c.data)); !errors.Is(err, c.err) {
			t.Errorf("%s: %v", what, err)
		}
	}
	if !Wide(wide("a", "\xff\xfe", binary.LittleEndian)) || Wide([]byte("\xef\xbb\xbfa")) || Wide([]byte("a")) {
		t.Error("Wide is wrong")
	}
}

// FuzzUTF8: UTF-8 without zero bytes or a mark is unchanged, and any valid text can be
// decoded from UTF-16.
func FuzzUTF8(f *testing.F) {
	f.Add([]byte("A=b\n"))
	f.Add([]byte("\xff\xfea\x00"))
	f.Fuzz(func(t *testing.T, data []byte) {
		_, _ = UTF8(data)
		if !utf8.Valid(data) || bytes.HasPrefix(data, []byte("\xef\xbb\xbf")) || bytes.IndexByte(data, 0) >= 0 {
			return
		}
		if got, err := UTF8(data); err != nil || !bytes.Equal(got, data) {
			t.Fatalf("%q becomes %q, %v", data, got, err)
		}
		if got, err := UTF8(wide(string(data), "\xff\xfe", binary.LittleEndian)); err != nil || !bytes.Equal(got,
			data) {
			t.Fatalf("%q comes back from UTF-16 as %q, %v", data, got, err)
		}
	})
}
