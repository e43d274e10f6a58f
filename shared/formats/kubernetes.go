package formats

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"errors"
	"strings"
	"time"

	"go.yaml.in/yaml/v3"
)

// A pull secret (https://kubernetes.io/docs/concepts/configuration/secret/#docker-config-secrets).
const (
	secretType = "kubernetes.io/dockerconfigjson"
	secretKey  = ".dockerconfigjson"
	maxSecret  = 1 << 20 // the largest Secret that a cluster accepts, in bytes
)

type secretManifest struct {
	APIVersion string            `yaml:"apiVersion"`
	Kind       string            `yaml:"kind"`
	Metadata   secretMetadata    `yaml:"metadata"`
	Type       string            `yaml:"type"`
	Data       map[string]string `yaml:"data"`
}

type secretMetadata struct {
	Name            string            `yaml:"name"`
	Namespace       string            `yaml:"namespace,omitempty"`
	ResourceVersion string            `yaml:"resourceVersion,omitempty"`
	Labels          map[string]string `yaml:"labels,omitempty"`
	Annotations     map[string]string `yaml:"annotations,omitempty"`
}

// The annotations of a Secret that expires.
const (
	ExpiresAnnotation = "dockercfg/expires"     // when its first credential expires, RFC 3339
	RenewAnnotation   = "dockercfg/renew-after" // when a third of that time has passed
)

// DefaultName is the default name of a Kubernetes object.
const DefaultName = "dockercfg"

// manifest encodes a pull secret for `kubectl apply -f`.
func manifest(logins []login, o Options) ([]byte, error) {
	content, err := json.Marshal(config{authsOf(logins)})
	if err != nil {
		return nil, err
	}
	if len(content) > maxSecret {
		return nil, errors.New("it is larger than 1 MiB, which is the limit of a Secret: name fewer HOSTs")
	}
	return secret(o, secretType, nil, map[string]string{secretKey: string(content)})
}

// secret encodes a Secret. The values are in data, in base64: with stringData, a
// server-side apply would own a field that no one can read back.
func secret(o Options, kind string, labels, values map[string]string) ([]byte, error) {
	if o.Name == "" {
		o.Name = DefaultName
	}
	if err := o.Check(); err != nil {
		return nil, err
	}
	data := make(map[string]string, len(values))
	for name, value := range values {
		data[name] = base64.StdEncoding.EncodeToString([]byte(value))
	}
	metadata := secretMetadata{o.Name, o.Namespace, o.ResourceVersion, labels, o.annotations()}
	return toYAML(secretManifest{"v1", "Secret", metadata, kind, data})
}

// Check returns the reason why a cluster would refuse the names.
func (o Options) Check() error {
	switch {
	case o.Name != "" && !isSubdomain(o.Name):
		return errors.New("--name is not a valid name of a Kubernetes object: " +
			"lower-case letters, digits, hyphens and dots, at most 253")
	case o.Namespace != "" && !isLabel(o.Namespace):
		return errors.New("--namespace is not a valid namespace: lower-case letters, digits and hyphens, at most 63")
	}
	return nil
}

func (o Options) annotations() map[string]string {
	if o.Expires.IsZero() {
		return nil
	}
	all := map[string]string{ExpiresAnnotation: o.Expires.UTC().Format(time.RFC3339)}
	if !o.Renew.IsZero() {
		all[RenewAnnotation] = o.Renew.UTC().Format(time.RFC3339)
	}
	return all
}

func readManifest(data []byte) ([]login, error) {
	m, err := readSecret(data, secretType)
	if err != nil {
		return nil, err
	}
	if len(m.Data) != 1 {
		return nil, errors.New("it is not a pull secret")
	}
	return readKubelet([]byte(m.Data[secretKey]))
}

// readSecret parses a Secret of one type like the API server, which refuses unknown
// fields. It decodes the values.
func readSecret(data []byte, kind string) (secretManifest, error) {
	var m secretManifest
	decoder := yaml.NewDecoder(bytes.NewReader(data))
	decoder.KnownFields(true)
	if err := decoder.Decode(&m); err != nil {
		return m, err
	}
	if m.APIVersion != "v1" || m.Kind != "Secret" || m.Type != kind {
		return m, errors.New("it is not a Secret of type " + kind)
	}
	for name, value := range m.Data {
		content, err := base64.StdEncoding.Strict().DecodeString(value)
		if err != nil {
			return m, err
		}
		m.Data[name] = string(content)
	}
	return m, nil
}

// toYAML indents by two spaces, as is usual in manifests.
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

// isLabel and isSubdomain check names as Kubernetes does
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
