package oracle

import (
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/docker/cli/cli/config"
	"k8s.io/kubernetes/pkg/credentialprovider"
)

// siblings are what may be beside a new login, also in files that people broke.
var siblings = []string{
	`{"auth":"YWxpY2U6b25l"}`, `{"auth":"YWxpY2U6b25l","email":"a@example.org"}`, `{"username":"carol","password":"p"}`, `{}`, `null`,
	`{"identitytoken":"T"}`, `{"auth":"YWxpY2U6b25"}`, `{"auth":"?"}`, `{"auth":"dXNlcg=="}`, `{"auth":"OnB3"}`, `{"auth":7}`, `{"auth":null}`,
	`{"auth":""}`, `7`, `"text"`, `[]`, `true`, `{"serveraddress":"x"}`, `{"serveraddress":7}`, `{"unknown":7}`, `{"registrytoken":"R"}`, `{"username":7}`,
}

// besideAuths are other members of a config.json, right and wrong.
var besideAuths = []string{
	``, ``, ``, `,"HttpHeaders":{"X":"1"}`, `,"HttpHeaders":{"X":1}`, `,"psFormat":7`, `,"plugins":{"a":{"b":"c"}}`, `,"plugins":{"a":"b"}`, `,"proxies":{"default":{"httpProxy":"p"}}`,
	`,"proxies":{"default":{"unknown":7}}`, `,"proxies":{"default":"p"}`, `,"credHelpers":{"x.example":"y"}`, `,"aliases":{"builder":"buildx"}`, `,"aliases":[]`, `,"unknown":[1,{}]`,
	`,"features":{"a":"b"}`, `,"features":{"a":true}`, `,"currentContext":{}`, `,"pruneFilters":["a"]`, `,"pruneFilters":"a"`,
}

// TestMergeReads: a merge that succeeds leaves a file that its reader takes, with
// the new login in it; one that fails leaves the file as it was. What docker takes
// is not refused.
func TestMergeReads(t *testing.T) {
	isolate(t)
	from := writeConfig(t, `{"auths":{"new.example":`+auth("bob", "two")+`}}`)
	refused := 0
	for seed := range 150 {
		random := rand.New(rand.NewPCG(uint64(seed), 3))
		var entries []string
		for i := range random.IntN(3) {
			entries = append(entries, fmt.Sprintf(`"s%d.example":%s`, i, pick(random, siblings)))
		}
		flat := "{" + strings.Join(entries, ",") + "}"
		text := `{"auths":` + flat + pick(random, besideAuths) + `}`
		if !mergedFor(t, from, "config-json", text, dockerReads) {
			refused++
		}
		mergedFor(t, from, "dockercfg", flat, kubeletReads)
	}
	if refused < 30 || refused > 120 {
		t.Errorf("%d of 150 files were refused: that proves nothing", refused)
	}
}

// reader finds the user of a host in a file of dir.
type reader func(t *testing.T, dir, host string) (user string, err error)

// mergedFor merges into a file and asks its reader.
func mergedFor(t *testing.T, from, format, text string, reads reader) bool {
	t.Helper()
	dir := t.TempDir()
	path := filepath.Join(dir, map[string]string{"config-json": "config.json", "dockercfg": ".dockercfg"}[format])
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	_, before := reads(t, dir, "new.example")
	_, stderr, code := run(t, filepath.Join(programs, "dockercfg"), "export", "--config", from, "--merge", "--format",
		format, "-o", path)
	user, err := reads(t, dir, "new.example")
	data, _ := os.ReadFile(path)
	switch {
	case code == 0 && (err != nil || user != "bob"):
		t.Errorf("%s: %s\nmerged, and its reader finds %q, %v", format, text, user, err)
	case code != 0 && string(data) != text:
		t.Errorf("%s: %s\nrefused, and changed to %s", format, text, data)
	case code != 0 && before == nil && format == "config-json":
		t.Errorf("%s: %s\nrefused, and its reader takes it: %s", format, text, stderr)
	case code > 1:
		t.Errorf("%s: %s\nexit code %d: %s", format, text, code, stderr)
	}
	return code == 0
}

func dockerReads(_ *testing.T, dir, host string) (user string, err error) {
	file, err := config.Load(dir)
	if err != nil {
		return "", err
	}
	got, err := file.GetAuthConfig(host)
	return got.Username, err
}

func kubeletReads(_ *testing.T, dir, host string) (user string, err error) {
	read, err := credentialprovider.ReadDockercfgFile([]string{dir})
	return read[host].Username, err
}
