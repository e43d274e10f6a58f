// Package kubelet reads and writes the messages between the kubelet and its credential
// provider plugins: one request on standard input, one response on standard output
// (https://kubernetes.io/docs/reference/config-api/kubelet-credentialprovider.v1/).
//
//	Read    CredentialProviderRequest  ──► Request: an image, perhaps a pod's token
//	Encode  Response ──► CredentialProviderResponse, read back before it is printed
//
// Both directions are strict. The kubelet refuses a response with an unknown field and
// does not say why. An unknown field in a request may mean that the credential is for
// another client, so it is an error.
//
// The annotations of a request were written by someone who may create a service account:
// a tenant of the cluster. A provider only takes the name of an identity from them.
package kubelet

import (
	"encoding/json"
	"errors"
	"strings"

	"github.com/dockercfg/dockercfg/shared/credential"
	"github.com/dockercfg/dockercfg/shared/fault"
	"github.com/dockercfg/dockercfg/shared/registry"
	"github.com/dockercfg/dockercfg/shared/strictjson"
)

// APIVersion is the version that is read and written.
const APIVersion = "credentialprovider.kubelet.k8s.io/v1"

// MaxRequest bounds the size of a request, in bytes: Kubernetes allows 256 KiB of
// annotations, and a token has a few.
const MaxRequest = 1 << 20

const (
	requestKind  = "CredentialProviderRequest"
	responseKind = "CredentialProviderResponse"
)

// Request is the kubelet's request for one image.
type Request struct {
	Image string
	// Name is the image's repository.
	Name registry.Name
	// Token is the pod's service account token; "" if the request is for the node.
	Token credential.Secret
	// annotations are those of the service account that the configuration passes on.
	annotations map[string]string
}

// requestText is the JSON form of a request.
type requestText struct {
	Kind        string            `json:"kind"`
	APIVersion  string            `json:"apiVersion"`
	Image       string            `json:"image"`
	Token       string            `json:"serviceAccountToken,omitempty"`
	Annotations map[string]string `json:"serviceAccountAnnotations,omitempty"`
}

// Read parses a request. Its errors say what is wrong and do not quote it.
func Read(data []byte) (Request, error) {
	fields, err := object(data, "kind", "apiVersion", "image", "serviceAccountToken", "serviceAccountAnnotations")
	if err != nil {
		return Request{}, fault.New(fault.Input, "the request is not a "+requestKind+": %w", err)
	}
	text := map[string]string{}
	for _, name := range []string{"kind", "apiVersion", "image", "serviceAccountToken"} {
		if v, there := fields[name]; there && v.Kind != strictjson.String {
			return Request{}, fault.New(fault.Input, "the request's %s is not a string", name)
		}
		text[name] = fields[name].Text
	}
	switch {
	case text["kind"] != requestKind:
		return Request{}, fault.New(fault.Input, "the request is not a "+requestKind+": its kind is different")
	case text["apiVersion"] != APIVersion:
		return Request{}, fault.New(fault.Input, "the request has another apiVersion: "+
			"set apiVersion: %s in the provider's configuration", APIVersion)
	}
	r := Request{Image: text["image"], Token: credential.Secret(text["serviceAccountToken"])}
	if r.Name, err = imageName(r.Image); err != nil {
		return Request{}, fault.New(fault.Input, "the request's image cannot be read: %w", err)
	}
	if r.annotations, err = annotationsOf(fields["serviceAccountAnnotations"]); err != nil {
		return Request{}, fault.New(fault.Input, "the request's annotations cannot be read: %w", err)
	}
	if r.Token == "" && len(r.annotations) > 0 {
		return Request{}, fault.New(fault.Input, "the request has a service account's annotations but no token: "+
			"check tokenAttributes in the provider's configuration")
	}
	return r, nil
}

// imageName returns the repository of an image. Images of the kubelet have no transport
// prefix.
func imageName(image string) (registry.Name, error) {
	if strings.Contains(image, "://") {
		return registry.Name{}, errors.New("it has a scheme, which images do not have")
	}
	name, err := registry.ParseImage(image)
	if err == nil && name.Registry() == "" {
		err = errors.New("its registry cannot be reached under that name")
	}
	return name, err
}

func annotationsOf(v strictjson.Value) (map[string]string, error) {
	if v.Kind != strictjson.Object && v.Kind != strictjson.Null {
		return nil, errors.New("they are not an object")
	}
	all := map[string]string{}
	for _, m := range v.Members {
		if m.Value.Kind != strictjson.String {
			return nil, errors.New("a value is not a string")
		}
		all[m.Name] = m.Value.Text
	}
	return all, nil
}

// object parses an object of the API and rejects unknown keys.
func object(data []byte, known ...string) (map[string]strictjson.Value, error) {
	v, err := strictjson.Parse(data)
	if err != nil {
		return nil, err
	}
	if v.Kind != strictjson.Object {
		return nil, errors.New("it is not a JSON object")
	}
	return members(v, known...)
}

func members(v strictjson.Value, known ...string) (map[string]strictjson.Value, error) {
	fields := map[string]strictjson.Value{}
	for _, m := range v.Members {
		fields[m.Name] = m.Value
	}
	unknown := len(fields)
	for _, name := range known {
		if _, there := fields[name]; there {
			unknown--
		}
	}
	if unknown > 0 {
		return nil, errors.New("it has a field that this version does not support: install a newer version")
	}
	return fields, nil
}

// Annotation returns an annotation of the pod's service account, or "" if it does not
// exist. An empty one is an error, since it names no identity.
func (r Request) Annotation(key string) (string, error) {
	value, there := r.annotations[key]
	if there && value == "" {
		return "", fault.New(fault.Config, "the service account's annotation %s is empty: set or remove it", key)
	}
	return value, nil
}

// Key returns the registry that the kubelet compares with the image's: host[:port] as
// written in the image, even if the port is the default.
func (r Request) Key() string {
	host, _, _ := strings.Cut(r.Name.Asked, "/")
	return host
}

// Encode returns the request as the kubelet writes it.
func (r Request) Encode() ([]byte, error) {
	return json.Marshal(requestText{requestKind, APIVersion, r.Image, r.Token.Reveal(), r.annotations})
}
