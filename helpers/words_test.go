package helpers

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// instead lists words that slow a reader down, each with the plain ones. The reader may
// have English as a second language and reads an error once, in a log.
var instead = map[string]string{
	`\b(is|are|was|were) none\b`: "is not valid, is not set",
	`\b(is|was) no [a-z]`:        "is not a",
	`\banew\b`:                   "again, create a new one",
	`\bmend(s|ed|ing)?\b`:        "fix",
	`\bnobody\b`:                 "no one",
	`\bstands? (in|twice|there|beside|below|above|for it|where|with)\b`: "is, appears, contains",
	`\bas (it|they) stands?\b`:                                "unchanged",
	`\b(token|login|session|credential)s? (has|have) ended\b`: "has expired",
	`\bof old[.,;]`:                      "earlier",
	`\basks nobody\b`:                    "makes no request",
	`\bby itself alone\b`:                "alone",
	`\bis told (by|in|of)\b`:             "is reported",
	`\bthat is (his|hers|ours|theirs)\b`: "that belongs to",
}

// TestPlainWords holds every text that a user sees to the list: string literals of the
// programs, pages, manual pages.
func TestPlainWords(t *testing.T) {
	banned := map[*regexp.Regexp]string{}
	plain := regexp.MustCompile(`(?i)\bthere (is|are|was|were) (no|none)\b|\bis no (valid|such|longer|more|less|different)\b`)
	for words, say := range instead {
		if say != "" {
			banned[regexp.MustCompile(`(?i)`+words)] = say
		}
	}
	check := func(where, text string) {
		text = plain.ReplaceAllString(text, "")
		for words, say := range banned {
			if found := words.FindString(text); found != "" {
				t.Errorf("%s: %q: say %q", where, found, say)
			}
		}
	}
	for _, file := range tracked(t, ".go") {
		if !strings.HasSuffix(file, "_test.go") && !strings.Contains(file, "/helpertest/") &&
			!strings.HasPrefix(file, "../scripts/") {
			eachLiteral(t, file, check)
		}
	}
	for _, ending := range []string{".md", ".1"} {
		for _, file := range tracked(t, ending) {
			data, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			check(file, string(data))
		}
	}
}

// TestNoIdentifiers: no sentence that a user sees contains the name of a function of
// this suite. A renaming by text can put one there.
func TestNoIdentifiers(t *testing.T) {
	declared := map[string]bool{}
	for _, file := range tracked(t, ".go") {
		parsed, err := parser.ParseFile(token.NewFileSet(), file, nil, parser.SkipObjectResolution)
		if err != nil {
			t.Fatal(err)
		}
		for _, d := range parsed.Decls {
			if f, ok := d.(*ast.FuncDecl); ok {
				declared[f.Name.Name] = true
			}
		}
	}
	camel := regexp.MustCompile("(^|[ (])[a-z]+[A-Z][A-Za-z]*")
	for _, file := range tracked(t, ".go") {
		if strings.HasSuffix(file, "_test.go") || strings.HasPrefix(file, "../scripts/") {
			continue
		}
		eachLiteral(t, file, func(where, text string) {
			if strings.Count(text, " ") < 2 || strings.Contains(text, "\n\t") { // not a sentence
				return
			}
			for _, word := range camel.FindAllString(text, -1) {
				if word = strings.TrimLeft(word, " ("); declared[word] {
					t.Errorf("%s: %q is a name in the code", where, word)
				}
			}
		})
	}
}

// eachLiteral calls check for each string literal of a Go file.
func eachLiteral(t *testing.T, file string, check func(where, text string)) {
	t.Helper()
	files := token.NewFileSet()
	parsed, err := parser.ParseFile(files, file, nil, parser.ParseComments)
	if err != nil {
		t.Fatal(err)
	}
	check(file, parsed.Doc.Text()) // of a program, the manual
	ast.Inspect(parsed, func(n ast.Node) bool {
		if literal, ok := n.(*ast.BasicLit); ok && literal.Kind == token.STRING {
			check(files.Position(literal.Pos()).String(), literal.Value)
		}
		return true
	})
}

// TestLineLengths: lines over 140 columns are as rare as in well-kept projects.
func TestLineLengths(t *testing.T) {
	const perMille, perMilleTests = 3, 5
	var lines, long, testLines, testLong int
	for _, file := range tracked(t, ".go") {
		data, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		test := strings.HasSuffix(file, "_test.go")
		for line := range strings.Lines(string(data)) {
			over := 0
			if len([]rune(strings.ReplaceAll(strings.TrimRight(line, "\n"), "\t", "    "))) > 140 {
				over = 1
			}
			if !test {
				lines, long = lines+1, long+over
			}
			testLines, testLong = testLines+1, testLong+over
		}
	}
	if long*1000 > lines*perMille {
		t.Errorf("without tests: %d of %d lines have over 140 columns, at most %d of 1,000 may", long, lines, perMille)
	}
	if testLong*1000 > testLines*perMilleTests {
		t.Errorf("with tests: %d of %d lines have over 140 columns, at most %d of 1,000 may", testLong, testLines, perMilleTests)
	}
}

// tracked lists the files of the project with an ending.
func tracked(t *testing.T, ending string) (files []string) {
	t.Helper()
	err := filepath.WalkDir("..", func(path string, d fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case d.IsDir() && (d.Name() == ".git" || d.Name() == "testdata"):
			return filepath.SkipDir
		case strings.HasSuffix(path, ending):
			files = append(files, path)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return files
}
