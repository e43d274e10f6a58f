package helpers

import (
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/dockercfg/dockercfg/shared/fault"
)

// TestDocuments: the README and goreleaser.yml list exactly the programs that
// there are, and the README explains every error code.
func TestDocuments(t *testing.T) {
	mains, err := filepath.Glob("*/main.go")
	if err != nil {
		t.Fatal(err)
	}
	var programs []string
	for _, main := range mains {
		programs = append(programs, filepath.Dir(main))
	}
	for file, pattern := range map[string]string{
		"../README.md":      "(?m)^\\| `((?:docker-credential-|dockercfg|credhelper-)[a-z]*)` \\|",
		"../goreleaser.yml": `\bbinary: ([a-z-]+)`,
	} {
		if got := listed(t, file, pattern); !slices.Equal(got, programs) {
			t.Errorf("%s lists %q, the programs are %q", file, got, programs)
		}
	}
	text, err := os.ReadFile("../README.md")
	if err != nil {
		t.Fatal(err)
	}
	for _, code := range fault.Codes() {
		if !strings.Contains(string(text), "`"+string(code)+"`") {
			t.Errorf("the README does not explain the code %s", code)
		}
	}
}

func listed(t *testing.T, file, pattern string) []string {
	t.Helper()
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, match := range regexp.MustCompile(pattern).FindAllStringSubmatch(string(text), -1) {
		names = append(names, match[1])
	}
	slices.Sort(names)
	return slices.Compact(names)
}
