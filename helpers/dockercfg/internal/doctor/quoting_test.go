//go:build unix

package doctor

import (
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/dockercfg/dockercfg/shared/dockerconfig"
)

// odd is part of names that other people may have chosen: a shell that reads it unquoted
// creates the file pwned, even without any program.
const odd = "My Docker $(>pwned);>pwned;`>pwned`"

// TestFixesAreQuoted checks that a shell which reads a fix runs nothing that is in a name,
// and reads a path as one word.
func TestFixesAreQuoted(t *testing.T) {
	bash, err := exec.LookPath("bash")
	if err != nil {
		t.Skip("not run: there is no bash")
	}
	dir := filepath.Join(t.TempDir(), odd)
	path := filepath.Join(dir, "config.json")
	config := `{"auths":{"x;>pwned":{"auth":"YTpi"},"a.example/$(>pwned)":{"auth":"%%"},"b.example":{"auth":"YTpi"},` +
		`"https://b.example":{"auth":"YTpj"},"c.example;>pwned":{"auth":"%"},"A.example":{"auth":"YTpi"},` +
		`"b.pwned.example":{"auth":"YTpi"}},` +
		`"credHelpers":{"b.example":"two","B.example":"docker-credential-two"}}`
	var fixes []string
	const directory = ""
	stored := strings.Replace(config, "{", `{"credsStore":"two",`, 1)
	for _, text := range []string{config, stored, "{", "\xef\xbb\xbf{}", directory} {
		fixes = append(fixes, fixesOf(t, path, text)...)
	}
	manifest := `{kind: Secret, type: kubernetes.io/dockerconfigjson, metadata: {name: "` + odd + `", namespace: "` +
		odd + `"}}`
	findings, _ := Secrets([]byte(manifest), time.Now())
	fixes = append(fixes, findings[0].Fix)
	for _, fix := range fixes {
		empty := t.TempDir()
		cmd := exec.Command(bash, "-c", fix)
		cmd.Dir, cmd.Env = empty, []string{"PATH=" + empty, "EDITOR=editor", "HOME=" + empty}
		_ = cmd.Run() // no program is found
		if files, _ := os.ReadDir(empty); len(files) > 0 {
			t.Errorf("a shell that reads %s also reads a name in it", fix)
		}
	}
	for _, command := range []string{"rmdir", "chmod 600", "$EDITOR", "sed -i '1s/^\\xef\\xbb\\xbf//'", "rm", "mkdir -p",
		"export DOCKER_B__PWNED__EXAMPLE_USR=\"$(printenv"} {
		if !slices.ContainsFunc(fixes, func(fix string) bool { return strings.HasPrefix(fix, command+" ") }) {
			t.Errorf("no fix begins with %s: %q", command, fixes)
		}
	}
}

// fixesOf returns the fixes for a machine with a config, in which every name is odd.
func fixesOf(t *testing.T, path, text string) (fixes []string) {
	t.Helper()
	dir := filepath.Dir(path)
	if err := os.RemoveAll(dir); err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"one", "two"} {
		write(t, filepath.Join(dir, name, "docker-credential-two"), "#!/bin/sh\n", 0o755)
	}
	write(t, filepath.Join(dir, "rules.toml"), "unknown = 1\n", 0o600)
	if text != "" {
		write(t, path, text, 0o644)
	} else if err := os.MkdirAll(path, 0o755); err != nil {
		t.Fatal(err)
	}
	variables := map[string]string{
		"PATH": filepath.Join(dir, "one") + ":" + filepath.Join(dir, "two"), "XDG_DATA_HOME": odd, "DOCKER_CONFIG": path,
		"DOCKERCFG_KEEPER": odd, "DOCKERCFG_CONFIG": filepath.Join(dir, "rules.toml"),
	}
	for name, value := range variables {
		t.Setenv(name, value)
	}
	m := Machine{
		Env: func(name string) string { return variables[name] }, Path: path, Home: filepath.Join(dir, "missing"),
		GOOS: "linux", Environ: []string{"DOCKERCFG_$(>pwned)=1", "DOCKER_B$(>pwned)EXAMPLE_USR=u"},
	}
	m.Config, m.Problem = dockerconfig.Load(path)
	m.Text, _ = os.ReadFile(path)
	for _, f := range m.Run(t.Context()) {
		if f.Fix != "" {
			fixes = append(fixes, f.Fix)
		}
	}
	return fixes
}

func write(t *testing.T, path, text string, mode os.FileMode) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(text), mode); err != nil {
		t.Fatal(err)
	}
}
