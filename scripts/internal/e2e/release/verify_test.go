//go:build e2e

package release

import (
	"crypto/sha256"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/dockercfg/dockercfg/scripts/internal/e2e/stage"
)

// signer is a key, and cosign without a network: with a key it needs no service, but it still tries
// to contact one.
type signer struct {
	*stage.Stage
	dir string
}

func newSigner(t *testing.T) signer {
	s := signer{stage.New(t).With("COSIGN_PASSWORD= "), t.TempDir()}
	s.Stage.Temp = s.dir
	s.do(t, "cosign", "generate-key-pair").OK(t)
	if err := os.WriteFile(filepath.Join(s.dir, "services.json"), []byte(s.do(t, "cosign", "signing-config", "create").OK(t)), 0o600); err != nil {
		t.Fatal(err)
	}
	return s
}

func (s signer) do(t *testing.T, name string, args ...string) stage.Result {
	t.Helper()
	world := s.With("PATH=" + stage.Tools() + ":/usr/sbin:/usr/bin:/sbin:/bin")
	return world.Run(t, "", "unshare", append([]string{"-n", stage.Path(t, name)}, args...)...)
}

func (s signer) sign(t *testing.T, dir string, files []string) {
	t.Helper()
	list := filepath.Join(dir, "SHA256SUMS")
	with := []string{"--key", "cosign.key", "--signing-config", "services.json", "--yes"}
	s.do(t, "cosign", append([]string{"sign-blob", "--bundle", list + ".sigstore.json", list}, with...)...).OK(t)
	type subject struct {
		Name   string            `json:"name"`
		Digest map[string]string `json:"digest"`
	}
	var subjects []subject
	for _, name := range files {
		text, err := os.ReadFile(filepath.Join(dir, name))
		if err != nil {
			t.Fatal(err)
		}
		subjects = append(subjects, subject{name, map[string]string{"sha256": fmt.Sprintf("%x", sha256.Sum256(text))}})
	}
	// The form of GitHub's attestations: https://slsa.dev/spec/v1.0/provenance
	statement, err := json.Marshal(map[string]any{
		"_type": "https://in-toto.io/Statement/v1", "subject": subjects, "predicateType": "https://slsa.dev/provenance/v1",
		"predicate": map[string]any{
			"buildDefinition": map[string]any{"buildType": "https://example.test/build", "externalParameters": map[string]any{}},
			"runDetails":      map[string]any{"builder": map[string]any{"id": "https://example.test/builder"}},
		},
	})
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(s.dir, "statement.json"), statement, 0o600); err != nil {
		t.Fatal(err)
	}
	s.do(t, "cosign", append([]string{"attest-blob", "--statement", "statement.json", "--bundle", filepath.Join(dir, "provenance.sigstore.json")}, with...)...).OK(t)
}

// verified: the script accepts the signed files, and refuses one flipped byte in any file, another
// key's signature, and files that are not part of the release.
func (s snapshot) verified(t *testing.T) {
	stage.Needs(t, stage.Namespaces)
	script, err := filepath.Abs("../../../verify-release")
	if err != nil {
		t.Fatal(err)
	}
	key, stranger := newSigner(t), newSigner(t)
	good := t.TempDir()
	files := []string{filepath.Base(s.archive("linux_amd64")), filepath.Base(s.pack("dockercfg", "amd64", "deb"))}
	for _, name := range append([]string{"SHA256SUMS"}, files...) {
		copyTo(t, filepath.Join(s.dist, name), filepath.Join(good, name))
	}
	key.sign(t, good, files)
	verify := func(dir string) stage.Result { return key.do(t, script, "--key", "cosign.pub", dir) }
	verify(good).Says(t, files[0]+": as released").Says(t, files[1]+": as released").OK(t)
	versioned := func(version string) stage.Result {
		return key.do(t, script, "--version", version, "--key", "cosign.pub", good)
	}
	versioned("v" + s.version).OK(t)
	versioned("v9.9.9").Refused(t).Says(t, "this is another release than v9.9.9")
	versioned("9").Refused(t).Says(t, "--version wants a release")

	in := func(name string) func(string) string {
		return func(dir string) string { return filepath.Join(dir, name) }
	}
	archive, pack, list := in(files[0]), in(files[1]), in("SHA256SUMS")
	signature, provenance := in("SHA256SUMS.sigstore.json"), in("provenance.sigstore.json")
	for name, c := range map[string]struct {
		spoil func(dir string)
		says  string
	}{
		"archive":       {func(dir string) { flip(t, archive(dir)) }, files[0] + " is not what was released"},
		"package":       {func(dir string) { flip(t, pack(dir)) }, files[1] + " is not what was released"},
		"list":          {func(dir string) { flip(t, list(dir)) }, "SHA256SUMS is not signed"},
		"signature":     {func(dir string) { flip(t, signature(dir)) }, "SHA256SUMS is not signed"},
		"provenance":    {func(dir string) { flip(t, provenance(dir)) }, "the provenance does not name"},
		"no signature":  {func(dir string) { remove(t, signature(dir)) }, "SHA256SUMS.sigstore.json is missing"},
		"no provenance": {func(dir string) { remove(t, provenance(dir)) }, "provenance.sigstore.json is missing"},
		"nothing else":  {func(dir string) { remove(t, archive(dir)); remove(t, pack(dir)) }, "nothing to check"},
		"a file more":   {func(dir string) { copyTo(t, script, filepath.Join(dir, "dockercfg")) }, "dockercfg is not of this release"},
		"a hidden file": {func(dir string) { copyTo(t, script, filepath.Join(dir, ".run")) }, ".run is not of this release"},
		"a directory": {func(dir string) {
			if err := os.Mkdir(filepath.Join(dir, "bin"), 0o700); err != nil {
				t.Fatal(err)
			}
		}, "bin is not a file"},
		"another's":      {func(dir string) { stranger.sign(t, dir, files) }, "SHA256SUMS is not signed"},
		"of other files": {func(dir string) { key.sign(t, dir, files[:1]) }, "the provenance does not name " + files[1]},
	} {
		dir := t.TempDir()
		if err := os.CopyFS(dir, os.DirFS(good)); err != nil {
			t.Fatal(err)
		}
		c.spoil(dir)
		if r := verify(dir); r.Code != 1 || !strings.Contains(r.Err, c.says) {
			t.Errorf("%s: %+v", name, r)
		}
	}
	// Without --key, the signature must have the release workflow's identity, which a key lacks.
	key.do(t, script, good).Refused(t).Says(t, "not signed as it should be")
}

func copyTo(t *testing.T, from, to string) {
	t.Helper()
	text, err := os.ReadFile(from)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(to, text, 0o600); err != nil {
		t.Fatal(err)
	}
}

func remove(t *testing.T, path string) {
	t.Helper()
	if err := os.Remove(path); err != nil {
		t.Fatal(err)
	}
}

// flip changes one bit in the middle of a file.
func flip(t *testing.T, path string) {
	t.Helper()
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	text[len(text)/2] ^= 1
	if err := os.WriteFile(path, text, 0o600); err != nil {
		t.Fatal(err)
	}
}
