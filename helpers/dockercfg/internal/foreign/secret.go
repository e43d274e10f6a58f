package foreign

import (
	"encoding/base64"
	"fmt"
	"strings"

	"github.com/dockercfg/dockercfg/shared/dockerconfig"
	"github.com/dockercfg/dockercfg/shared/strictyaml"
)

// contents are the keys under which pull secrets of each type hold their config
// (https://kubernetes.io/docs/concepts/configuration/secret/#docker-config-secrets).
var contents = map[string]string{
	"kubernetes.io/dockerconfigjson": ".dockerconfigjson",
	"kubernetes.io/dockercfg":        ".dockercfg",
}

// fromManifest takes a Secret, or the Secrets of a List; other objects of a
// stream, such as the Deployment that uses one, are passed over.
func fromManifest(document strictyaml.Value) (all []dockerconfig.Entry, known bool, err error) {
	kind, _ := document.Get("kind")
	if items, ok := document.Get("items"); ok && strings.HasSuffix(kind.Text, "List") {
		for _, item := range items.Items {
			entries, found, err := fromManifest(item)
			if err == nil {
				all, err = join(all, entries)
			}
			if err != nil {
				return nil, true, err
			}
			known = known || found
		}
		return all, known, nil
	}
	kindOf, _ := document.Get("type")
	key, pulls := contents[kindOf.Text]
	switch {
	case kind.Text == "Secret" && !pulls:
		return fromArgoCD(document)
	case kind.Text != "Secret":
		return nil, false, nil
	}
	text, err := content(document, key)
	if err != nil {
		return nil, true, fmt.Errorf("line %d: %w", kind.Line, err)
	}
	c, err := dockerconfig.Parse(text, fmt.Sprintf("the %s of the secret on line %d", key, kind.Line))
	return c.Auths, true, err
}

// content is a secret's config. What stands as text comes before what stands in
// base64, as the API server has it.
func content(secret strictyaml.Value, key string) ([]byte, error) {
	texts, _ := secret.Get("stringData")
	if text, ok := texts.Get(key); ok && text.Kind == strictyaml.Scalar {
		return []byte(text.Text), nil
	}
	data, _ := secret.Get("data")
	encoded, ok := data.Get(key)
	if !ok {
		return nil, fmt.Errorf("the secret has no %s", key)
	}
	// A block of YAML may break the base64 into lines.
	decoded, err := base64.StdEncoding.DecodeString(strings.Join(strings.Fields(encoded.Text), ""))
	if err != nil {
		return nil, fmt.Errorf("the secret's %s is not base64", key)
	}
	return decoded, nil
}
