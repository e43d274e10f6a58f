package formats

import (
	"bytes"
	"encoding/base64"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/dockercfg/dockercfg/shared/dockerconfig"
	"github.com/dockercfg/dockercfg/shared/strictjson"
	"github.com/dockercfg/dockercfg/shared/strictyaml"
	"github.com/dockercfg/dockercfg/shared/textfile"
)

// contents are the keys of the config in pull secrets of each type
// (https://kubernetes.io/docs/concepts/configuration/secret/#docker-config-secrets).
var contents = map[string]string{
	"kubernetes.io/dockerconfigjson": ".dockerconfigjson",
	"kubernetes.io/dockercfg":        ".dockercfg",
}

// fromManifest returns the parts of a Secret, or of the Secrets in a List. It skips other
// objects of a stream, such as the Deployment that uses a Secret.
func fromManifest(document strictyaml.Value) (parts []part) {
	kind, _ := document.Get("kind")
	if items, ok := document.Get("items"); ok && strings.HasSuffix(kind.Text, "List") {
		for _, item := range items.Items {
			parts = append(parts, fromManifest(item)...)
		}
		return parts
	}
	where := nameOf(document, kind.Line)
	switch kind.Text {
	case "SealedSecret":
		return []part{{name: where, line: kind.Line, err: fmt.Errorf("line %d: %w", kind.Line, errSealed)}}
	case "ExternalSecret":
		return []part{{name: where, line: kind.Line, err: fmt.Errorf("line %d: %w", kind.Line, errExternal)}}
	case "Secret":
	default:
		return nil
	}
	kindOf, _ := document.Get("type")
	if key, pulls := contents[kindOf.Text]; pulls {
		return []part{fromKey(document, key, where, kind.Line)}
	}
	if entries, known, err := fromArgoCD(document); known {
		return []part{{name: where, line: kind.Line, entries: entries, err: err}}
	}
	if kindOf.Text == "" || kindOf.Text == "Opaque" {
		return fromOpaque(document, where, kind.Line)
	}
	return nil
}

// nameOf returns the name of an object for people: its name with the namespace, or its
// line if it has no name.
func nameOf(object strictyaml.Value, line int) string {
	metadata, _ := object.Get("metadata")
	name, _ := metadata.Get("name")
	namespace, _ := metadata.Get("namespace")
	switch {
	case name.Text == "":
		return fmt.Sprintf("line %d", line)
	case namespace.Text == "":
		return name.Text
	}
	return namespace.Text + "/" + name.Text
}

// fromOpaque returns the configs in a Secret whose type is not one of pull secrets, as
// created by tools that mount it. The kubelet does not pull with it, so each has a
// warning.
func fromOpaque(secret strictyaml.Value, where string, line int) (parts []part) {
	var keys []string
	for _, field := range []string{"stringData", "data"} {
		values, _ := secret.Get(field)
		for _, m := range values.Members {
			if !slices.Contains(keys, m.Name) {
				keys = append(keys, m.Name)
			}
		}
	}
	for _, key := range keys {
		text, err := content(secret, key)
		named := key == ".dockerconfigjson" || key == ".dockercfg" || key == "config.json"
		if named || err == nil && hasAuths(text) {
			p := fromKey(secret, key, where, line)
			p.warnings = append(p.warnings, dockerconfig.Warning{Place: where, Text: "it is not of the type " +
				"kubernetes.io/dockerconfigjson, so a kubelet does not pull with it"})
			parts = append(parts, p)
		}
	}
	return parts
}

func hasAuths(text []byte) bool {
	document, _, err := strictjson.ParseAbout(text, dockerconfig.TopLevel()...)
	_, auths := document.Get("auths")
	return err == nil && auths
}

// fromKey reads one key of a Secret.
func fromKey(secret strictyaml.Value, key, where string, line int) part {
	text, err := content(secret, key)
	if err != nil {
		return part{name: where, line: line, err: fmt.Errorf("line %d: %w", line, err)}
	}
	c, err := dockerconfig.Parse(text, fmt.Sprintf("the %s of the secret on line %d", key, line))
	p := part{name: where, line: line, entries: c.Auths, warnings: c.Warnings, err: err}
	if c.CredsStore != "" || len(c.CredHelpers) > 0 {
		p.warnings = append(p.warnings, dockerconfig.Warning{Place: where, Text: "it names a credential store or " +
			"helper, which no cluster asks: the logins kept there are not in the secret"})
	}
	return p
}

// content returns a secret's config.
func content(secret strictyaml.Value, key string) ([]byte, error) {
	v, err := stored(secret, key)
	switch {
	case err != nil:
		return nil, err
	case !v.there:
		return nil, fmt.Errorf("the secret has no %s", key)
	case v.asText:
		return checked(key, v.data, errText)
	}
	return checked(key, v.data, errTwice)
}

// SecretLogin returns the content of a Secret that has a login: the config of a pull
// secret, or the password of a credential template of Argo CD. known is false for any
// other Secret. The content is nil if the Secret has none.
func SecretLogin(secret strictyaml.Value) (content []byte, known bool, err error) {
	kind, _ := secret.Get("kind")
	kindOf, _ := secret.Get("type")
	metadata, _ := secret.Get("metadata")
	labels, _ := metadata.Get("labels")
	label, _ := labels.Get(argoCDLabel)
	key, known := contents[kindOf.Text]
	if !known && label.Text == argoCDCreds {
		key, known = "password", true
	}
	if kind.Text != "Secret" || !known {
		return nil, false, nil
	}
	v, err := stored(secret, key)
	return v.data, true, err
}

// value is what a secret has for a key.
type value struct {
	data          []byte
	there, asText bool
}

// stored returns the value of a key. As in the API server, text takes precedence over
// base64.
func stored(secret strictyaml.Value, key string) (value, error) {
	texts, _ := secret.Get("stringData")
	if text, ok := texts.Get(key); ok && text.Kind == strictyaml.Scalar {
		return value{[]byte(text.Text), true, true}, nil
	}
	data, _ := secret.Get("data")
	encoded, ok := data.Get(key)
	if !ok {
		return value{}, nil
	}
	// YAML may break the base64 into several lines.
	decoded, err := base64.StdEncoding.DecodeString(strings.Join(strings.Fields(encoded.Text), ""))
	switch {
	case err == nil:
		return value{decoded, true, false}, nil
	case strings.HasPrefix(encoded.Text, "ENC["):
		err = errSOPS
	case strings.HasPrefix(strings.TrimSpace(encoded.Text), "{"):
		err = errors.New("it is text, but data must contain base64: move it to stringData")
	default:
		return value{}, fmt.Errorf("the secret's %s is not base64", key)
	}
	return value{}, fmt.Errorf("the secret's %s: %w", key, err)
}

// checked returns a content in UTF-8, and an error if it still is base64.
func checked(key string, text []byte, encoded error) ([]byte, error) {
	text, err := textfile.UTF8(text)
	switch {
	case err != nil:
	case bytes.HasPrefix(text, []byte("ENC[")):
		err = errSOPS
	case isBase64Of(text, "{"):
		err = encoded
	}
	if err != nil {
		return nil, fmt.Errorf("the secret's %s: %w", key, err)
	}
	return text, nil
}
