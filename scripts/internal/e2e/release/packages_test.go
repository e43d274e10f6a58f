//go:build e2e

package release

import (
	"archive/tar"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/dockercfg/dockercfg/scripts/internal/e2e/stage"
)

func (s snapshot) pack(name, arch, ext string) string {
	return filepath.Join(s.dist, fmt.Sprintf("%s_%s_linux_%s.%s", name, s.version, arch, ext))
}

// debian installs, uses and removes the package with dpkg, in an empty root.
func (s snapshot) debian(t *testing.T) {
	r := newRoot(t, "var/lib/dpkg/info", "var/lib/dpkg/updates", "var/lib/dpkg/triggers")
	status := filepath.Join(r.dir, "var/lib/dpkg/status")
	if err := os.WriteFile(status, nil, 0o644); err != nil {
		t.Fatal(err)
	}
	dpkg := func(args ...string) stage.Result {
		return r.With("PATH=/usr/sbin:/usr/bin:/sbin:/bin").Run(t, "", "dpkg", append([]string{"--root=" + r.dir}, args...)...)
	}
	dpkg("-i", s.pack("dockercfg-compat", "all", "deb")).Refused(t).Says(t, "depends on dockercfg")
	dpkg("-r", "dockercfg-compat").OK(t)
	dpkg("-i", s.pack("dockercfg", "amd64", "deb")).OK(t)
	dpkg("--verify", "dockercfg").OK(t)
	r.used(t, s.programs)
	r.pages(t, "usr/share/zsh/vendor-completions/_dockercfg")
	before := len(r.installed(t))

	dpkg("-i", s.pack("dockercfg-compat", "all", "deb")).OK(t)
	if len(r.installed(t)) != before+5 {
		t.Errorf("the other names: %q", r.installed(t))
	}
	for name, is := range map[string]string{"ecr-login": "ecr", "gcr": "gar", "gcloud": "gar", "acr-env": "acr", "acr-login": "acr"} {
		// Under another file name, the program still uses its own name.
		want := r.in(t, "registry.example", "docker-credential-"+is, "get")
		if got := r.in(t, "registry.example", "docker-credential-"+name, "get"); got.Out != want.Out || got.Err != want.Err || got.Code != want.Code {
			t.Errorf("%s says %+v, %s %+v", name, got, is, want)
		}
	}
	dpkg("-r", "dockercfg-compat").OK(t)

	// Another project's program with such a name remains.
	other := filepath.Join(t.TempDir(), "other")
	if err := os.MkdirAll(filepath.Join(other, "DEBIAN"), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(other, "DEBIAN/control"), []byte("Package: amazon-ecr-credential-helper\nVersion: 1\nArchitecture: all\nMaintainer: t <t@example.test>\nDescription: another\n"), 0o644); err != nil {
		t.Fatal(err)
	}
	stage.New(t).Run(t, "", "dpkg-deb", "--build", other, other+".deb").OK(t)
	dpkg("-i", other+".deb").OK(t)
	dpkg("-i", s.pack("dockercfg-compat", "all", "deb")).Refused(t).Says(t, "conflict")
	dpkg("-r", "amazon-ecr-credential-helper").OK(t)

	dpkg("-r", "dockercfg").OK(t)
	if left := r.installed(t); len(left) > 0 {
		t.Errorf("after removal there is %q", left)
	}
}

// rpm does the same with rpm, which also checks the package's digests.
func (s snapshot) rpm(t *testing.T) {
	stage.Installed(t, "rpm")
	r := newRoot(t, "var/lib/rpm")
	rpm := func(args ...string) stage.Result {
		return r.With("PATH=/usr/sbin:/usr/bin:/sbin:/bin").Run(t, "", "rpm", append([]string{"--root", r.dir, "--dbpath", "/var/lib/rpm"}, args...)...)
	}
	file := s.pack("dockercfg", "amd64", "rpm")
	s.intact(t, file)
	rpm("-i", "--ignorearch", s.pack("dockercfg-compat", "all", "rpm")).Refused(t).Says(t, "dockercfg is needed")
	rpm("-i", "--ignorearch", file).OK(t)
	rpm("-V", "dockercfg").OK(t)
	r.used(t, s.programs)
	r.pages(t, "usr/share/zsh/site-functions/_dockercfg")
	rpm("-i", "--ignorearch", s.pack("dockercfg-compat", "all", "rpm")).OK(t)
	r.in(t, "", "docker-credential-ecr-login", "version").OK(t)
	if out := rpm("-q", "--obsoletes", "dockercfg-compat").OK(t); strings.TrimSpace(out) != "" {
		t.Errorf("an update would replace %s", out)
	}
	rpm("-e", "dockercfg-compat", "dockercfg").OK(t)
	if left := r.installed(t); len(left) > 0 {
		t.Errorf("after removal there is %q", left)
	}
}

// intact: rpm accepts the package, and refuses one with a flipped byte.
func (s snapshot) intact(t *testing.T, file string) {
	t.Helper()
	world := stage.New(t)
	world.Run(t, "", "rpm", "-K", file).Says(t, "digests OK").OK(t)
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	text[len(text)/2] ^= 1
	flipped := filepath.Join(t.TempDir(), "flipped.rpm")
	if err := os.WriteFile(flipped, text, 0o600); err != nil {
		t.Fatal(err)
	}
	world.Run(t, "", "rpm", "-K", flipped).Refused(t)
}

// alpine: apk is not available here, so the test unpacks the package and runs its programs.
func (s snapshot) alpine(t *testing.T) {
	r := newRoot(t)
	// An apk is a sequence of gzip members, each a tar file without its end.
	each(t, s.pack("dockercfg", "amd64", "apk"), func(header *tar.Header, content io.Reader) {
		path := filepath.Join(r.dir, filepath.Clean("/"+header.Name))
		if header.Typeflag != tar.TypeReg || !strings.HasPrefix(header.Name, "usr/") {
			return
		}
		text, err := io.ReadAll(content)
		if err != nil {
			t.Fatal(err)
		}
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, text, header.FileInfo().Mode()); err != nil {
			t.Fatal(err)
		}
	})
	r.used(t, s.programs)
	r.pages(t, "usr/share/zsh/site-functions/_dockercfg")
}
