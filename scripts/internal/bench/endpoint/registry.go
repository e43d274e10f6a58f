package main

import (
	"bytes"
	"crypto/sha256"
	"fmt"
	"net/http"
	"strings"

	"github.com/dockercfg/dockercfg/shared/helpertest/fakecloud"
)

// privateRegistry is one of Amazon's registries with one image of one layer, app:latest.
// Like Amazon's, it wants the user AWS with any token.
func privateRegistry(cloud *fakecloud.Cloud) {
	layer := bytes.Repeat([]byte("layer"), 1024)
	config := fmt.Appendf(nil, `{"architecture":"amd64","os":"linux","config":{},"rootfs":{"type":"layers","diff_ids":[%q]}}`, digest(layer))
	manifest := fmt.Appendf(nil, `{"schemaVersion":2,"mediaType":"application/vnd.docker.distribution.manifest.v2+json",`+
		`"config":{"mediaType":"application/vnd.docker.container.image.v1+json","size":%d,"digest":%q},`+
		`"layers":[{"mediaType":"application/vnd.docker.image.rootfs.diff.tar","size":%d,"digest":%q}]}`,
		len(config), digest(config), len(layer), digest(layer))
	content := map[string][]byte{
		"/v2/": nil, "/v2/app/manifests/latest": manifest, "/v2/app/manifests/" + digest(manifest): manifest,
		"/v2/app/blobs/" + digest(config): config, "/v2/app/blobs/" + digest(layer): layer,
	}
	cloud.Handle("123456789012.dkr.ecr.eu-west-1.amazonaws.com", func(w http.ResponseWriter, r *http.Request) {
		body, known := content[r.URL.Path]
		user, token, basic := r.BasicAuth()
		switch {
		case !basic || user != "AWS" || token == "":
			w.Header().Set("WWW-Authenticate", `Basic realm="https://123456789012.dkr.ecr.eu-west-1.amazonaws.com/",service="ecr.amazonaws.com"`)
			w.WriteHeader(http.StatusUnauthorized)
		case !known:
			w.WriteHeader(http.StatusNotFound)
		default:
			if strings.Contains(r.URL.Path, "/manifests/") {
				w.Header().Set("Content-Type", "application/vnd.docker.distribution.manifest.v2+json")
			}
			w.Header().Set("Docker-Content-Digest", digest(body))
			_, _ = w.Write(body)
		}
	})
}

func digest(content []byte) string { return fmt.Sprintf("sha256:%x", sha256.Sum256(content)) }
