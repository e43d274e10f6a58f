package main

import (
	"encoding/base64"
	"encoding/json"
	"strings"

	"github.com/dockercfg/dockercfg/shared/safefile"
	"github.com/dockercfg/dockercfg/shared/strictjson"
)

// unwrapped is the JSON of a credential as people store it: with a byte order mark,
// or as base64 of the whole, which CI systems ask for since it is one line.
func unwrapped(text string) string {
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

func trimmed(text string) string { return strings.TrimSpace(strings.TrimPrefix(text, safefile.Mark)) }

// repaired is the text with line ends in each private_key that has "\n" spelt out in
// their place: what escaped the JSON a second time, a CI system or a template, leaves
// a key that no library reads.
func repaired(text string, v strictjson.Value) string {
	for i := len(v.Members) - 1; i >= 0; i-- { // from the end, so that places stay valid
		m := v.Members[i]
		key := m.Value.Text
		if m.Name != "private_key" || m.Value.Kind != strictjson.String || !strings.Contains(key, `\n`) {
			text = repaired(text, m.Value)
			continue
		}
		key = strings.NewReplacer(`\r`, "", `\n`, "\n").Replace(key)
		if quoted, err := json.Marshal(key); err == nil {
			text = text[:m.Value.Start] + string(quoted) + text[m.Value.End:]
		}
	}
	return text
}
