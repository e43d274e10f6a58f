package formats_test

import (
	"testing"
	"time"

	"github.com/dockercfg/dockercfg/shared/credential"
	"github.com/dockercfg/dockercfg/shared/formats"
	"github.com/dockercfg/dockercfg/shared/registry"
)

// TestGolden compares each format with a text that was written by hand from its reader's
// documentation, which the format links. The base64 decodes to bob:p:w and alice:s3cret.
func TestGolden(t *testing.T) {
	bob := formats.Entry{Key: "registry.example:5000", Username: "bob", Secret: "p:w", Email: "b@example.org"}
	alice := formats.Entry{Key: registry.HubKey, Username: "alice", Secret: "s3cret", Email: "none"}
	team := formats.Entry{Key: "quay.io/team/app", Username: "bob", Secret: "p:w"}
	hub := formats.Entry{Key: "index.docker.io/alice", Username: "alice", Secret: "s3cret"}
	token := formats.Entry{Key: "token.example", Username: credential.TokenUser, Secret: "T"}
	expires := time.Date(2026, 1, 2, 16, 4, 5, 1, time.FixedZone("", 3600))
	renew := expires.Add(-8 * time.Hour)
	odd := formats.Entry{Key: "registry.example", Username: "yes", Secret: "0: \"\\<&>\n\u2028'#"}
	for _, test := range []struct {
		format  string
		entries []formats.Entry
		options formats.Options
		want    string
	}{
		{"config-json", []formats.Entry{bob, alice, token}, formats.Options{}, `{
	"auths": {
		"https://index.docker.io/v1/": {
			"auth": "YWxpY2U6czNjcmV0"
		},
		"registry.example:5000": {
			"auth": "Ym9iOnA6dw=="
		},
		"token.example": {
			"auth": "MDAwMDAwMDAtMDAwMC0wMDAwLTAwMDAtMDAwMDAwMDAwMDAwOg==",
			"identitytoken": "T"
		}
	}
}
`},
		{"codeship", []formats.Entry{bob, alice}, formats.Options{}, `{
	"auths": {
		"https://index.docker.io/v1/": {
			"auth": "YWxpY2U6czNjcmV0"
		},
		"registry.example:5000": {
			"auth": "Ym9iOnA6dw==",
			"email": "b@example.org"
		}
	}
}
`},
		{"dockercfg", []formats.Entry{bob, alice}, formats.Options{}, `{
	"https://index.docker.io/v1/": {
		"auth": "YWxpY2U6czNjcmV0"
	},
	"registry.example:5000": {
		"auth": "Ym9iOnA6dw==",
		"email": "b@example.org"
	}
}
`},
		{"auth-config-env", []formats.Entry{bob, alice}, formats.Options{},
			`{"auths":{"https://index.docker.io/v1/":{"auth":"YWxpY2U6czNjcmV0"},` +
				`"registry.example:5000":{"auth":"Ym9iOnA6dw=="}}}` + "\n"},
		{"podman", []formats.Entry{team, alice, hub}, formats.Options{}, `{
	"auths": {
		"docker.io": {
			"auth": "YWxpY2U6czNjcmV0"
		},
		"docker.io/alice": {
			"auth": "YWxpY2U6czNjcmV0"
		},
		"quay.io/team/app": {
			"auth": "Ym9iOnA6dw=="
		}
	}
}
`},
		{"k8s-secret", []formats.Entry{bob}, formats.Options{Name: "pull", Namespace: "team"}, `apiVersion: v1
kind: Secret
metadata:
  name: pull
  namespace: team
type: kubernetes.io/dockerconfigjson
data:
  .dockerconfigjson: eyJhdXRocyI6eyJyZWdpc3RyeS5leGFtcGxlOjUwMDAiOnsiYXV0aCI6IlltOWlPbkE2ZHc9PSJ9fX0=
`},
		{"k3s", []formats.Entry{odd, alice}, formats.Options{}, `configs:
  "docker.io":
    auth:
      username: "alice"
      password: "s3cret"
  "registry.example":
    auth:
      username: "yes"
      password: "0: \"\\<&>\n\u2028'#"
`},
		{"ecs-dockercfg", []formats.Entry{alice, team}, formats.Options{}, "ECS_ENGINE_AUTH_TYPE=dockercfg\n" +
			`ECS_ENGINE_AUTH_DATA={"https://index.docker.io/v1/":{"auth":"YWxpY2U6czNjcmV0"},` +
			`"quay.io/team/app":{"auth":"Ym9iOnA6dw=="}}` + "\n"},
		{"aws-secret", []formats.Entry{bob}, formats.Options{}, `{"username":"bob","password":"p:w"}` + "\n"},
		{"cnb-env", []formats.Entry{bob, alice}, formats.Options{},
			`{"index.docker.io":"Basic YWxpY2U6czNjcmV0","registry.example:5000":"Basic Ym9iOnA6dw=="}` + "\n"},
		{"userpass", []formats.Entry{bob}, formats.Options{}, "bob:p:w"},
		{"password", []formats.Entry{bob}, formats.Options{}, "p:w"},
		{"argocd", []formats.Entry{bob}, formats.Options{Namespace: "argocd"}, `apiVersion: v1
kind: Secret
metadata:
  name: dockercfg
  namespace: argocd
  labels:
    argocd.argoproj.io/secret-type: repo-creds
type: Opaque
data:
  enableOCI: dHJ1ZQ==
  password: cDp3
  type: aGVsbQ==
  url: cmVnaXN0cnkuZXhhbXBsZTo1MDAwLw==
  username: Ym9i
`},
		{"argocd", []formats.Entry{alice}, formats.Options{
			Name: "hub", ArgoCDType: "oci", Expires: expires, Renew: renew,
		}, `apiVersion: v1
kind: Secret
metadata:
  name: hub
  labels:
    argocd.argoproj.io/secret-type: repo-creds
  annotations:
    dockercfg/expires: "2026-01-02T15:04:05Z"
    dockercfg/renew-after: "2026-01-02T07:04:05Z"
type: Opaque
data:
  password: czNjcmV0
  type: b2Np
  url: b2NpOi8vcmVnaXN0cnktMS5kb2NrZXIuaW8v
  username: YWxpY2U=
`},
	} {
		got, err := format(t, test.format).Encode(test.entries, test.options)
		if err != nil || string(got) != test.want {
			t.Errorf("%s: %v, it is\n%s\nwant\n%s", test.format, err, got, test.want)
		}
	}
}
