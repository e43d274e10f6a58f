package doctor

import (
	"testing"
	"time"
)

// TestSecretsInJSON checks a pull secret in JSON as kubectl and other tools write it,
// and as PowerShell saves it.
func TestSecretsInJSON(t *testing.T) {
	text := `{"kind":"Secret","type":"kubernetes.io\/dockerconfigjson","metadata":{"name":"a\ud83d\ude00"},` +
		`"data":{".dockerconfigjson":"e30="}}`
	wide := []byte("\xff\xfe")
	for i := range len(text) {
		wide = append(wide, text[i], 0)
	}
	for what, data := range map[string][]byte{"JSON": []byte(text), "UTF-16": wide} {
		if _, known := Secrets(data, time.Now()); !known {
			t.Errorf("%s: not recognized as a pull secret", what)
		}
	}
}
