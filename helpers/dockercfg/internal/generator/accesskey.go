package generator

import (
	"encoding/base32"
	"fmt"
	"strings"
)

// accountOfKey reads the account out of an access key's id, in the place of the
// request that the official image makes for it. Amazon has put it there since
// 2019 and does not document it: behind AKIA or ASIA, in base32, the first bit
// is set and the next forty are the account
// (https://medium.com/@TalBeerySec/a-short-note-on-aws-key-id-f88cc4317489).
// An older id, where the first bit is not set, tells nothing; "" is for all of
// which the account is not known, and Amazon is asked.
func accountOfKey(id string) string {
	if len(id) != 20 || !strings.HasPrefix(id, "AKIA") && !strings.HasPrefix(id, "ASIA") {
		return ""
	}
	decoded, err := base32.StdEncoding.DecodeString(id[4:])
	if err != nil || decoded[0]&0x80 == 0 {
		return ""
	}
	var z uint64
	for _, b := range decoded[:6] {
		z = z<<8 | uint64(b)
	}
	account := fmt.Sprintf("%012d", z&0x7fffffffff80>>7)
	if !isAccount(account) {
		return "" // longer
	}
	return account
}

// isAccount tells whether text is the id of an account of Amazon's.
func isAccount(text string) bool { return len(text) == 12 && strings.Trim(text, "0123456789") == "" }
