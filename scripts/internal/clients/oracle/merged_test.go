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

// siblings are other entries of a file into which a login is merged, valid and invalid.
var siblings = []string{
	`{"auth":"YWxpY2U6b25l"}`, `{"auth":"YWxpY2U6b25l","email":"a@example.org"}`, `{"username":"carol","password":"p"}`, `{}`, `null`,
	`{"identitytoken":"T"}`, `{"auth":"YWxpY2U6b25"}`, `{"auth":"?"}`, `{"auth":"dXNlcg=="}`, `{"auth":"OnB3"}`, `{"auth":7}`, `{"auth":null}`,
	`{"auth":""}`, `7`, `"text"`, `[]`, `true`, `{"serveraddress":"x"}`, `{"serveraddress":7}`, `{"unknown":7}`, `{"registrytoken":"R"}`, `{"username":7}`,
}

// besideAuths are other members of a config.json, valid and invalid.
var besideAuths = []string{
	``, ``, ``, `,"HttpHeaders":{"X":"1"}`, `,"HttpHeaders":{"X":1}`, `,"psFormat":7`, `,"plugins":{"a":{"b":"c"}}`, `,"plugins":{"a":"b"}`, `,"proxies":{"default":{"httpProxy":"p"}}`,
	`,"proxies":{"default":{"unknown":7}}`, `,"proxies":{"default":"p"}`, `,"credHelpers":{"x.example":"y"}`, `,"aliases":{"builder":"buildx"}`, `,"aliases":[]`, `,"unknown":[1,{}]`,
	`,"features":{"a":"b"}`, `,"features":{"a":true}`, `,"currentContext":{}`, `,"pruneFilters":["a"]`, `,"pruneFilters":"a"`,
}

// TestMergeReads: after a successful merge, the file's reader accepts it and finds the new login. After
// a failed merge, the file is unchanged. A file that docker accepts is not refused.
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
		t.Errorf("%d of 150 files were refused: too few or too many for a useful test", refused)
	}
}

// reader returns the user of a host's login in a file of dir.
type reader func(t *testing.T, dir, host string) (user string, err error)

// mergedFor merges a login into a file, checks the file with its reader, and reports whether the merge
// succeeded.
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
		t.Errorf("%s: %s\nmerged, but its reader finds %q, %v", format, text, user, err)
	case code != 0 && string(data) != text:
		t.Errorf("%s: %s\nrefused, but changed to %s", format, text, data)
	case code != 0 && before == nil && format == "config-json":
		t.Errorf("%s: %s\nrefused, but its reader accepts it: %s", format, text, stderr)
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
