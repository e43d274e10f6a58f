package helpers

import (
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"testing"
)

// TestDocuments: the README and goreleaser.yml list exactly the programs that
// there are.
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
		"../README.md":      "(?m)^\\| \\[`((?:docker-credential-|dockercfg|credhelper-)[a-z]*)`\\]",
		"../goreleaser.yml": `\bbinary: ([a-z-]+)`,
	} {
		if got := listed(t, file, pattern); !slices.Equal(got, programs) {
			t.Errorf("%s lists %q, the programs are %q", file, got, programs)
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
