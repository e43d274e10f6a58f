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

// pinned matches an action of this repository, or an action with the hash of its commit.
var pinned = regexp.MustCompile(`^(\./|[A-Za-z0-9-]+/[A-Za-z0-9._/-]+@[0-9a-f]{40})$`)

// TestWorkflows: GitHub can parse the files in .github. They use other projects' code only by its hash,
// have write permissions only in jobs that declare them, and insert no foreign text into scripts.
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

// TestCodeshipWorkflow: GitHub can parse the steps that `dockercfg codeship` writes, even if a
// project's names try to inject other steps.
func TestCodeshipWorkflow(t *testing.T) {
	s := stage.New(t)
	for name, text := range map[string]string{
		"codeship-services.yml": `app: {image: quay.io/team/app}
aws:
  image: codeship/aws-ecr-dockercfg-generator
  environment: {AWS_REGION: eu-west-1, "A: a\n  run: id\n- name: z #": x}
google: {image: codeship/gcr-dockercfg-generator, environment: {GOOGLE_LOCATION: eu}}
"z\n- run: id": {image: team/generator}
`,
		"codeship-steps.yml": `- {service: app, command: x, dockercfg_service: aws}
- {service: app, command: x, dockercfg_service: google}
- {service: app, command: x, dockercfg_service: "z\n- run: id"}
- {service: app, command: x, encrypted_dockercfg_path: dockercfg}
`,
		"dockercfg": `{"auths": {"quay.io": {"auth": "cTpw"}}}`,
	} {
		if err := os.WriteFile(filepath.Join(s.Temp, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	s.Run(t, "", "dockercfg", "codeship", "--format", "github-actions", "-o", "steps.yml").OK(t)
	steps, err := os.ReadFile(filepath.Join(s.Temp, "steps.yml"))
	if err != nil {
		t.Fatal(err)
	}
	workflow := "on: push\njobs:\n  build:\n    runs-on: ubuntu-latest\n    steps:\n"
	for line := range strings.Lines(string(steps)) {
		workflow += "      " + line
	}
	if err := os.WriteFile(filepath.Join(s.Temp, "build.yml"), []byte(workflow), 0o600); err != nil {
		t.Fatal(err)
	}
	s.Run(t, "", "actionlint", "-shellcheck=", "-pyflakes=", filepath.Join(s.Temp, "build.yml")).OK(t)
	if strings.Count(workflow, "\n      - ") != 2 || strings.Contains(workflow, "run: id\n") {
		t.Errorf("the workflow is\n%s", workflow)
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
