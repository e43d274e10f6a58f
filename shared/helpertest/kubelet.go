package helpertest

import (
	"encoding/base64"
	"encoding/json"
	"strings"
	"testing"
	"time"
)

// Pull is the kubelet's request for an image's credential. Its JSON is that of
// https://kubernetes.io/docs/reference/config-api/kubelet-credentialprovider.v1/.
type Pull struct {
	Kind        string            `json:"kind"`
	APIVersion  string            `json:"apiVersion"`
	Image       string            `json:"image"`
	Token       string            `json:"serviceAccountToken,omitempty"`
	Annotations map[string]string `json:"serviceAccountAnnotations,omitempty"`
}

const kubeletAPI = "credentialprovider.kubelet.k8s.io/v1"

// PullOf returns a request without a token.
func PullOf(image string) Pull {
	return Pull{Kind: "CredentialProviderRequest", APIVersion: kubeletAPI, Image: image}
}

// By returns the request with a pod's token; annotations are pairs of keys and values.
func (p Pull) By(token string, annotations ...string) Pull {
	p.Token, p.Annotations = token, map[string]string{}
	for i := 0; i+1 < len(annotations); i += 2 {
		p.Annotations[annotations[i]] = annotations[i+1]
	}
	return p
}

func (p Pull) String() string {
	data, err := json.Marshal(p)
	if err != nil {
		panic(err)
	}
	return string(data)
}

// PodToken returns a service account's token for an audience; its signature is a canary.
func PodToken(audience string, ends time.Time) string {
	return PodTokenFrom("https://cluster.example", audience, ends)
}

// PodTokenFrom is PodToken for a cluster with this issuer.
func PodTokenFrom(issuer, audience string, ends time.Time) string {
	part := func(v any) string {
		data, err := json.Marshal(v)
		if err != nil {
			panic(err)
		}
		return base64.RawURLEncoding.EncodeToString(data)
	}
	claims := map[string]any{
		"iss": issuer, "sub": "system:serviceaccount:team:puller", "aud": []string{audience}, "exp": ends.Unix(),
	}
	return part(map[string]string{"alg": "RS256"}) + "." + part(claims) + ".CANARY-SIGNATURE"
}

// Kubelet runs the program as the kubelet does, with the verb alone.
func (w *World) Kubelet(t *testing.T, p Pull, env ...string) Answer {
	t.Helper()
	return w.run(t, []string{"kubelet"}, p.String(), env)
}

// Node is Kubelet with the flag that permits the node's identity.
func (w *World) Node(t *testing.T, p Pull, env ...string) Answer {
	t.Helper()
	return w.run(t, []string{"kubelet", "--node-identity"}, p.String(), env)
}

// Bare runs the program without arguments.
func (w *World) Bare(t *testing.T, stdin string, env ...string) Answer {
	t.Helper()
	return w.run(t, nil, stdin, env)
}

// Given is a response to the kubelet.
type Given struct {
	KeyType, Registry, Username, Password string
	Lasts                                 time.Duration // negative if the response does not set it
}

// Given parses a response with at most one credential.
func (a Answer) Given(t *testing.T) Given {
	t.Helper()
	var r struct {
		Kind, APIVersion, CacheKeyType string
		CacheDuration                  *string
		Auth                           map[string]struct{ Username, Password string }
	}
	strict := json.NewDecoder(strings.NewReader(a.Out))
	strict.DisallowUnknownFields()
	if err := strict.Decode(&r); err != nil || a.Code != 0 || r.Kind != "CredentialProviderResponse" ||
		r.APIVersion != kubeletAPI || strings.Count(a.Out, "\n") != 1 || len(r.Auth) > 1 {
		t.Fatalf("not a response to the kubelet: %+v, %v", a, err)
	}
	g := Given{KeyType: r.CacheKeyType, Lasts: -1}
	for key, auth := range r.Auth {
		g.Registry, g.Username, g.Password = key, auth.Username, auth.Password
	}
	if r.CacheDuration != nil {
		var err error
		if g.Lasts, err = time.ParseDuration(*r.CacheDuration); err != nil {
			t.Fatal(err)
		}
	}
	return g
}

// Refused checks that the answer is an error to the kubelet: nothing on standard output, and
// one line on standard error with this code and a text that contains text.
func (a Answer) Refused(t *testing.T, program, code, text string) {
	t.Helper()
	if a.Code != 1 || a.Out != "" || !strings.HasPrefix(a.Err, program+": "+code+": ") ||
		strings.Count(a.Err, "\n") != 1 || !strings.Contains(a.Err, text) {
		t.Errorf("want %s, %q: %+v", code, text, a)
	}
}

