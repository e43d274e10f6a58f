package kubelet

import (
	"strings"
	"testing"
	"time"

	"github.com/dockercfg/dockercfg/shared/credential"
)

const head = `{"kind":"CredentialProviderRequest","apiVersion":"credentialprovider.kubelet.k8s.io/v1",`

// TestKey: the key of a credential is the registry exactly as written in the image, since
// the kubelet compares the two.
func TestKey(t *testing.T) {
	for image, want := range map[string]string{
		"registry.example/a/b":                                      "registry.example",
		"registry.example:443/a:v1":                                 "registry.example:443",
		"registry.example:5000/a@sha256:" + strings.Repeat("0", 64): "registry.example:5000",
		"docker.io/library/busybox":                                 "docker.io",
		"busybox":                                                   "docker.io",
	} {
		r, err := Read([]byte(head + `"image":"` + image + `"}`))
		if err != nil || r.Key() != want {
			t.Errorf("%s: %q, %v", image, r.Key(), err)
		}
	}
}

// TestEncode: an encoded request equals the one that was read.
func TestEncode(t *testing.T) {
	const text = head + `"image":"a.example/b","serviceAccountToken":"t","serviceAccountAnnotations":{"k":"v"}}`
	r, err := Read([]byte(text))
	if err != nil {
		t.Fatal(err)
	}
	if data, err := r.Encode(); err != nil || string(data) != text {
		t.Errorf("%s, %v", data, err)
	}
	if value, err := r.Annotation("k"); value != "v" || err != nil {
		t.Errorf("%q, %v", value, err)
	}
	if value, err := r.Annotation("K"); value != "" || err != nil {
		t.Errorf("in another case: %q, %v", value, err)
	}
}

// TestOf: the response for a credential, and how long the kubelet may cache it.
func TestOf(t *testing.T) {
	r, err := Read([]byte(head + `"image":"a.example/b","serviceAccountToken":"pod"}`))
	if err != nil {
		t.Fatal(err)
	}
	in := func(d time.Duration) time.Time { return time.Now().Add(d) }
	for what, c := range map[string]struct {
		given credential.Credential
		want  string
	}{
		"for ever":        {credential.Credential{Kind: credential.Static}, ""},
		"of unknown kind": {credential.Credential{Kind: credential.Unknown}, "0s"},
		"used once":       {credential.Credential{Kind: credential.Exchanged}, "0s"},
		"for a minute":    {credential.Credential{Kind: credential.Exchanged, Expires: in(time.Minute)}, "0s"},
		"expired":         {credential.Credential{Kind: credential.Static, Expires: in(-time.Hour)}, "0s"},
		"for ten minutes": {
			credential.Credential{Kind: credential.Exchanged, Expires: in(10*time.Minute + 900*time.Millisecond)},
			"5m0s",
		},
		"for an hour": {
			credential.Credential{Kind: credential.Exchanged, Expires: in(time.Hour + 900*time.Millisecond)},
			"48m0s",
		},
	} {
		c.given.Username, c.given.Secret = "u", "<s>&"
		answer, err := Of(r, c.given, true)
		if err != nil {
			t.Fatal(err)
		}
		data, err := answer.Encode()
		duration := ""
		if c.want != "" {
			duration = `"cacheDuration":"` + c.want + `",`
		}
		want := `{"kind":"CredentialProviderResponse","apiVersion":"credentialprovider.kubelet.k8s.io/v1",` +
			`"cacheKeyType":"Registry",` + duration +
			`"auth":{"a.example":{"username":"u","password":"\u003cs\u003e\u0026"}}}` + "\n"
		if err != nil || string(data) != want {
			t.Errorf("%s: %s, %v", what, data, err)
		}
	}
	for what, c := range map[string]credential.Credential{
		"an identity token":   {Username: credential.TokenUser, Secret: "s"},
		"the pod's own token": {Username: "u", Secret: "pod"},
	} {
		if answer, err := Of(r, c, true); err == nil {
			t.Errorf("%s: %+v", what, answer)
		}
	}
	if data, err := None().Encode(); err != nil ||
		!strings.HasSuffix(string(data), `"cacheKeyType":"Image","cacheDuration":"0s","auth":{}}`+"\n") {
		t.Errorf("none: %s, %v", data, err)
	}
}

// TestParse: a response that the kubelet would refuse, or with more than one registry, is
// an error.
func TestParse(t *testing.T) {
	const whole = `{"kind":"CredentialProviderResponse","apiVersion":"credentialprovider.kubelet.k8s.io/v1",` +
		`"cacheKeyType":"Image","cacheDuration":"1h","auth":{"a.example":{"username":"u","password":"p"}}}`
	if r, err := Parse([]byte(whole)); err != nil || r.Registry != "a.example" || r.Username != "u" || r.Secret != "p" {
		t.Fatalf("%+v, %v", r, err)
	}
	for old, with := range map[string]string{
		`"cacheKeyType"`: `"cachekeyType"`, `"Image"`: `"Global"`, `"1h"`: `3600`, `1h`: `an hour`,
		`"1h","auth"`: `"-1h","auth"`,
		`"kind"`:      `"more":1,"kind"`, `/v1"`: `/v1beta1"`,
		`"auth":{`:   `"auth":{"b.example":{"username":"u","password":"p"},`,
		`"password"`: `"pass"`, `"u"`: `""`, `"p"`: `1`, `}}}`: `}}} x`,
	} {
		if r, err := Parse([]byte(strings.Replace(whole, old, with, 1))); err == nil {
			t.Errorf("%s: %+v", with, r)
		}
	}
}
