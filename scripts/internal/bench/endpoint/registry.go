package main

import (
	"archive/tar"
	"bytes"
	"crypto/sha256"
	"fmt"
	"net/http"
	"strconv"
	"strings"

	"github.com/dockercfg/dockercfg/shared/helpertest/fakeazure"
	"github.com/dockercfg/dockercfg/shared/helpertest/fakecloud"
)

// registries are the private registries, one for each cloud that has a helper, with the
// challenge that it really sends: Amazon's accepts the login itself, the others exchange it.
var registries = map[string]string{
	amazonHost: `Basic realm="https://` + amazonHost + `/",service="ecr.amazonaws.com"`,
	"gcr.io":   `Bearer realm="https://gcr.io/v2/token",service="gcr.io"`,
	azureHost:  `Bearer realm="https://` + azureHost + `/oauth2/token",service="` + azureHost + `"`,
}

const (
	amazonHost   = "123456789012.dkr.ecr.eu-west-1.amazonaws.com"
	azureHost    = "myregistry.azurecr.io"
	manifestType = "application/vnd.docker.distribution.manifest.v2+json"
	configType   = "application/vnd.docker.container.image.v1+json"
	layerType    = "application/vnd.docker.image.rootfs.diff.tar"
)

// privateRegistries adds registries with one image of one layer, app:latest, which any user
// with a password may pull.
func privateRegistries(cloud *fakecloud.Cloud) {
	content := image()
	for host, challenge := range registries {
		cloud.Handle(host, func(w http.ResponseWriter, r *http.Request) {
			switch r.URL.Path {
			case "/oauth2/exchange": // Azure's registries exchange Entra's token
				fakeazure.Exchange(w, r)
			case "/v2/token", "/oauth2/token":
				session(w, r)
			default:
				serve(w, r, challenge, content)
			}
		})
	}
}

// session answers with a client's token, in exchange for a login or an identity token.
func session(w http.ResponseWriter, r *http.Request) {
	_, secret, _ := r.BasicAuth()
	if secret == "" && r.FormValue("refresh_token") == "" {
		w.WriteHeader(http.StatusUnauthorized)
		return
	}
	w.Header().Set("Content-Type", "application/json")
	fmt.Fprint(w, `{"token":"session","access_token":"session","expires_in":300}`)
}

// allowed reports whether a request has the credential that the challenge requires.
func allowed(r *http.Request, challenge string) bool {
	if strings.HasPrefix(challenge, "Bearer ") {
		return r.Header.Get("Authorization") == "Bearer session"
	}
	user, token, basic := r.BasicAuth()
	return basic && user != "" && token != ""
}

// image returns the content of a registry by path.
func image() map[string][]byte {
	layer := layer()
	config := fmt.Appendf(nil,
		`{"architecture":"amd64","os":"linux","config":{},"rootfs":{"type":"layers","diff_ids":[%q]}}`, digest(layer))
	manifest := fmt.Appendf(nil, `{"schemaVersion":2,"mediaType":%q,"config":{"mediaType":%q,"size":%d,"digest":%q},`+
		`"layers":[{"mediaType":%q,"size":%d,"digest":%q}]}`,
		manifestType, configType, len(config), digest(config), layerType, len(layer), digest(layer))
	return map[string][]byte{
		"/v2/": nil, "/v2/app/manifests/latest": manifest, "/v2/app/manifests/" + digest(manifest): manifest,
		"/v2/app/blobs/" + digest(config): config, "/v2/app/blobs/" + digest(layer): layer,
	}
}

// layer returns a tar file with one file, which an engine can unpack.
func layer() []byte {
	var out bytes.Buffer
	body := bytes.Repeat([]byte("layer"), 1024)
	archive := tar.NewWriter(&out)
	_ = archive.WriteHeader(&tar.Header{Name: "app", Mode: 0o644, Size: int64(len(body)), Typeflag: tar.TypeReg})
	_, _ = archive.Write(body)
	_ = archive.Close()
	return out.Bytes()
}

func serve(w http.ResponseWriter, r *http.Request, challenge string, content map[string][]byte) {
	body, known := content[r.URL.Path]
	switch {
	case !allowed(r, challenge):
		w.Header().Set("WWW-Authenticate", challenge)
		w.WriteHeader(http.StatusUnauthorized)
		return
	case !known:
		w.WriteHeader(http.StatusNotFound)
		return
	}
	kind := "application/octet-stream"
	if strings.Contains(r.URL.Path, "/manifests/") {
		kind = manifestType
	}
	w.Header().Set("Content-Type", kind)
	w.Header().Set("Content-Length", strconv.Itoa(len(body)))
	w.Header().Set("Docker-Content-Digest", digest(body))
	_, _ = w.Write(body)
}

func digest(content []byte) string { return fmt.Sprintf("sha256:%x", sha256.Sum256(content)) }
