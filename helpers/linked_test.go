// Package helpers holds no code: every directory in it is a program. Its tests
// hold what the programs link.
package helpers

import (
	"bytes"
	"encoding/json"
	"flag"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
)

var update = flag.Bool("update", false, "write linked.txt anew")

// heavy are packages of the standard library whose arrival is news, too.
var heavy = []string{"crypto/tls", "net", "net/http", "os/exec", "regexp"}

const module = "github.com/dockercfg/dockercfg"

// imported is what `go list` says of a package.
type imported struct {
	ImportPath string
	Standard   bool
	Deps       []string // with theirs
}

// graphs are the packages of this tree and all that they import, by platform and path.
var (
	graphs = map[string]map[string]imported{}
	asking sync.Mutex
)

// graph asks go list once for a platform: once for each package takes minutes.
func graph(t *testing.T, platform string) map[string]imported {
	t.Helper()
	asking.Lock()
	defer asking.Unlock()
	if packages, ok := graphs[platform]; ok {
		return packages
	}
	goos, goarch, _ := strings.Cut(platform, "/")
	cmd := exec.Command("go", "list", "-deps", "-json=ImportPath,Standard,Deps", module+"/helpers/...", module+"/shared/...")
	cmd.Env = append(os.Environ(), "CGO_ENABLED=0", "GOOS="+goos, "GOARCH="+goarch)
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("listing what the packages import on %s: %v", platform, err)
	}
	packages := map[string]imported{}
	for decoder := json.NewDecoder(bytes.NewReader(out)); decoder.More(); {
		var p imported
		if err := decoder.Decode(&p); err != nil {
			t.Fatal(err)
		}
		packages[p.ImportPath] = p
	}
	graphs[platform] = packages
	return packages
}

// deps are a package of this tree and all that it links on one platform.
func deps(t *testing.T, pkg, platform string) []imported {
	t.Helper()
	packages := graph(t, platform)
	root, ok := packages[pkg]
	if !ok {
		t.Fatalf("there is no package %s on %s", pkg, platform)
	}
	all := []imported{root}
	for _, path := range root.Deps {
		all = append(all, packages[path])
	}
	return all
}

var platforms = []string{"linux/amd64", "linux/arm64", "darwin/amd64", "darwin/arm64", "windows/amd64", "windows/arm64"}

// TestLinked compares each program with its linked.txt: the packages from
// outside the standard library, and the heavy ones within, over all platforms.
// A new dependency is a line in the directory that pays for it:
//
//	go test ./helpers -run TestLinked -update
func TestLinked(t *testing.T) {
	mains, err := filepath.Glob("*/main.go")
	if err != nil || len(mains) == 0 {
		t.Fatal("no programs")
	}
	for _, main := range mains {
		t.Run(filepath.Dir(main), func(t *testing.T) {
			t.Parallel()
			compareLinked(t, filepath.Dir(main))
		})
	}
}

func compareLinked(t *testing.T, dir string) {
	var linked []string
	for _, platform := range platforms {
		for _, p := range deps(t, module+"/helpers/"+dir, platform) {
			if !p.Standard && p.ImportPath != module+"/helpers/"+dir || slices.Contains(heavy, p.ImportPath) {
				linked = append(linked, p.ImportPath)
			}
		}
	}
	slices.Sort(linked)
	got := strings.Join(slices.Compact(linked), "\n") + "\n"
	golden := filepath.Join(dir, "linked.txt")
	if *update {
		if err := os.WriteFile(golden, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(golden)
	if err != nil || got != string(want) {
		t.Errorf("%s does not list what %s links (%v); if it is meant, run with -update. It links:\n%s", golden, dir, err, got)
	}
}

// TestSharedKnowsNoProvider: packages in shared are for every helper, so they
// link no provider's SDK; and the wire links no net/http, which alone would
// double the size of every helper.
func TestSharedKnowsNoProvider(t *testing.T) {
	for _, platform := range platforms {
		for pkg := range graph(t, platform) {
			if !strings.HasPrefix(pkg, module+"/shared/") {
				continue
			}
			for _, p := range deps(t, pkg, platform) {
				for _, sdk := range []string{"github.com/aws/", "cloud.google.com/", "golang.org/x/oauth2", "google.golang.org/", "github.com/Azure/", "github.com/IBM/", module + "/helpers"} {
					if strings.HasPrefix(p.ImportPath, sdk) {
						t.Errorf("%s links %s", pkg, p.ImportPath)
					}
				}
			}
		}
	}
	for _, platform := range platforms {
		for _, p := range deps(t, module+"/shared/protocol", platform) {
			// golang.org/x/sys/windows, for the terminal, brings net there.
			if p.ImportPath == "net/http" || p.ImportPath == "net" && !strings.HasPrefix(platform, "windows") {
				t.Errorf("shared/protocol links %s on %s", p.ImportPath, platform)
			}
		}
	}
}

// TestWarmIsLight: what answers while a program initialises waits for nothing
// that would bring half of the standard library before it (shared/ascii). The light
// halves of all helpers are such packages.
func TestWarmIsLight(t *testing.T) {
	warm, err := filepath.Glob("*/internal/warm")
	light, also := filepath.Glob("internal/*")
	if err != nil || also != nil || len(warm) == 0 || len(light) == 0 {
		t.Fatal("no helper has a warm path")
	}
	warm = append(warm, light...)
	heavy := []string{"bytes", "crypto/sha256", "encoding/json", "fmt", "log/slog", "net", "net/netip", "net/url", "path/filepath", "reflect", "regexp", "strings"}
	for _, dir := range warm {
		for _, platform := range platforms {
			for _, p := range deps(t, module+"/helpers/"+filepath.ToSlash(dir), platform) {
				if slices.Contains(heavy, p.ImportPath) || !p.Standard && !strings.HasPrefix(p.ImportPath, module+"/") {
					t.Errorf("%s imports %s on %s", dir, p.ImportPath, platform)
				}
			}
		}
	}
}
