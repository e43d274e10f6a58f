//go:build e2e

package stage

import (
	"archive/tar"
	"bytes"
	"os"
	"path/filepath"
	"testing"
)

// Loaded is the name of Image's image in an engine that has loaded it.
const Loaded = "image.invalid/hello:1"

// Image writes two files: a layer, and an image with it in the format of `docker save`.
func Image(t testing.TB) (layer, image string) {
	t.Helper()
	var content bytes.Buffer
	archive := tar.NewWriter(&content)
	text := []byte("made by the end-to-end tests\n")
	if err := archive.WriteHeader(&tar.Header{Name: "hello", Mode: 0o644, Size: int64(len(text))}); err != nil {
		t.Fatal(err)
	}
	if _, err := archive.Write(text); err != nil {
		t.Fatal(err)
	}
	if err := archive.Close(); err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	layer, image = filepath.Join(dir, "layer.tar"), filepath.Join(dir, "image.tar")
	if err := os.WriteFile(layer, content.Bytes(), 0o600); err != nil {
		t.Fatal(err)
	}
	Bare(t).Run(t, "", "crane", "append", "-f", layer, "-t", Loaded, "-o", image).OK(t)
	return layer, image
}
