package oracle

import (
	"encoding/base64"
	"os"
	"path/filepath"
	"strings"
	"testing"

	corev1 "k8s.io/api/core/v1"
	"k8s.io/apimachinery/pkg/util/yaml"
	"k8s.io/kubernetes/pkg/credentialprovider"
	"k8s.io/kubernetes/pkg/credentialprovider/secrets"
)

// pullSecrets are pull secrets as other tools write them, each with the hosts of the images.
var pullSecrets = map[string]struct {
	config string
	hosts  []string
}{
	"padded":   {`{"auths":{"a.example":{"auth":"dXM6cHc="}}}`, []string{"a.example", "b.example"}},
	"unpadded": {`{"auths":{"a.example":{"auth":"dXM6cHc"}}}`, []string{"a.example"}},
	"fields": {`{"auths":{"a.example":{"username":"us","password":"p\/w\ud83d\ude00\u007f\uffff"}}}`,
		[]string{"a.example"}},
	"a glob": {`{"auths":{"*.jfrog.example":{"auth":"dXM6cHc="}}}`,
		[]string{"a.jfrog.example", "a.b.jfrog.example", "jfrog.example", "a.jfrog.example:5000"}},
	"a partial glob": {`{"auths":{"regis*.example":{"auth":"dXM6cHc="}}}`,
		[]string{"registry.example", "registry.a.example", "regi.example"}},
	"with a port": {`{"auths":{"*.example:5000":{"auth":"dXM6cHc="}}}`, []string{"a.example:5000", "a.example"}},
	"a character class": {`{"auths":{"[ab].example":{"auth":"dXM6cHc="},"c.example":{"auth":"dXM6cHc="}}}`,
		[]string{"a.example", "b.example", "c.example"}},
	"a glob and a host": {`{"auths":{"*.example":{"auth":"dXM6cHc="},"a.example":{"auth":"b3duOnB3"}}}`,
		[]string{"a.example", "b.example"}},
	"a long key": {`{"` + strings.Repeat("k", 2000) + `":1,"auths":{"a.example":{"auth":"dXM6cHc="}}}`,
		[]string{"a.example"}},
}

// TestPullSecrets: the login that is exported from a pull secret for a registry is the one that the
// kubelet uses, with globs too, and for manifests in YAML and JSON.
func TestPullSecrets(t *testing.T) {
	isolate(t)
	for what, c := range pullSecrets {
		data := base64.StdEncoding.EncodeToString([]byte(c.config))
		for shape, text := range map[string]string{
			"YAML": "apiVersion: v1\nkind: Secret\ntype: kubernetes.io/dockerconfigjson\ndata:\n  .dockerconfigjson: " + data + "\n",
			"JSON": `{"apiVersion":"v1","kind":"Secret","type":"kubernetes.io\/dockerconfigjson","data":{".dockerconfigjson":"` + data + `"}}`,
		} {
			t.Run(what+"/"+shape, func(t *testing.T) {
				ring := keyring(t, text)
				from := filepath.Join(t.TempDir(), "pull")
				if err := os.WriteFile(from, []byte(text), 0o600); err != nil {
					t.Fatal(err)
				}
				for _, host := range c.hosts {
					want := "nothing"
					if found, ok := ring.Lookup(host + "/team/app"); ok {
						want = found[0].Username + ":" + found[0].Password
					}
					if got := exportedLogin(t, from, host); got != want {
						t.Errorf("%s: %q, the kubelet uses %q", host, got, want)
					}
				}
				if what == "a character class" {
					return // a key that no reader accepts makes the export fail
				}
				// The kubelet also finds the same logins in an exported pull secret.
				again, log, code := run(t, filepath.Join(programs, "dockercfg"), "export", "--config", from,
					"--format", "k8s-secret", "-o", "-")
				if code != 0 {
					t.Fatalf("exit code %d: %s", code, log)
				}
				passed := keyring(t, again)
				for _, host := range c.hosts {
					one, _ := ring.Lookup(host + "/team/app")
					other, _ := passed.Lookup(host + "/team/app")
					if len(one) != len(other) || len(one) > 0 && one[0].Password != other[0].Password {
						t.Errorf("%s: %d logins became %d", host, len(one), len(other))
					}
				}
			})
		}
	}
}

// keyring returns the kubelet's keyring for a manifest.
func keyring(t *testing.T, text string) credentialprovider.DockerKeyring {
	t.Helper()
	var secret corev1.Secret
	if err := yaml.NewYAMLOrJSONDecoder(strings.NewReader(text), 4096).Decode(&secret); err != nil {
		t.Fatal(err)
	}
	ring, err := secrets.MakeDockerKeyring([]corev1.Secret{secret}, &credentialprovider.BasicDockerKeyring{})
	if err != nil {
		t.Fatal(err)
	}
	return ring
}

// exportedLogin returns the login that docker's loader finds for a registry in the exported file.
func exportedLogin(t *testing.T, from, host string) string {
	t.Helper()
	to := t.TempDir()
	_, _, code := run(t, filepath.Join(programs, "dockercfg"), "export", "--config", from,
		"-o", filepath.Join(to, "config.json"), host)
	if code != 0 {
		return "nothing"
	}
	got := dockerGet(t, to, host)
	return got.user + ":" + got.secret
}
