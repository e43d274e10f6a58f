package kubelet

import (
	"fmt"
	"math/rand"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"
	_ "unsafe" // for linkname

	"k8s.io/apimachinery/pkg/util/validation/field"
	"k8s.io/kubernetes/pkg/credentialprovider"
	_ "k8s.io/kubernetes/pkg/credentialprovider/plugin"
	kubeletconfig "k8s.io/kubernetes/pkg/kubelet/apis/config"
)

// The kubelet reads and checks its file with these two unexported functions.
//
//go:linkname readConfig k8s.io/kubernetes/pkg/credentialprovider/plugin.readCredentialProviderConfig
func readConfig(path string) (*kubeletconfig.CredentialProviderConfig, string, error)

//go:linkname validateConfig k8s.io/kubernetes/pkg/credentialprovider/plugin.validateCredentialProviderConfig
func validateConfig(config *kubeletconfig.CredentialProviderConfig, tokens bool) field.ErrorList

// accepts returns the error with which the kubelet refuses a file or a directory, or nil.
func accepts(path string) error {
	config, _, err := readConfig(path)
	if err != nil {
		return err
	}
	return validateConfig(config, true).ToAggregate()
}

// compare checks that --lint and the kubelet agree on a file or a directory.
func compare(t *testing.T, path string) {
	t.Helper()
	kubelet := accepts(path)
	out, code := run(t, "--lint", path)
	if (kubelet == nil) != (code == 0) {
		text, _ := os.ReadFile(path)
		t.Errorf("the kubelet says: %v\n--lint says (exit code %d):\n%s\nabout:\n%s", kubelet, code, out, text)
	}
}

const good = `apiVersion: kubelet.config.k8s.io/v1
kind: CredentialProviderConfig
providers:
- name: a
  apiVersion: credentialprovider.kubelet.k8s.io/v1
  matchImages: ["*.example", "registry.example:5000/team"]
  defaultCacheDuration: 10m
  args: [get, "x"]
  env:
  - {name: A, value: b}
  tokenAttributes:
    serviceAccountTokenAudience: sts.example
    cacheType: ServiceAccount
    requireServiceAccount: true
    requiredServiceAccountAnnotationKeys: [example.com/role]
    optionalServiceAccountAnnotationKeys: [Example.com/other, x]
- name: b
  apiVersion: credentialprovider.kubelet.k8s.io/v1beta1
  matchImages: [b.example]
  defaultCacheDuration: 0s
`

// TestPrinted: the kubelet accepts every file that kubelet-config prints.
func TestPrinted(t *testing.T) {
	path := filepath.Join(t.TempDir(), "c.yaml")
	for _, args := range [][]string{
		{"acr", "digitalocean", "dockerhub", "ecr", "gar", "ghcr", "gitlab", "heroku", "icr", "quay", "auto"},
		{"--platform", "eks"}, {"--platform", "aks"}, {"--platform", "gke"}, {"--platform", "talos", "ecr"},
		{"--platform", "openshift", "ecr"},
		{"--platform", "kind", "vars", "--match", "registry.example:5000"}, {"--platform", "k3s", "file", "--match",
			"r.example/team"},
		{"--service-account", "ecr", "acr"},
		{"--service-account", "gar", "--audience",
			"//iam.googleapis.com/projects/1/locations/global/workloadIdentityPools/p/providers/q"},
	} {
		out, code := run(t, args...)
		if code != 0 {
			t.Fatalf("%v: exit %d", args, code)
		}
		write(t, path, out)
		if err := accepts(path); err != nil {
			t.Errorf("%v: %v\n%s", args, err, out)
		}
		compare(t, path)
	}
}

