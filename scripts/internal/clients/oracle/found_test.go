package oracle

import (
	"encoding/json"
	"math/rand/v2"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/docker/cli/cli/config"

	"github.com/dockercfg/dockercfg/shared/registry"
)

// TestExportFinds: if docker finds a login for a registry in the file, `export HOST` writes that login.
// It refuses if spellings of the registry have different logins, since docker would use any of them,
// and another client could use another one.
func TestExportFinds(t *testing.T) {
	found, refused := 0, 0
	for seed := range 60 {
		random := rand.New(rand.NewPCG(uint64(seed), 1))
		entries := map[string]json.RawMessage{}
		for range 1 + random.IntN(4) {
			entries[pick(random, movedKeys)] = json.RawMessage(pick(random, movedEntries[:5]))
		}
		data, err := json.Marshal(map[string]any{"auths": entries})
		if err != nil {
			t.Fatal(err)
		}
		isolate(t)
		dir := writeConfig(t, string(data))
		for _, host := range movedNames(t, dir) {
			name, err := registry.Parse(host)
			answers := askOften(t, dir, host)
			if err != nil || !name.Whole() || slices.Equal(answers, nothing) {
				continue
			}
			stdout, stderr, code := run(t, filepath.Join(programs, "dockercfg"), "export", "--config", dir, "-o", "-",
				host)
			switch {
			case code == 1 && strings.Contains(stderr, "have different credentials"):
				refused++
			case len(answers) > 1 && slices.Contains(answers, nothing[0]):
				// an empty entry and a login: docker uses either, export writes the login
			case code != 0 || len(answers) > 1:
				t.Errorf("%s\n%s: exit code %d, docker gives %+v\n%s", data, host, code, answers, stderr)
			default:
				found++
				file, err := config.LoadFromReader(strings.NewReader(stdout))
				if err != nil {
					t.Fatal(err)
				}
				got := file.AuthConfigs[name.Key()]
				if got.Username != answers[0].Username || got.Password != answers[0].Password {
					t.Errorf("%s\n%s: wrote %s, docker gives %+v", data, host, stdout, answers)
				}
			}
		}
	}
	if found < 50 || refused < 5 {
		t.Errorf("%d found and %d refused: too few for a useful test", found, refused)
	}
}
