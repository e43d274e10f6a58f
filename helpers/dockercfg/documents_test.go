//go:build unix

package main

import (
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/dockercfg/dockercfg/shared/helpertest/built"
	"github.com/dockercfg/dockercfg/shared/helpertest/fakeaws"
	"github.com/dockercfg/dockercfg/shared/helpertest/fakekube"
)

// reader is the machine of a page's reader.
type reader struct {
	stage
	env []string
}

// worlds returns the machine for each page of docs/ that contains commands; helpers is a
// directory with the real helpers.
var worlds = map[string]func(t *testing.T, helpers string) reader{
	"macos.md": func(t *testing.T, _ string) reader {
		const config = `{"auths": {"https://index.docker.io/v1/": {}, "ghcr.io": {}}, "credsStore": "osxkeychain"}`
		return reader{stage: newStage(t, config, map[string]string{
			"osxkeychain": `[ "$1" = get ] || { echo '{"https://index.docker.io/v1/":"alice","ghcr.io":"bob"}'; exit; }
read -r server; echo '{"Username":"alice","Secret":"CANARY"}'`,
		})}
	},
	"five-minutes.md": newMachine,
	"bazel.md":        helpersAlone, "recipes.md": withLogin, "pull-through-caches.md": helpersAlone,
	"static-file.md": func(t *testing.T, helpers string) reader {
		config := `{"auths": {"registry.example:5000": {"auth": "YWxpY2U6Q0FOQVJZ"}}}`
		return reader{newStage(t, config, nil), []string{"PATH=" + helpers + ":" + os.Getenv("PATH")}}
	},
	"../README.md": func(t *testing.T, helpers string) reader {
		r := newMachine(t, helpers)
		r.env = append(r.env, "DOCKER_GHCR__IO_USR=bob", "DOCKER_GHCR__IO_PSW=CANARY",
			"DOCKER_QUAY__IO_USR=team+robot", "DOCKER_QUAY__IO_PSW=CANARY")
		return r
	},
	"amazon-ecr.md": func(t *testing.T, helpers string) reader {
		return amazonReader(t, helpers,
			`{"credHelpers": {"123456789012.dkr.ecr.eu-west-1.amazonaws.com": "ecr-login"}}`)
	},
	"ci.md": withLogin,
	"conformance.md": func(t *testing.T, helpers string) reader {
		// Less than the thirty seconds of a run, which some items wait for.
		return reader{newStage(t, "{}", nil),
			[]string{"DOCKERCFG_TIMEOUT=5s", "PATH=" + helpers + ":" + os.Getenv("PATH")}}
	},
	"kubernetes.md": func(t *testing.T, helpers string) reader {
		r := amazonReader(t, helpers, `{"credsStore": "auto"}`)
		r.env = append(r.env, login...)
		cluster := fakekube.Start()
		t.Cleanup(cluster.Close)
		if _, _, err := cluster.Files(r.dir); err != nil {
			t.Fatal(err)
		}
		cluster.Put("kubectl-create", manifestOf(emptyContent))
		r.env = append(r.env, "API_SERVER="+cluster.URL)
		return r
	},
	"kubelet.md": helpersAlone,
	"config-toml.md": func(t *testing.T, helpers string) reader {
		return reader{newStage(t, `{"credsStore": "auto"}`, nil), []string{"AWS_ACCESS_KEY_ID=AKIAEXAMPLE", "AWS_SECRET_ACCESS_KEY=CANARY",
			"PATH=" + helpers + ":" + os.Getenv("PATH")}}
	},
	"how-it-works.md": helpersAlone, "stores.md": auto, "encrypt.md": withLogin, "export.md": withLogin, "generator.md": helpersAlone,
	"codeship.md": func(t *testing.T, _ string) reader {
		r := reader{stage: newStage(t, "{}", nil)}
		for name, text := range map[string]string{
			"codeship-services.yml": "app:\n  build: .\n  encrypted_env_file: app.env.encrypted\n",
			"codeship-steps.yml": "- name: push app\n  service: app\n  type: push\n  image_name: alice/app\n" +
				"  image_tag: \"{{.Branch}}-{{.CommitID}}\"\n  encrypted_dockercfg_path: dockercfg.encrypted\n",
			"Dockerfile":    "FROM quay.io/alice/base\n",
			".gitignore":    "codeship.aes\n*.env\n",
			".dockerignore": "codeship.aes\n",
			"plain.json":    `{"auths":{"https://index.docker.io/v1/":{"auth":"YWxpY2U6Q0FOQVJZ"}}}`,
			"plain.env":     "DATABASE_PASSWORD=CANARY\nAWS_REGION=eu-west-1\n",
		} {
			r.write(t, name, text, 0o600)
		}
		for _, args := range [][]string{
			{"keygen"}, {"encrypt", "plain.json", "dockercfg.encrypted"}, {"encrypt", "plain.env", "app.env.encrypted"},
		} {
			if out, err := r.command(args...).CombinedOutput(); err != nil {
				t.Fatalf("%v: %s", err, out)
			}
		}
		return r
	},
}

// elsewhere lists the pages whose commands scripts/e2e runs, with the test that does.
var elsewhere = map[string]string{"releases.md": "scripts/internal/e2e/release/reproduce_test.go"}

