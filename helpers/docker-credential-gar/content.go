package main

import (
	"encoding/base64"
	"encoding/json"
	"strings"

	"github.com/dockercfg/dockercfg/shared/safefile"
	"github.com/dockercfg/dockercfg/shared/strictjson"
)

// unwrap returns the JSON of a credential from what people store: JSON with a byte
// order mark, or base64 of the whole, which CI systems want because it is one line.
func unwrap(text string) string {
	text = trimmed(text)
	if strings.HasPrefix(text, "{") {
		return text
	}
	plain := strings.TrimRight(strings.Join(strings.Fields(text), ""), "=")
	for _, alphabet := range []*base64.Encoding{base64.RawStdEncoding, base64.RawURLEncoding} {
		if data, err := alphabet.DecodeString(plain); err == nil && strings.HasPrefix(trimmed(string(data)), "{") {
			return trimmed(string(data))
		}
	}
	return text
}

func trimmed(text string) string { return strings.TrimSpace(strings.TrimPrefix(text, safefile.BOM)) }

// repairKeys replaces a spelled-out "\n" in each private_key by a newline. A CI system or
// a template that escapes the JSON twice produces such a key, and no library reads it.
func repairKeys(text string, v strictjson.Value) string {
	for i := len(v.Members) - 1; i >= 0; i-- { // from the end, so that offsets stay valid
		m := v.Members[i]
		key := m.Value.Text
		if m.Name != "private_key" || m.Value.Kind != strictjson.String || !strings.Contains(key, `\n`) {
			text = repairKeys(text, m.Value)
			continue
		}
		key = strings.NewReplacer(`\r`, "", `\n`, "\n").Replace(key)
		if quoted, err := json.Marshal(key); err == nil {
			text = text[:m.Value.Start] + string(quoted) + text[m.Value.End:]
		}
	}
	return text
}
