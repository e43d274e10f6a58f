package credential

import (
	"encoding/base64"
	"strings"
	"time"

	"github.com/dockercfg/dockercfg/shared/strictjson"
)

// Expiry reads the expiry time from a secret, without verifying it: the `exp` of a JSON
// Web Token (RFC 7519, section 4.1.4), or the `expiration` in the JSON that Amazon ECR
// encodes as its password. It is for display and comparison only.
func (s Secret) Expiry() (time.Time, bool) {
	if len(s) > 64<<10 {
		return time.Time{}, false
	}
	if parts := strings.Split(string(s), "."); len(parts) == 3 {
		return numericDate(base64.RawURLEncoding, parts[1], "exp")
	}
	return numericDate(base64.StdEncoding, string(s), "expiration")
}

func numericDate(encoding *base64.Encoding, text, key string) (time.Time, bool) {
	data, err := encoding.DecodeString(text)
	if err != nil {
		return time.Time{}, false
	}
	document, err := strictjson.Parse(data)
	if err != nil {
		return time.Time{}, false
	}
	value, ok := document.Get(key)
	if !ok || value.Kind != strictjson.Number {
		return time.Time{}, false
	}
	whole, _, _ := strings.Cut(value.Text, ".")
	var seconds int64
	for i := 0; i < len(whole); i++ {
		if whole[i] < '0' || whole[i] > '9' || seconds > 1e11 {
			return time.Time{}, false
		}
		seconds = seconds*10 + int64(whole[i]-'0')
	}
	return time.Unix(seconds, 0).UTC(), seconds > 0
}