// TestRules: --lint and the kubelet agree on files that differ from a valid file by one change.
func TestRules(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "c.yaml")
	refused := 0
	for _, change := range [][2]string{
		{"", ""},
		{"name: a", "name: b"}, {"name: a", "name: ''"}, {"name: a", "name: ."}, {"name: a", "name: .."}, {"name: a",
			"name: a b"}, {"name: a", "name: a/b"},
		{"name: a", "name: A"}, {"name: a", "name: 7"}, {"name: a", "name: yes"}, {"name: a", "name: \"a\\n\""},
		{"name: a", "Name: a"}, {"name: a", "name: a\n  name: c"},
		{"credentialprovider.kubelet.k8s.io/v1\n", "credentialprovider.kubelet.k8s.io/v2\n"},
		{"credentialprovider.kubelet.k8s.io/v1\n", "credentialprovider.kubelet.k8s.io/v1alpha1\n"},
		{"apiVersion: credentialprovider.kubelet.k8s.io/v1\n", "\n"}, {"kubelet.config.k8s.io/v1\n",
			"kubelet.config.k8s.io/v1beta1\n"}, {"kubelet.config.k8s.io/v1\n", "kubelet.config.k8s.io/v2\n"},
		{"kubelet.config.k8s.io/v1\n", "v1\n"}, {"kubelet.config.k8s.io/v1\n", "credentialprovider.kubelet.k8s.io/v1\n"},
		{"kubelet.config.k8s.io/v1\n", "a/b/c\n"},
		{"kind: CredentialProviderConfig", "kind: KubeletConfiguration"}, {"kind: CredentialProviderConfig",
			"kind: credentialproviderconfig"}, {"kind: CredentialProviderConfig", "Kind: CredentialProviderConfig"},
		{"kind: CredentialProviderConfig", "kind: CredentialProviderConfig\nmetadata: {}"},
		{"kind: CredentialProviderConfig\n", ""},
		{"matchImages: [b.example]", "matchImages: []"}, {"matchImages: [b.example]", ""}, {"matchImages: [b.example]",
			"matchImages: ['']"}, {"matchImages: [b.example]", "matchImages: b.example"},
		{"matchImages: [b.example]", "matchImages: ['b.example:x']"}, {"matchImages: [b.example]",
			"matchImages: ['b.example:*']"}, {"matchImages: [b.example]", "matchImages: ['b example']"},
		{"matchImages: [b.example]", "matchImages: ['b.[example']"}, {"matchImages: [b.example]",
			"matchImages: ['https://b.example']"}, {"matchImages: [b.example]", "matchImages: ['%zz']"},
		{"matchImages: [b.example]", "matchImages: ['b.example/%zz']"}, {"matchImages: [b.example]",
			"matchImages: ['[::1]:5000']"}, {"matchImages: [b.example]", "matchImages: ['[::1']"},
		{"matchImages: [b.example]", "matchImages: [\"b\\u0000.example\"]"}, {"matchImages: [b.example]",
			"matchImages: [1]"}, {"matchImages: [b.example]", "matchImages: [null]"},
		{"defaultCacheDuration: 10m", "defaultCacheDuration: -1s"}, {"defaultCacheDuration: 10m",
			"defaultCacheDuration: 10"}, {"defaultCacheDuration: 10m", "defaultCacheDuration: '10'"},
		{"defaultCacheDuration: 10m", "defaultCacheDuration: null"}, {"defaultCacheDuration: 10m",
			"defaultCacheDuration: ''"}, {"defaultCacheDuration: 10m", "defaultCacheDuration: 1d"},
		{"defaultCacheDuration: 10m", "defaultCacheDuration: 1h2m3.5s"}, {"defaultCacheDuration: 10m",
			"defaultCacheDuration: 10m\n  defaultCacheDuration: 10m"}, {"  defaultCacheDuration: 10m\n", ""},
		{"args: [get, \"x\"]", "args: get"}, {"args: [get, \"x\"]", "args: null"}, {"args: [get, \"x\"]", "args: [1]"},
		{"args: [get, \"x\"]", "arg: [x]"},
		{"{name: A, value: b}", "{name: A}"}, {"{name: A, value: b}", "{name: A, value: 1}"}, {"{name: A, value: b}",
			"{name: A, value: b, other: c}"}, {"{name: A, value: b}", "A=b"},
		{"serviceAccountTokenAudience: sts.example", "serviceAccountTokenAudience: ''"},
		{"serviceAccountTokenAudience: sts.example", "serviceAccountTokenAudience: null"},
		{"cacheType: ServiceAccount", "cacheType: Token"}, {"cacheType: ServiceAccount", "cacheType: token"},
		{"cacheType: ServiceAccount", "cacheType: ''"}, {"    cacheType: ServiceAccount\n", ""},
		{"requireServiceAccount: true", "requireServiceAccount: false"}, {"requireServiceAccount: true",
			"requireServiceAccount: 'true'"}, {"requireServiceAccount: true", "requireServiceAccount: yes"},
		{"requireServiceAccount: true", "requireServiceAccount: null"}, {"    requireServiceAccount: true\n", ""},
		{"requireServiceAccount: true", "requireServiceaccount: true"},
		{"[example.com/role]", "[]"}, {"[example.com/role]", "[a, a]"}, {"[example.com/role]", "[a, A]"},
		{"[example.com/role]", "[x]"}, {"[example.com/role]", "[X]"},
		{"[example.com/role]", "['']"}, {"[example.com/role]", "[/role]"}, {"[example.com/role]", "[example.com/]"},
		{"[example.com/role]", "[a/b/c]"}, {"[example.com/role]", "[-a]"},
		{"[example.com/role]", "[a-]"}, {"[example.com/role]", "[a_.b]"}, {"[example.com/role]", "[ex_ample.com/role]"},
		{"[example.com/role]", "[example..com/role]"}, {"[example.com/role]", "[.com/role]"},
		{"[example.com/role]", "[" + strings.Repeat("a", 63) + "]"}, {"[example.com/role]", "[" + strings.Repeat("a",
			64) + "]"}, {"[example.com/role]", "[ä]"}, {"[example.com/role]", "[K]"},
		{"[example.com/role]", "[" + strings.Repeat("a.", 126) + "a/role]"}, {"[example.com/role]",
			"[" + strings.Repeat("a.", 127) + "a/role]"}, {"[example.com/role]", "['a b']"},
		{"  tokenAttributes:\n", "  tokenAttributes: null\n  other:\n"}, {"  tokenAttributes:", "  tokenattributes:"},
		{"providers:", "providers: []\nother:"}, {"providers:", "provider:"}, {"providers:", "providers: null\n#"}, {good,
			""}, {good, "{}"}, {good, "[]"}, {good, "null"}, {good, "---\n---\n" + good}, {good, "---\n" + good},
		{good, good + "---\n" + good}, {good, good + "...\nkind: x\n"}, {good, "\xef\xbb\xbf" + good}, {good,
			"\t" + good}, {good, good + "x"}, {good, "# only\n"}, {good, "a: &a [*a]\n"},
		{good, "base: &b {kind: CredentialProviderConfig}\n<<: *b\napiVersion: kubelet.config.k8s.io/v1\nproviders: []\n"},
	} {
		if !strings.Contains(good, change[0]) {
			t.Fatalf("%q is not in the valid file", change[0])
		}
		write(t, path, strings.Replace(good, change[0], change[1], 1))
		compare(t, path)
		if accepts(path) != nil {
			refused++
		}
	}
	if accepts(path) == nil || refused < 50 {
		t.Errorf("only %d files are refused", refused)
	}
}

