//go:build e2e

package release

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"go.yaml.in/yaml/v3"

	"github.com/dockercfg/dockercfg/scripts/internal/e2e/stage"
)

// pinned is an action of this repository, or one by the hash of its commit.
var pinned = regexp.MustCompile(`^(\./|[A-Za-z0-9-]+/[A-Za-z0-9._/-]+@[0-9a-f]{40})$`)

// TestWorkflows: what stands in .github can be read by GitHub, takes others' code by
// its hash alone, may write only where a job says so, and lets no text of somebody
// else into a script.
func TestWorkflows(t *testing.T) {
	files, err := filepath.Glob("../../../../.github/workflows/*.yml")
	if err != nil || len(files) == 0 {
		t.Fatal("there are no workflows")
	}
	stage.New(t).Run(t, "", "actionlint", append([]string{"-shellcheck=", "-pyflakes="}, absolute(t, files)...)...).OK(t)
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		var w struct {
			On          yaml.Node
			Permissions yaml.Node
			Jobs        map[string]struct {
				Steps []struct {
					Uses, Run string
					With      map[string]string
				}
			}
		}
		if err := yaml.Unmarshal(text, &w); err != nil {
			t.Fatalf("%s: %v", file, err)
		}
		if w.Permissions.Value != "read-all" || strings.Contains(string(text), "pull_request_target") {
			t.Errorf("%s: permissions %q", file, w.Permissions.Value)
		}
		for name, job := range w.Jobs {
			for _, step := range job.Steps {
				if step.Uses != "" && !pinned.MatchString(step.Uses) {
					t.Errorf("%s, %s: %s is not pinned by hash", file, name, step.Uses)
				}
				if strings.Contains(step.Run, "${{") {
					t.Errorf("%s, %s: a script holds an expression: %s", file, name, step.Run)
				}
				if strings.HasPrefix(step.Uses, "actions/checkout@") && step.With["persist-credentials"] != "false" {
					t.Errorf("%s, %s: the token stays in the checkout", file, name)
				}
			}
		}
	}
}

func absolute(t *testing.T, files []string) (paths []string) {
	t.Helper()
	for _, file := range files {
		path, err := filepath.Abs(file)
		if err != nil {
			t.Fatal(err)
		}
		paths = append(paths, path)
	}
	return paths
}
