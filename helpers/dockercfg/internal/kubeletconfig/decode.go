package kubeletconfig

import (
	"bytes"
	stdjson "encoding/json"
	"errors"
	"fmt"
	"strings"
	"unicode"

	"sigs.k8s.io/json"
	"sigs.k8s.io/yaml"
)

// decode decodes one file as the kubelet's codec does: a file that begins with { is
// JSON, everything else is YAML, of which the first document counts; unknown and repeated
// fields are errors.
func decode(data []byte) ([]provider, error) {
	text := data
	isJSON := bytes.HasPrefix(bytes.TrimLeftFunc(data, unicode.IsSpace), []byte("{"))
	if !isJSON {
		var err error
		if text, err = yaml.YAMLToJSON(data); err != nil {
			return nil, err
		}
	}
	version, err := versionOf(text)
	if err != nil {
		return nil, err
	}
	var newest config
	var old older
	var into any = &newest
	if version != "v1" {
		into = &old
	}
	strict, err := json.UnmarshalStrict(text, into)
	if err != nil {
		return nil, err
	}
	if !isJSON {
		if _, err := yaml.YAMLToJSONStrict(data); err != nil {
			return nil, err
		}
	}
	if len(strict) > 0 {
		return nil, errors.Join(strict...)
	}
	if version != "v1" {
		return old.newer(), nil
	}
	return newest.Providers, nil
}

// versionOf returns the version of the configuration. The kubelet reads it before
// everything else, and ignores the case of the names.
func versionOf(text []byte) (string, error) {
	var is struct {
		APIVersion string `json:"apiVersion"`
		Kind       string `json:"kind"`
	}
	if err := stdjson.Unmarshal(text, &is); err != nil {
		return "", fmt.Errorf("kind and apiVersion cannot be read: %w", err)
	}
	named, version, ok := strings.Cut(is.APIVersion, "/")
	known := version == "v1" || version == "v1beta1" || version == "v1alpha1"
	switch {
	case is.Kind != kind:
		return "", fmt.Errorf("kind is %q, not %s", is.Kind, kind)
	case !ok || named != group || !known:
		return "", fmt.Errorf("apiVersion is %q, not %s", is.APIVersion, apiVersion)
	}
	return version, nil
}
