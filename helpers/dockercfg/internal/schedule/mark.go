package schedule

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"strings"
)

// mark begins the line that says whose file it is. XML has no comment with two hyphens.
const mark = "Written by dockercfg configure, which removes it as long as it is unchanged. sha256 "

// digits is the length of the digest behind the mark.
const digits = 2 * sha256.Size

// marked puts the digest of the whole text, with zeros in the digest's place, behind its
// mark.
func marked(text string) []byte {
	blank := mark + strings.Repeat("0", digits)
	text = strings.Replace(text, mark, blank, 1)
	digest := sha256.Sum256([]byte(text))
	return []byte(strings.Replace(text, blank, mark+hex.EncodeToString(digest[:]), 1))
}

// Ours tells a file that this package wrote, and whether it is still as it was written.
func Ours(text []byte) (ours, unchanged bool) {
	before, after, ours := bytes.Cut(text, []byte(mark))
	if !ours || len(after) < digits {
		return false, false
	}
	plain := string(before) + mark + string(after[digits:])
	return true, bytes.Equal(marked(plain), text)
}
