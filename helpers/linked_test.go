// Package helpers holds no code: every directory in it is a program. Its tests
// hold what the programs link.
package helpers

import (
	"flag"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

var update = flag.Bool("update", false, "write linked.txt anew")

// heavy are packages of the standard library whose arrival is news, too.
var heavy = []string{"crypto/tls", "net", "net/http", "os/exec", "regexp"}

const module = "github.com/dockercfg/dockercfg"

// deps lists the packages that a program or package links on one platform.
func deps(t *testing.T, pkg, platform string) []string {
	t.Helper()
	goos, goarch, _ := strings.Cut(platform, "/")
	cmd := exec.Command("go", "list", "-deps", "-f", "{{.ImportPath}} {{.Standard}}", pkg)
	cmd.Env = append(os.Environ(), "CGO_ENABLED=0", "GOOS="+goos, "GOARCH="+goarch)
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("listing what %s links on %s: %v", pkg, platform, err)
	}
	return strings.Split(strings.TrimSpace(string(out)), "\n")
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
		for _, line := range deps(t, "./"+dir, platform) {
			path, standard, _ := strings.Cut(line, " ")
			if standard == "false" && path != module+"/helpers/"+dir || slices.Contains(heavy, path) {
				linked = append(linked, path)
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
		for _, line := range deps(t, module+"/shared/...", platform) {
			path, _, _ := strings.Cut(line, " ")
			for _, sdk := range []string{"github.com/aws/", "cloud.google.com/", "golang.org/x/oauth2", "google.golang.org/", "github.com/Azure/", "github.com/IBM/", module + "/helpers"} {
				if strings.HasPrefix(path, sdk) {
					t.Errorf("shared links %s", path)
				}
			}
		}
	}
	for _, platform := range platforms {
		for _, line := range deps(t, module+"/shared/protocol", platform) {
			// golang.org/x/sys/windows, for the terminal, brings net there.
			path, _, _ := strings.Cut(line, " ")
			if path == "net/http" || path == "net" && !strings.HasPrefix(platform, "windows") {
				t.Errorf("shared/protocol links %s on %s", path, platform)
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
			for _, line := range deps(t, "./"+filepath.ToSlash(dir), platform) {
				path, standard, _ := strings.Cut(line, " ")
				if slices.Contains(heavy, path) || standard == "false" && !strings.HasPrefix(path, module+"/") {
					t.Errorf("%s imports %s on %s", dir, path, platform)
				}
			}
		}
	}
}
