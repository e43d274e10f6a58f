package helpers

import (
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

var (
	promise   = regexp.MustCompile(`(?m)^(\d+)\. \*\*`)
	promised  = regexp.MustCompile(`(?m)^\| (\d+) \| (.*) \|$`)
	testName  = regexp.MustCompile("`([a-z0-9-]+)\\.((?:Test|Fuzz)[A-Za-z0-9]+)(?:/([^`]+))?`")
	promises  = "../SECURITY.md"
	suiteRows = filepath.Join("..", "shared", "helpertest") // tests that many helpers share have their rows there
)

// TestPromises: each promise of SECURITY.md names at least one test, and each of these
// exists.
func TestPromises(t *testing.T) {
	text, err := os.ReadFile(promises)
	if err != nil {
		t.Fatal(err)
	}
	named := map[string]string{}
	for _, row := range promised.FindAllStringSubmatch(string(text), -1) {
		named[row[1]] = row[2]
	}
	found := promise.FindAllStringSubmatch(string(text), -1)
	if len(found) == 0 || len(found) != len(named) {
		t.Errorf("there are %d promises, and tests of %d", len(found), len(named))
	}
	tests := testFiles(t)
	for _, p := range found {
		names := testName.FindAllStringSubmatch(named[p[1]], -1)
		if len(names) == 0 || len(names) != strings.Count(named[p[1]], "`")/2 {
			t.Errorf("promise %s: %q does not name tests alone", p[1], named[p[1]])
		}
		for _, n := range names {
			if !exists(tests, n[1], n[2], n[3]) {
				t.Errorf("promise %s: there is no test %s", p[1], n[0])
			}
		}
	}
}

// testFiles are the texts of all test files, by their directories.
func testFiles(t *testing.T) map[string]string {
	t.Helper()
	texts := map[string]string{}
	err := filepath.WalkDir("..", func(path string, d fs.DirEntry, err error) error {
		suite := filepath.Dir(path) == suiteRows
		if err != nil || d.IsDir() || !suite && !strings.HasSuffix(path, "_test.go") {
			return err
		}
		text, err := os.ReadFile(path)
		texts[filepath.Dir(path)] += string(text)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return texts
}

// exists looks for a test in the directories with the package's name. Its row is a string
// there or in the shared suite, or a script of the name.
func exists(texts map[string]string, pkg, name, row string) bool {
	here, err := filepath.Abs(".")
	if err != nil {
		return false
	}
	for dir, text := range texts {
		if path := filepath.Join(here, dir); filepath.Base(path) != pkg || !strings.Contains(text, "\nfunc "+name+"(") {
			continue
		}
		_, err := os.Stat(filepath.Join(dir, "testdata", row+".txtar"))
		literal := `"` + row + `"`
		if row == "" || err == nil || strings.Contains(text, literal) ||
			strings.Contains(texts[suiteRows], literal) {
			return true
		}
	}
	return false
}