// TestJSON: a file that begins with a brace is read as JSON, not as YAML.
func TestJSON(t *testing.T) {
	path := filepath.Join(t.TempDir(), "c.yaml")
	const head = `"apiVersion":"kubelet.config.k8s.io/v1","kind":"CredentialProviderConfig"`
	const one = `{"name":"a","apiVersion":"credentialprovider.kubelet.k8s.io/v1","matchImages":["a.example"],"defaultCacheDuration":"1m"}`
	for _, text := range []string{
		`{` + head + `,"providers":[` + one + `]}`, "\n \t{" + head + `,"providers":[` + one + `]}` + "\n",
		`{` + head + `,"providers":[` + one + `]} x`,
		`{` + head + `,"providers":[` + one + `],}`, `{` + head + `,providers: [` + one + `]}`,
		`{` + head + `,"providers":[` + one + `],"providers":[]}`,
		`{` + head + `,"Providers":[` + one + `]}`, `{` + head + `,"providers":[` + one + `,` + one + `]}`,
		`{` + head + `,"providers":{}}`, `{` + head + `}`,
		`{"APIVERSION":"kubelet.config.k8s.io/v1","kind":"CredentialProviderConfig","providers":[` + one + `]}`, `{`,
		`{}`, `{"kind":1}`,
		"{kind: CredentialProviderConfig, apiVersion: kubelet.config.k8s.io/v1, providers: []}",
		`{` + head + `,"providers":[` + strings.Replace(one, `"1m"`, `60`, 1) + `]}`,
		`{` + head + `,"providers":[` + strings.Replace(one, `"name"`, `"NAME"`, 1) + `]}`,
		`{` + head + `,"providers":[` + strings.Replace(one, `"a.example"`, `"\ud800"`, 1) + `]}`,
	} {
		write(t, path, text)
		compare(t, path)
	}
}