// kubelet checks the helper as the kubelet's credential provider.
func (h Helper) kubelet(t *testing.T) {
	w := NewWorld(t, h.Name, h.Own, h.Env...)
	if h.Keeper {
		if a := w.Run(t, "store", h.login()); a.Code != 0 {
			t.Fatalf("store: %+v", a)
		}
	}
	pull := PullOf(h.Own + "/team/app")
	t.Run("without a token and without --node-identity", func(t *testing.T) {
		w.Kubelet(t, pull).Refused(t, h.Name, "no-identity", "--node-identity")
	})
	t.Run("a token without a role or client", func(t *testing.T) {
		by := pull.By(PodToken("aud", time.Now().Add(time.Hour)))
		for what, a := range map[string]Answer{
			"kubelet": w.Kubelet(t, by), "node": w.Node(t, by), "bare": w.Bare(t, by.String()),
		} {
			if a.Code != 1 || a.Out != "" || a.Err == "" {
				t.Errorf("%s: %+v", what, a)
			}
		}
	})
	t.Run("a foreign registry", func(t *testing.T) {
		foreign := PullOf("foreign.example.invalid/team/app")
		if g := w.Node(t, foreign).Given(t); g != (Given{KeyType: "Image"}) {
			t.Errorf("%+v", g)
		}
		if a := w.Kubelet(t, foreign.By(PodToken("aud", time.Now().Add(time.Hour)))); a.Code != 1 || a.Out != "" {
			t.Errorf("with a token: %+v", a)
		}
	})
	t.Run("invalid requests", func(t *testing.T) { invalidRequests(t, w, pull) })
	t.Run("usage", func(t *testing.T) {
		usage := "Usage: " + h.Name + " <store|get|erase|list|version>\n"
		for _, in := range []string{"", "\n", " {", h.Own, "[]"} {
			if a := w.Bare(t, in); a.Code != 1 || a.Out != usage || a.Err != usage {
				t.Errorf("%q: %+v", in, a)
			}
		}
		if a := w.run(t, []string{"kubelet", "--other"}, pull.String(), nil); a.Code != 1 || a.Out != usage {
			t.Errorf("another flag: %+v", a)
		}
	})
	if h.Minting {
		return // type Minting tests this, since it has a cloud that creates the token
	}
	t.Run("the credential", func(t *testing.T) { h.given(t, w, pull) })
}

func (h Helper) given(t *testing.T, w *World, pull Pull) {
	want := Given{"Image", h.Own, h.User, h.Secret, -1}
	for what, a := range map[string]Answer{"node": w.Node(t, pull), "bare": w.Bare(t, pull.String())} {
		g := a.Given(t)
		g.KeyType = "Image" // or Registry, if no rule distinguishes repositories
		if g != want {
			t.Errorf("%s: %+v, want %+v", what, g, want)
		}
	}
}

func invalidRequests(t *testing.T, w *World, pull Pull) {
	text := pull.String()
	replace := func(old, with string) string { return strings.Replace(text, old, with, 1) }
	for what, in := range map[string]string{
		"empty":                    "",
		"not JSON":                 "{",
		"a list":                   "[" + text + "]",
		"two documents":            text + text,
		"an unknown field":         replace(`"image"`, `"podNamespace":"team","image"`),
		"a field in another case":  replace(`"image"`, `"Image"`),
		"a field twice":            replace(`"image"`, `"image":"a.example/b","image"`),
		"another version":          replace(kubeletAPI, "credentialprovider.kubelet.k8s.io/v1beta1"),
		"another kind":             replace("CredentialProviderRequest", "CredentialProviderResponse"),
		"a number for an image":    strings.Replace(text, `"`+pull.Image+`"`, "1", 1),
		"no image":                 strings.Replace(text, pull.Image, "", 1),
		"a URL for an image":       strings.Replace(text, pull.Image, "https://"+pull.Image, 1),
		"an image with a user":     strings.Replace(text, pull.Image, "good@"+pull.Image, 1),
		"an image with a newline":  strings.Replace(text, pull.Image, `a.example\n`+pull.Image, 1),
		"annotations and no token": replace(`"image"`, `"serviceAccountAnnotations":{"a":"b"},"image"`),
	} {
		if a := w.run(t, []string{"kubelet", "--node-identity"}, in, nil); a.Code != 1 || a.Out != "" ||
			!strings.HasPrefix(a.Err, w.Program+": input: ") || strings.Count(a.Err, "\n") != 1 {
			t.Errorf("%s: %+v", what, a)
		}
	}
}
