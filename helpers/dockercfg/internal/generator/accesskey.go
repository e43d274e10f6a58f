package generator

import (
	"encoding/base32"
	"fmt"
	"strings"
)

// accountOfKey returns the account that an access key's id contains, and saves the
// request that the official image makes for it. Amazon has put the account there since
// 2019 but does not document it: after AKIA or ASIA, in base32, the first bit is set and
// the next forty are the account
// (https://medium.com/@TalBeerySec/a-short-note-on-aws-key-id-f88cc4317489).
// It returns "" if the key is older than that, when the first bit is not set, or malformed;
// then Amazon is asked.
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
		return "" // more than twelve digits
	}
	return account
}

// isAccount reports whether text is the id of an Amazon account.
func isAccount(text string) bool { return len(text) == 12 && strings.Trim(text, "0123456789") == "" }