// login is the login for the pages' own registry.
var login = []string{"DOCKER_REGISTRY__EXAMPLE_3A_5000_USR=alice", "DOCKER_REGISTRY__EXAMPLE_3A_5000_PSW=CANARY"}

// helpersAlone is a machine with an empty config.
func helpersAlone(t *testing.T, helpers string) reader {
	return reader{newStage(t, "{}", nil), []string{"PATH=" + helpers + ":" + os.Getenv("PATH")}}
}

// auto is a machine where docker-credential-auto answers for everything.
func auto(t *testing.T, helpers string) reader {
	r := helpersAlone(t, helpers)
	r.write(t, "docker/config.json", `{"credsStore": "auto"}`, 0o600)
	return r
}

// withLogin has the login of the pages' own registry, too.
func withLogin(t *testing.T, helpers string) reader {
	r := auto(t, helpers)
	r.env = append(r.env, login...)
	return r
}

// amazonReader has keys, and an Amazon on loopback.
func amazonReader(t *testing.T, helpers, config string) reader {
	t.Helper()
	server, err := fakeaws.Start()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(server.Close)
	return reader{newStage(t, config, nil), append(server.Environment(), "AWS_ACCESS_KEY_ID=AKIAEXAMPLE",
		"AWS_SECRET_ACCESS_KEY=CANARY", "PATH="+helpers+":"+os.Getenv("PATH"))}
}

// block is a fenced block of commands, possibly with their output.
var block = regexp.MustCompile("(?ms)^```(sh|console)\n(.*?)^```$")

// TestDocuments runs every command in docs/, page by page, as one script in a new home
// directory, and compares the output with the page.
func TestDocuments(t *testing.T) {
	pages := documents(t)
	helpers := t.TempDir()
	if err := built.Into(helpers, "credhelper-conformance", "docker-credential-auto", "docker-credential-ecr",
		"docker-credential-file", "docker-credential-gitlab", "docker-credential-quay", "docker-credential-vars"); err != nil {
		t.Fatal(err)
	}
	for _, name := range pages {
		text, err := os.ReadFile(filepath.Join(docs, name))
		if err != nil {
			t.Fatal(err)
		}
		blocks := block.FindAllStringSubmatch(string(text), -1)
		world, known := worlds[name]
		if test, ok := elsewhere[name]; ok {
			if text, err := os.ReadFile(filepath.Join("../..", test)); err != nil ||
				!strings.Contains(string(text), "docs/"+name) {
				t.Errorf("%s does not run the commands of %s (%v)", test, name, err)
			}
			continue
		}
		if !known && len(blocks) > 0 {
			t.Errorf("no test runs the commands of %s: add it to worlds", name)
		}
		if !known || len(blocks) == 0 {
			continue
		}
		t.Run(name, func(t *testing.T) { world(t, helpers).follow(t, helpers, blocks) })
	}
}

// newMachine has no Docker config.
func newMachine(t *testing.T, helpers string) reader {
	r := helpersAlone(t, helpers)
	if err := os.Remove(filepath.Join(r.dir, "docker/config.json")); err != nil {
		t.Fatal(err)
	}
	return r
}

// documents returns the README and the pages, also those in subdirectories, by their paths
// in docs/.
func documents(t *testing.T) (names []string) {
	t.Helper()
	err := filepath.WalkDir(docs, func(path string, d fs.DirEntry, err error) error {
		if err == nil && filepath.Ext(path) == ".md" {
			name, _ := filepath.Rel(docs, path)
			names = append(names, filepath.ToSlash(name))
		}
		return err
	})
	if err != nil || len(names) < 10 {
		t.Fatalf("there are %d pages (%v)", len(names), err)
	}
	return append(names, "../README.md")
}

// follow does what the page says, in its order. In what is printed, helpers is /usr/bin.
func (r reader) follow(t *testing.T, helpers string, blocks [][]string) {
	t.Parallel()
	var script, said []string
	for _, found := range blocks {
		if found[1] == "sh" {
			script = append(script, found[2])
			continue
		}
		for _, part := range strings.Split("\n"+found[2], "\n$ ")[1:] {
			command, output, _ := strings.Cut(part, "\n")
			script = append(script, fmt.Sprintf("{ %s; } >printed.%d 2>&1", command, len(said)))
			said = append(said, output)
		}
	}
	if err := os.Rename(filepath.Join(r.dir, "docker"), filepath.Join(r.dir, "home", ".docker")); err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command("sh", "-euc", strings.Join(script, "\n"))
	cmd.Dir = r.dir
	cmd.Env = append(slices.DeleteFunc(r.command().Env,
		func(a string) bool { return strings.HasPrefix(a, "DOCKER_CONFIG=") }), r.env...)
	out, err := cmd.CombinedOutput()
	if err != nil || strings.Contains(string(out), "CANARY") {
		t.Errorf("%v: %s", err, out)
	}
	for i, want := range said {
		got, err := os.ReadFile(filepath.Join(r.dir, fmt.Sprintf("printed.%d", i)))
		if err != nil {
			t.Fatal(err)
		}
		text := strings.NewReplacer(filepath.Join(r.dir, "home"), "/home/me", helpers, "/usr/bin").Replace(string(got))
		if strings.TrimRight(text, "\n") != strings.TrimRight(want, "\n") {
			t.Errorf("the page says\n%s\nthe output is\n%s", want, text)
		}
	}
}
