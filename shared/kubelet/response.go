package kubelet

import (
	"encoding/json"
	"errors"
	"time"

	"github.com/dockercfg/dockercfg/shared/credential"
	"github.com/dockercfg/dockercfg/shared/fault"
	"github.com/dockercfg/dockercfg/shared/strictjson"
)

// KeyType says for which images the kubelet caches a response.
type KeyType string

// The types that are used. Global, for all images of all registries, is never correct.
const (
	ForImage    KeyType = "Image"
	ForRegistry KeyType = "Registry"
)

// Response is one answer to the kubelet, with a credential for one registry or none.
type Response struct {
	KeyType KeyType
	// CacheFor is how long the kubelet caches the response: 0 is not at all, nil is the
	// default of the provider's configuration.
	CacheFor *time.Duration
	// Registry is Request.Key of the request; "" if there is no credential.
	Registry string
	Username string
	Secret   credential.Secret
}

// None returns the answer that there is no credential. The kubelet asks again for the
// next image, since there may be one by then.
func None() Response { return Response{KeyType: ForImage, CacheFor: new(time.Duration)} }

// Of returns the answer with a credential. wide means that it is valid for every
// repository of its registry.
func Of(r Request, c credential.Credential, wide bool) (Response, error) {
	switch {
	case c.Username == credential.TokenUser:
		return Response{}, fault.New(fault.Config, "the %s is an identity token, which the kubelet cannot use: "+
			"log in with a user name and a password", or(c.Source, "credential"))
	case r.Token != "" && c.Secret == r.Token:
		return Response{}, fault.New(fault.Internal, "the pod's own token is not a registry credential")
	}
	answer := Response{KeyType: ForImage, Registry: r.Key(), Username: c.Username, Secret: c.Secret, CacheFor: cacheFor(c)}
	if wide {
		answer.KeyType = ForRegistry
	}
	return answer, nil
}

func or(text, fallback string) string {
	if text == "" {
		return fallback
	}
	return text
}

// cacheFor returns how long a credential may be cached. As in this suite's own cache,
// whoever pulls with it gets a fifth of the remaining lifetime and at least five minutes.
// For a credential that does not expire, the default of the configuration applies.
func cacheFor(c credential.Credential) *time.Duration {
	kept := time.Duration(0)
	if c.Expires.IsZero() {
		if c.Kind == credential.Static {
			return nil
		}
		return &kept
	}
	if left := time.Until(c.Expires); left > time.Minute {
		kept = (left - min(max(5*time.Minute, left/5), left/2)).Truncate(time.Second)
	}
	return &kept
}

// The JSON form of a response.
type (
	responseText struct {
		Kind          string              `json:"kind"`
		APIVersion    string              `json:"apiVersion"`
		CacheKeyType  KeyType             `json:"cacheKeyType"`
		CacheDuration string              `json:"cacheDuration,omitempty"`
		Auth          map[string]authText `json:"auth"`
	}
	authText struct {
		Username string `json:"username"`
		Password string `json:"password"`
	}
)

// Encode returns the response on one line. It parses the result, since the kubelet does
// not say why it refuses a response.
func (r Response) Encode() ([]byte, error) {
	text := responseText{
		Kind: responseKind, APIVersion: APIVersion, CacheKeyType: r.KeyType, Auth: map[string]authText{},
	}
	if r.CacheFor != nil {
		text.CacheDuration = r.CacheFor.String()
	}
	if r.Registry != "" {
		text.Auth[r.Registry] = authText{r.Username, r.Secret.Reveal()}
	}
	data, err := json.Marshal(text)
	if err != nil {
		return nil, fault.New(fault.Internal, "the response cannot be written as JSON")
	}
	if again, err := Parse(data); err != nil || !again.equal(r) {
		return nil, fault.New(fault.Internal, "the response cannot be read back")
	}
	return append(data, '\n'), nil
}

func (r Response) equal(other Response) bool {
	same := (r.CacheFor == nil) == (other.CacheFor == nil) && (r.CacheFor == nil || *r.CacheFor == *other.CacheFor)
	return same && r.KeyType == other.KeyType && r.Registry == other.Registry && r.Username == other.Username &&
		r.Secret == other.Secret
}

// Parse parses a response as strictly as the kubelet, and accepts one registry at most.
// Its errors do not quote it.
func Parse(data []byte) (Response, error) {
	fields, err := object(data, "kind", "apiVersion", "cacheKeyType", "cacheDuration", "auth")
	if err != nil {
		return Response{}, err
	}
	for _, name := range []string{"kind", "apiVersion", "cacheKeyType", "cacheDuration"} {
		if v, there := fields[name]; there && v.Kind != strictjson.String {
			return Response{}, errors.New("its " + name + " is not a string")
		}
	}
	r := Response{KeyType: KeyType(fields["cacheKeyType"].Text)}
	switch {
	case fields["kind"].Text != responseKind || fields["apiVersion"].Text != APIVersion:
		return Response{}, errors.New("it is not a " + responseKind + " of " + APIVersion)
	case r.KeyType != ForImage && r.KeyType != ForRegistry:
		return Response{}, errors.New("its cacheKeyType is neither Image nor Registry")
	}
	if v, there := fields["cacheDuration"]; there {
		d, err := time.ParseDuration(v.Text)
		if err != nil || d < 0 {
			return Response{}, errors.New("its cacheDuration is not a duration")
		}
		r.CacheFor = &d
	}
	return r.withAuth(fields["auth"])
}

func (r Response) withAuth(v strictjson.Value) (Response, error) {
	if v.Kind != strictjson.Object && v.Kind != strictjson.Null || len(v.Members) > 1 {
		return Response{}, errors.New("its auth is not an object with one registry at most")
	}
	for _, m := range v.Members {
		fields, err := members(m.Value, "username", "password")
		user, secret := fields["username"], fields["password"]
		if err != nil || user.Kind != strictjson.String || secret.Kind != strictjson.String || user.Text == "" ||
			secret.Text == "" || m.Name == "" {
			return Response{}, errors.New("its auth has an entry that is not a user name and a password")
		}
		r.Registry, r.Username, r.Secret = m.Name, user.Text, credential.Secret(secret.Text)
	}
	return r, nil
}
