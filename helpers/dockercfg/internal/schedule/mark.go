package schedule

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"strings"
)

// mark begins the line that says which program wrote the file. XML comments must not contain
// two hyphens.
const mark = "Written by dockercfg configure, which removes it as long as it is unchanged. sha256 "

// digits is the length of the digest after the mark.
const digits = 2 * sha256.Size

// marked returns text with its digest after the mark. The digest is that of the text with
// zeros in its place.
func marked(text string) []byte {
	blank := mark + strings.Repeat("0", digits)
	text = strings.Replace(text, mark, blank, 1)
	digest := sha256.Sum256([]byte(text))
	return []byte(strings.Replace(text, blank, mark+hex.EncodeToString(digest[:]), 1))
}

// Ours reports whether this package wrote a file, and whether the file is unchanged.
func Ours(text []byte) (ours, unchanged bool) {
	before, after, ours := bytes.Cut(text, []byte(mark))
	if !ours || len(after) < digits {
		return false, false
	}
	plain := string(before) + mark + string(after[digits:])
	return true, bytes.Equal(marked(plain), text)
}
