package configure

import (
	"bytes"
	"encoding/json"
	"strings"

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

// hidden replaces a secret.
const hidden = "[redacted]"

// redaction copies a config's text without its secrets.
type redaction struct {
	text []byte
	out  bytes.Buffer
	end  int // of what was copied
}

// redacted returns a config's text with its secrets replaced.
func redacted(text []byte) []byte {
	text = bytes.TrimPrefix(text, []byte("\xef\xbb\xbf"))
	document, _, err := strictjson.ParseAbout(text, dockerconfig.TopLevel()...)
	if err != nil {
		return nil
	}
	r := redaction{text: text}
	for _, m := range document.Members {
		// Docker accepts any case.
		switch strings.ToLower(m.Name) {
		case "httpheaders":
			r.all(m.Value)
		case "proxies":
			r.value(m.Value, withoutUser)
		default:
			r.member(m, inURL)
		}
	}
	r.out.Write(text[r.end:])
	return r.out.Bytes()
}

// member copies a member, with what show makes of each of its strings.
func (r *redaction) member(m strictjson.Member, show func(string) string) {
	if secret[strings.ToLower(m.Name)] && m.Value.Kind == strictjson.String {
		r.replace(m.Value, hidden)
		return
	}
	r.value(m.Value, show)
}

func (r *redaction) value(v strictjson.Value, show func(string) string) {
	if v.Kind == strictjson.String {
		if shown := show(v.Text); shown != v.Text {
			r.replace(v, shown)
		}
	}
	for _, m := range v.Members {
		r.member(m, show)
	}
	for _, item := range v.Items {
		r.value(item, show)
	}
}

// all replaces every value, since a header with any name may contain a token.
func (r *redaction) all(v strictjson.Value) {
	r.value(v, func(string) string { return hidden })
}

// replace writes another text in the place of a string.
func (r *redaction) replace(v strictjson.Value, by string) {
	quoted, err := json.Marshal(by)
	if err != nil {
		quoted = []byte(`"` + hidden + `"`)
	}
	r.out.Write(r.text[r.end:v.Start])
	r.out.Write(quoted)
	r.end = v.End
}

// withoutUser removes the user and the password from a proxy, which may have no scheme. A
// password may contain unescaped characters, so it ends at the last "@".
func withoutUser(proxy string) string {
	at := strings.LastIndex(proxy, "@")
	if at < 0 {
		return proxy
	}
	scheme, _, found := strings.Cut(proxy[:at], "://")
	if !found || strings.ContainsAny(scheme, ":/@") { // else it is a part of the password
		return hidden + proxy[at:]
	}
	return scheme + "://" + hidden + proxy[at:]
}

// inURL removes the user and the password from a text if it contains a URL.
func inURL(text string) string {
	if !strings.Contains(text, "://") {
		return text
	}
	return withoutUser(text)
}
