package oracle

import (
	"os"
	"path/filepath"
	"testing"

	corev1 "k8s.io/api/core/v1"
	"k8s.io/kubernetes/pkg/credentialprovider"
	"sigs.k8s.io/yaml"
)

// inFormats is a config that can be exported in all formats, with secrets that careless encoding
// would change.
const inFormats = `{"auths": {
	"https://index.docker.io/v1/": {"auth": "YWxpY2U6czNjOnJldA=="},
	"gcr.io": {"auth": "X2pzb25fa2V5OnsKICJhIjogIjw+JlwiXFwiCn0K", "email": "none"},
	"registry.example:5000": {"auth": "Ym9iOnA="}
}}`

// wanted contains the user name and the password that a reader must find for each registry.
var wanted = map[string][2]string{
	"https://index.docker.io/v1/": {"alice", "s3c:ret"},
	"gcr.io":                      {"_json_key", "{\n \"a\": \"<>&\\\"\\\\\"\n}\n"},
	"registry.example:5000":       {"bob", "p"},
}

// TestKubernetes: the API's own types, which refuse unknown fields, parse the manifest as a Secret,
// and the kubelet can read its content.
func TestKubernetes(t *testing.T) {
	isolate(t)
	text := export(t, writeConfig(t, inFormats), "--format", "k8s-secret", "--name", "pull", "--namespace", "team",
		"-o", "-")
	var secret corev1.Secret
	if err := yaml.UnmarshalStrict([]byte(text), &secret); err != nil {
		t.Fatal(err)
	}
	if secret.Kind != "Secret" || secret.APIVersion != "v1" || secret.Type != corev1.SecretTypeDockerConfigJson ||
		secret.Name != "pull" || secret.Namespace != "team" || len(secret.Data) != 1 {
		t.Errorf("the manifest is %s %s of type %s, %s in %s", secret.APIVersion, secret.Kind, secret.Type, secret.Name,
			secret.Namespace)
	}
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "config.json"), secret.Data[corev1.DockerConfigJsonKey], 0o600); err != nil {
		t.Fatal(err)
	}
	read, err := credentialprovider.ReadDockerConfigJSONFile([]string{dir})
	kubelet(t, read, err)
}

// TestKubeletReads: the kubelet, which is the only strict reader of the legacy file, accepts it.
func TestKubeletReads(t *testing.T) {
	isolate(t)
	dir := t.TempDir()
	export(t, writeConfig(t, inFormats), "--format", "dockercfg", "-o", filepath.Join(dir, ".dockercfg"))
	read, err := credentialprovider.ReadDockercfgFile([]string{dir})
	kubelet(t, read, err)
}

func kubelet(t *testing.T, read credentialprovider.DockerConfig, err error) {
	t.Helper()
	if err != nil || len(read) != len(wanted) {
		t.Fatalf("the kubelet reads %d logins: %v", len(read), err)
	}
	for host, want := range wanted {
		if got := read[host]; got.Username != want[0] || got.Password != want[1] || got.Email != "" {
			t.Errorf("%s: %q with %q", host, got.Username, got.Password)
		}
	}
}

// TestRoundTripOfFormats: logins are unchanged after an export through all formats in turn.
func TestRoundTripOfFormats(t *testing.T) {
	isolate(t)
	dir := t.TempDir()
	from := writeConfig(t, inFormats)
	for i, format := range []string{"k8s-secret", "podman", "ecs-dockercfg", "k3s", "cnb-env", "codeship", "dockercfg",
		"auth-config-env", "config-json"} {
		to := filepath.Join(dir, string(rune('a'+i)))
		export(t, from, "--format", format, "-o", to)
		from = to
	}
	if err := os.Rename(from, filepath.Join(dir, "config.json")); err != nil {
		t.Fatal(err)
	}
	noHelpers(t)
	for host, want := range wanted {
		if got := dockerGet(t, dir, host); got != (pair{user: want[0], secret: want[1]}) {
			t.Errorf("%s: %+v", host, got)
		}
	}
}
