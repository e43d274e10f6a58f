//go:build e2e

package release

import (
	"crypto/sha256"
	"debug/buildinfo"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// materials: each archive's bill of materials names every module in its programs' build information,
// with its version.
func (s snapshot) materials(t *testing.T) {
	for _, platform := range platforms {
		text, err := os.ReadFile(s.archive(platform) + ".cdx.json")
		if err != nil {
			t.Fatal(err)
		}
		var bill struct {
			Format     string `json:"bomFormat"`
			Components []struct{ Name, Version string }
		}
		if err := json.Unmarshal(text, &bill); err != nil || bill.Format != "CycloneDX" {
			t.Fatalf("%s: %q %v", platform, bill.Format, err)
		}
		named := map[string]bool{}
		for _, c := range bill.Components {
			named[c.Name+" "+c.Version] = true
		}
		for _, program := range s.programs {
			made, err := filepath.Glob(filepath.Join(s.dist, program+"_"+platform+"_*", program+"*"))
			if err != nil || len(made) != 1 {
				t.Fatalf("%s, %s: %q", platform, program, made)
			}
			info, err := buildinfo.ReadFile(made[0])
			if err != nil {
				t.Fatal(err)
			}
			for _, module := range info.Deps {
				if !named[module.Path+" "+module.Version] {
					t.Errorf("%s: the bill does not name %s %s of %s", platform, module.Path, module.Version, program)
				}
			}
		}
	}
}

// scoop: the manifest names both archives for Windows with their hashes, and every program.
func (s snapshot) scoop(t *testing.T) {
	text, err := os.ReadFile(filepath.Join(s.dist, "scoop/packaging/scoop/dockercfg.json"))
	if err != nil {
		t.Fatal(err)
	}
	var manifest struct {
		Architecture map[string]struct {
			URL, Hash string
			Bin       []string
		}
	}
	if err := json.Unmarshal(text, &manifest); err != nil {
		t.Fatal(err)
	}
	for arch, platform := range map[string]string{"64bit": "windows_amd64", "arm64": "windows_arm64"} {
		archive, err := os.ReadFile(s.archive(platform))
		if err != nil {
			t.Fatal(err)
		}
		m := manifest.Architecture[arch]
		if m.Hash != fmt.Sprintf("%x", sha256.Sum256(archive)) || !strings.HasSuffix(m.URL, filepath.Base(s.archive(platform))) {
			t.Errorf("%s: %+v", arch, m)
		}
		for _, program := range s.programs {
			if !slices.Contains(m.Bin, program+".exe") {
				t.Errorf("%s does not link %s", arch, program)
			}
		}
	}
}
