package configure

import (
	"bytes"

	"github.com/rogpeppe/go-internal/diff"

	"github.com/dockercfg/dockercfg/shared/dockerconfig"
	"github.com/dockercfg/dockercfg/shared/strictjson"
)

// Diff returns the difference between two texts, without secrets.
func Diff(path string, before, after []byte) []byte {
	return diff.Diff(path, redacted(before), path+" (proposed)", redacted(after))
}

// PlainDiff is Diff for a file that contains no secret.
func PlainDiff(path string, before, after []byte) []byte {
	return diff.Diff(path, before, path+" (proposed)", after)
}

// secret names the members whose values are not shown.
var secret = map[string]bool{"auth": true, "password": true, "identitytoken": true, "registrytoken": true}

// redacted returns a config's text with its secrets replaced.
func redacted(text []byte) []byte {
	text = bytes.TrimPrefix(text, []byte("\xef\xbb\xbf"))
	document, _, err := strictjson.ParseAbout(text, dockerconfig.TopLevel()...)
	if err != nil {
		return nil
	}
	var out bytes.Buffer
	end := 0
	var walk func(v strictjson.Value)
	walk = func(v strictjson.Value) {
		for _, m := range v.Members {
			if secret[m.Name] && m.Value.Kind == strictjson.String {
				out.Write(text[end:m.Value.Start])
				out.WriteString(`"[redacted]"`)
				end = m.Value.End
				continue
			}
			walk(m.Value)
		}
		for _, item := range v.Items {
			walk(item)
		}
	}
	walk(document)
	out.Write(text[end:])
	return out.Bytes()
}
