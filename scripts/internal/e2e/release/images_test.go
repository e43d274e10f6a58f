//go:build e2e

package release

import (
	"archive/tar"
	"encoding/json"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/dockercfg/dockercfg/scripts/internal/e2e/stage"
)

// images: each exists for both architectures and has the right content, and the one for this
// architecture works as documented.
func (s snapshot) images(t *testing.T) {
	world := stage.New(t).With(s.engine)
	docker := func(args ...string) stage.Result { return world.Run(t, "", "/usr/bin/docker", args...) }
	for suffix, programs := range map[string]int{"": len(s.programs) - 1 /* credhelper-conformance */, "-aws-ecr": 2, "-gcr": 2, "-azure": 2, "-ibm": 2, "-dockerhub": 2, "-heroku": 2} {
		image := "ghcr.io/dockercfg/dockercfg-generator" + suffix + ":" + s.version
		for _, arch := range []string{"amd64", "arm64"} {
			var made []struct {
				Architecture string
				Config       struct {
					Env, Entrypoint []string
					User            string
					Labels          map[string]string
				}
			}
			if err := json.Unmarshal([]byte(docker("inspect", image+"-"+arch).OK(t)), &made); err != nil || len(made) != 1 {
				t.Fatalf("%v", err)
			}
			config := made[0].Config
			if made[0].Architecture != arch || config.User != "" || !slices.Equal(config.Entrypoint, []string{"/usr/local/bin/dockercfg"}) ||
				!slices.Contains(config.Env, "PATH=/usr/local/bin") || !slices.Contains(config.Env, "HOME=/home") ||
				config.Labels["org.opencontainers.image.version"] != s.version {
				t.Errorf("%s-%s: %+v", image, arch, made[0])
			}
			if files := s.inside(t, world, image+"-"+arch); len(files["usr/local/bin"]) != programs || !slices.Contains(files["etc/ssl/certs"], "ca-certificates.crt") {
				t.Errorf("%s-%s holds %v", image, arch, files)
			}
		}
	}
	dir := t.TempDir()
	world.Run(t, "", "/usr/bin/docker", "run", "--rm", "-e", "DOCKER_USERNAME=alice", "-e", "DOCKER_PASSWORD=s3cr:et", "-v", dir+":/opt/data",
		"ghcr.io/dockercfg/dockercfg-generator-dockerhub:"+s.version+"-amd64", "/opt/data/dockercfg").OK(t)
	if text, err := os.ReadFile(filepath.Join(dir, "dockercfg")); err != nil || !strings.Contains(string(text), "YWxpY2U6czNjcjpldA==") {
		t.Errorf("%s (%v)", text, err)
	}
}

// inside returns an image's files by directory, from a container that never runs.
func (s snapshot) inside(t *testing.T, world *stage.Stage, image string) map[string][]string {
	t.Helper()
	platform := "linux/" + image[strings.LastIndex(image, "-")+1:]
	id := strings.TrimSpace(world.Run(t, "", "/usr/bin/docker", "create", "--platform", platform, image).OK(t))
	defer world.Run(t, "", "/usr/bin/docker", "rm", id)
	file := filepath.Join(t.TempDir(), "image.tar")
	world.Run(t, "", "/usr/bin/docker", "export", "-o", file, id).OK(t)
	f, err := os.Open(file)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	files := map[string][]string{}
	for archive := tar.NewReader(f); ; {
		header, err := archive.Next()
		if err == io.EOF {
			return files
		}
		if err != nil {
			t.Fatal(err)
		}
		if header.Typeflag == tar.TypeReg {
			dir := filepath.Dir(header.Name)
			files[dir] = append(files[dir], filepath.Base(header.Name))
		}
	}
}