// TestDirectory: --lint and the kubelet agree on the files of a directory that are read, and on names
// that several files use.
func TestDirectory(t *testing.T) {
	part := func(name string) string {
		return "apiVersion: kubelet.config.k8s.io/v1\nkind: CredentialProviderConfig\nproviders:\n- {name: " + name +
			", apiVersion: credentialprovider.kubelet.k8s.io/v1, matchImages: [a.example], defaultCacheDuration: 1m}\n"
	}
	for what, files := range map[string]map[string]string{
		"no file":            {},
		"one":                {"a.yaml": part("a")},
		"three":              {"a.yaml": part("a"), "b.yml": part("b"), "c.json": part("c")},
		"the same name":      {"a.yaml": part("a"), "b.yaml": part("a")},
		"an invalid one":     {"a.yaml": part("a"), "b.yaml": "x"},
		"other endings":      {"a.yaml": part("a"), "b.conf": "x", "b.yaml.bak": "x", "YAML": "x", "c.YAML": "x"},
		"only other endings": {"b.conf": part("a")},
		"hidden":             {".yaml": part("a")},
		"a subdirectory":     {"a.yaml": part("a"), "sub.yaml/x.yaml": "x"},
		"one without providers": {"a.yaml": part("a"), "b.yaml": "apiVersion: kubelet.config.k8s.io/v1\nkind: " +
			"CredentialProviderConfig\nproviders: []\n"},
		"all without providers": {"b.yaml": "apiVersion: kubelet.config.k8s.io/v1\nkind: CredentialProviderConfig\n"},
		"different versions": {"a.yaml": part("a"), "b.yaml": strings.Replace(part("b"), "config.k8s.io/v1",
			"config.k8s.io/v1alpha1", 1)},
	} {
		t.Run(what, func(t *testing.T) {
			dir := t.TempDir()
			for name, text := range files {
				if err := os.MkdirAll(filepath.Dir(filepath.Join(dir, name)), 0o700); err != nil {
					t.Fatal(err)
				}
				write(t, filepath.Join(dir, name), text)
			}
			compare(t, dir)
		})
	}
}

// TestDamaged: --lint and the kubelet agree on files with random damage.
func TestDamaged(t *testing.T) {
	path := filepath.Join(t.TempDir(), "c.yaml")
	random := rand.New(rand.NewSource(1))
	const signs = "abz019 \n:-[]{}\"',.#&*!|>%@/\\"
	for range 400 {
		text := []byte(good)
		for range 1 + random.Intn(3) {
			at := random.Intn(len(text))
			switch random.Intn(3) {
			case 0:
				text[at] = signs[random.Intn(len(signs))]
			case 1:
				text = append(text[:at], text[at+1:]...)
			default:
				text = append(text[:at], append([]byte{signs[random.Intn(len(signs))]}, text[at:]...)...)
			}
		}
		write(t, path, string(text))
		compare(t, path)
	}
}

// TestUnmatched: if --lint says that a pattern matches no image, the kubelet's code does not match it
// with any of the images. It matches every other pattern with at least one image.
func TestUnmatched(t *testing.T) {
	path := filepath.Join(t.TempDir(), "c.yaml")
	images := []string{"docker.io/library/nginx", "docker.io/team/app", "ghcr.io/team/app", "registry.example:5000/a",
		"a.b.example/x/y/z", "localhost:5000/a", "localhost/a",
		"123456789012.dkr.ecr.eu-west-1.amazonaws.com/app", "quay.io/team/v1", "ghcr.io:443/team/app",
		"registry.example/a", "GHCR.IO/team", "ghcr/team"}
	said := regexp.MustCompile(`matchImages\[(\d+)\]: .* matches no image: `)
	patterns := []string{
		"docker.io", "docker.io/library", "*.io", "*.*", "index.docker.io", "nginx", "library/nginx", "https://ghcr.io",
		"http://ghcr.io/team", "ghcr.io/team", "ghcr.io/", "ghcr.io/team/",
		"ghcr.io/team/*", "ghcr.io/team/app:v1", "ghcr.io/team@sha256", "GHCR.io/Team", "GHCR.IO", "ghcr.io:443",
		"registry.example:5000", "registry.example", "*.example:5000/a",
		"localhost", "localhost:5000", "localhost/a", ".io", "ghcr..io", "ghcr.io.", "a.b.example", "*.b.example/x/y",
		"*.*.example/X", "*.*.example/x", "**.io", "ghcr.io/%74eam",
		"user@ghcr.io", "ghcr.io#x", "ghcr.io?x=y", "123456789012.dkr.ecr.*.amazonaws.com",
	}
	var list strings.Builder
	for _, p := range patterns {
		fmt.Fprintf(&list, "%s,", strconv.Quote(p))
	}
	write(t, path, strings.Replace(good, `["*.example", "registry.example:5000/team"]`, "["+list.String()+"]", 1))
	out, code := run(t, "--lint", path)
	if code != 0 {
		t.Fatalf("exit %d: %s", code, out)
	}
	silent := map[int]bool{}
	for _, found := range said.FindAllStringSubmatch(out, -1) {
		at, _ := strconv.Atoi(found[1])
		silent[at] = true
	}
	if len(silent) < 8 {
		t.Errorf("--lint says of only %d patterns that they match no image:\n%s", len(silent), out)
	}
	for i, pattern := range patterns {
		called := ""
		for _, image := range images {
			if matched, _ := credentialprovider.URLsMatchStr(pattern, image); matched {
				called = image
			}
		}
		if (called != "") == silent[i] {
			t.Errorf("%q matches the image %q, but --lint says that it matches no image: %t", pattern, called, silent[i])
		}
	}
}
