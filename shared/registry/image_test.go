package registry_test

import (
	"strings"
	"testing"

	"github.com/dockercfg/dockercfg/shared/registry"
)

func TestParseImage(t *testing.T) {
	digest := "@sha256:" + strings.Repeat("0123456789abcdef", 4)
	for reference, want := range map[string]string{
		"alpine":                                "docker.io/library/alpine",
		"alpine:3.20":                           "docker.io/library/alpine",
		"alpine:3.20" + digest:                  "docker.io/library/alpine",
		"docker.io/alpine:3.20":                 "docker.io/library/alpine",
		"docker.io/team/app":                    "docker.io/team/app",
		"index.docker.io/alpine":                "index.docker.io/library/alpine",
		"index.docker.io/library/alpine":        "index.docker.io/library/alpine",
		"registry-1.docker.io/alpine":           "registry-1.docker.io/alpine", // another host to docker
		"team/app":                              "docker.io/team/app",
		"ghcr.io/team/app:v1":                   "ghcr.io/team/app",
		"GHCR.io/team/app":                      "ghcr.io/team/app",
		"localhost/app":                         "localhost/app",
		"localhost:5000/app" + digest:           "localhost:5000/app",
		"registry:5000/a/b/c:t":                 "registry:5000/a/b/c",
		"[::1]:5000/app":                        "[::1]:5000/app",
		"docker://quay.io/a/b":                  "quay.io/a/b",
		"oci://registry.example/charts/a":       "registry.example/charts/a",
		"a.b/my--app_x__y.z":                    "a.b/my--app_x__y.z",
		"UPPER/app":                             "upper/app", // docker takes it for a host
		"":                                      "",
		"Alpine":                                "",
		"ghcr.io/Team/app":                      "",
		"ghcr.io/":                              "",
		"ghcr.io/a//b":                          "",
		"ghcr.io/a/../b":                        "",
		"ghcr.io/a:":                            "",
		"ghcr.io/a:b:c":                         "",
		"ghcr.io/a:.b":                          "",
		"ghcr.io/a:" + strings.Repeat("x", 129): "",
		"ghcr.io/a@sha256:123":                  "",
		"ghcr.io/a@":                            "",
		"ghcr.io/a___b":                         "",
		"ghcr.io/a..b":                          "",
		"ghcr.io/a-_b":                          "",
		"ghcr.io/-a":                            "",
		"user@ghcr.io/a":                        "",
		"ghcr.io/a b":                           "",
		"https://ghcr.io/a":                     "",
	} {
		name, err := registry.ParseImage(reference)
		got := ""
		if err == nil {
			got = name.Key()
		}
		if got != want {
			t.Errorf("%q is %q (%v), want %q", reference, got, err, want)
		}
	}
}
