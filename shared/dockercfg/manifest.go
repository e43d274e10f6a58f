package dockercfg

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"errors"
	"strings"

	"go.yaml.in/yaml/v3"
)

// A pull secret (https://kubernetes.io/docs/concepts/configuration/secret/#docker-config-secrets).
const (
	secretType = "kubernetes.io/dockerconfigjson"
	secretKey  = ".dockerconfigjson"
	maxSecret  = 1 << 20 // bytes that a cluster takes
)

type secretManifest struct {
	APIVersion string            `yaml:"apiVersion"`
	Kind       string            `yaml:"kind"`
	Metadata   secretMetadata    `yaml:"metadata"`
	Type       string            `yaml:"type"`
	Data       map[string]string `yaml:"data"`
}

type secretMetadata struct {
	Name      string `yaml:"name"`
	Namespace string `yaml:"namespace,omitempty"`
}

// manifest is a pull secret for `kubectl apply -f`.
func manifest(logins []login, o Options) ([]byte, error) {
	if o.Name == "" {
		o.Name = "dockercfg"
	}
	switch {
	case !isSubdomain(o.Name):
		return nil, errors.New("--name is no name of a Kubernetes object: lower-case letters, digits, hyphens and dots, at most 253")
	case o.Namespace != "" && !isLabel(o.Namespace):
		return nil, errors.New("--namespace is no name of a namespace: lower-case letters, digits and hyphens, at most 63")
	}
	content, err := json.Marshal(config{authsOf(logins)})
	if err != nil {
		return nil, err
	}
	if len(content) > maxSecret {
		return nil, errors.New("it is larger than 1 MiB, which no cluster takes: name fewer HOSTs")
	}
	return toYAML(secretManifest{
		"v1", "Secret", secretMetadata{o.Name, o.Namespace}, secretType,
		map[string]string{secretKey: base64.StdEncoding.EncodeToString(content)},
	})
}

func readManifest(data []byte) ([]login, error) {
	var m secretManifest
	decoder := yaml.NewDecoder(bytes.NewReader(data))
	decoder.KnownFields(true)
	if err := decoder.Decode(&m); err != nil {
		return nil, err
	}
	if m.APIVersion != "v1" || m.Kind != "Secret" || m.Type != secretType || len(m.Data) != 1 {
		return nil, errors.New("it is no pull secret")
	}
	content, err := base64.StdEncoding.Strict().DecodeString(m.Data[secretKey])
	if err != nil {
		return nil, err
	}
	return readKubelet(content)
}

// toYAML indents by two, as everybody does who writes manifests.
func toYAML(document any) ([]byte, error) {
	var out bytes.Buffer
	encoder := yaml.NewEncoder(&out)
	encoder.SetIndent(2)
	if err := encoder.Encode(document); err != nil {
		return nil, err
	}
	if err := encoder.Close(); err != nil {
		return nil, err
	}
	return out.Bytes(), nil
}

// isLabel and isSubdomain hold names as Kubernetes does
// (https://kubernetes.io/docs/concepts/overview/working-with-objects/names/).
func isLabel(s string) bool { return isPart(s) && len(s) <= 63 }

func isSubdomain(s string) bool {
	for _, part := range strings.Split(s, ".") {
		if !isPart(part) {
			return false
		}
	}
	return len(s) <= 253
}

func isPart(s string) bool {
	for i := 0; i < len(s); i++ {
		c := s[i]
		letter := c >= 'a' && c <= 'z' || c >= '0' && c <= '9'
		if !letter && (c != '-' || i == 0 || i == len(s)-1) {
			return false
		}
	}
	return s != ""
}
