//go:build e2e

package cluster

import (
	"archive/tar"
	"bytes"
	"io"
	"os"
	"path/filepath"
	"testing"

	"github.com/google/go-containerregistry/pkg/authn"
	"github.com/google/go-containerregistry/pkg/name"
	v1 "github.com/google/go-containerregistry/pkg/v1"
	"github.com/google/go-containerregistry/pkg/v1/empty"
	"github.com/google/go-containerregistry/pkg/v1/mutate"
	"github.com/google/go-containerregistry/pkg/v1/remote"
	"github.com/google/go-containerregistry/pkg/v1/tarball"

	"github.com/dockercfg/dockercfg/scripts/internal/e2e/stage"
	"github.com/dockercfg/dockercfg/scripts/internal/e2e/tokens"
)

// The images have names in Amazon registries. containerd pulls them from the registry on loopback, as
// from a mirror.
const (
	appRegistry  = "222222222222.dkr.ecr.eu-west-1.amazonaws.com" // with the kubelet's provider
	pullRegistry = "123456789012.dkr.ecr.eu-west-1.amazonaws.com" // with a pull secret
	pause        = "pause.invalid/pause:1"                        // imported, never pulled
	generator    = "generator.invalid/dockercfg-generator-aws-ecr:1"
)

// newRegistry starts docker-registry with a token server that accepts the cloud's passwords.
func newRegistry(t *testing.T, c *cloud) string {
	t.Helper()
	return stage.Registry(t, tokens.StartFor(t, c.allowed).Auth())
}

// sleeper returns an image with one static program, which waits for a signal.
func sleeper(t *testing.T) v1.Image {
	t.Helper()
	program, err := os.ReadFile(filepath.Join(stage.Tools(), "sleeper"))
	if err != nil {
		t.Fatal(err)
	}
	var content bytes.Buffer
	archive := tar.NewWriter(&content)
	if err := archive.WriteHeader(&tar.Header{Name: "sleeper", Mode: 0o755, Size: int64(len(program))}); err != nil {
		t.Fatal(err)
	}
	if _, err := archive.Write(program); err != nil {
		t.Fatal(err)
	}
	if err := archive.Close(); err != nil {
		t.Fatal(err)
	}
	layer, err := tarball.LayerFromOpener(func() (io.ReadCloser, error) {
		return io.NopCloser(bytes.NewReader(content.Bytes())), nil
	})
	if err != nil {
		t.Fatal(err)
	}
	image, err := mutate.AppendLayers(empty.Image, layer)
	if err == nil {
		image, err = mutate.Config(image, v1.Config{Entrypoint: []string{"/sleeper"}})
	}
	if err != nil {
		t.Fatal(err)
	}
	config, err := image.ConfigFile()
	if err != nil {
		t.Fatal(err)
	}
	config.OS, config.Architecture = "linux", architecture()
	if image, err = mutate.ConfigFile(image, config); err != nil {
		t.Fatal(err)
	}
	return image
}

// pushImages pushes an image to each repository.
func (w *world) pushImages(t *testing.T) {
	t.Helper()
	image := sleeper(t)
	for _, repository := range pulls {
		to, err := name.ParseReference(w.registry+"/"+repository+":1", name.Insecure)
		if err != nil {
			t.Fatal(err)
		}
		login := remote.WithAuth(&authn.Basic{Username: pusher, Password: pushWord})
		if err := remote.Write(to, image, login, remote.WithContext(t.Context())); err != nil {
			t.Fatalf("pushing %s: %v", to, err)
		}
	}
}

// archive writes the image of the pause container for containerd to import.
func archive(t *testing.T) string {
	t.Helper()
	tag, err := name.NewTag(pause)
	if err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(t.TempDir(), "pause.tar")
	if err := tarball.WriteToFile(file, tag, sleeper(t)); err != nil {
		t.Fatal(err)
	}
	return file
}
