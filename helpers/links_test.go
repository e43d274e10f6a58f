package helpers

import (
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// link is a link of Markdown.
var link = regexp.MustCompile(`\]\(([^)\s]+)\)`)

// heading is a heading of Markdown.
var heading = regexp.MustCompile(`(?m)^#{1,6} (.*)$`)

// TestLinks: what a page links to is there, also the part of a page.
func TestLinks(t *testing.T) {
	pages := []string{"../README.md", "../CONTRIBUTING.md", "../SECURITY.md", "../packaging/generator/README.md"}
	err := filepath.WalkDir(docs, func(path string, _ fs.DirEntry, err error) error {
		if filepath.Ext(path) == ".md" {
			pages = append(pages, path)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	for _, page := range pages {
		text, err := os.ReadFile(page)
		if err != nil {
			t.Fatal(err)
		}
		for _, found := range link.FindAllStringSubmatch(string(text), -1) {
			if target := found[1]; !strings.Contains(target, "://") && !there(page, target) {
				t.Errorf("%s links to %s, which is not there", page, target)
			}
		}
	}
}

// there reports whether the target of a page's link exists.
func there(page, target string) bool {
	file, part, _ := strings.Cut(target, "#")
	path := page
	if file != "" {
		path = filepath.Join(filepath.Dir(page), filepath.FromSlash(file))
	}
	text, err := os.ReadFile(path)
	if part == "" {
		_, err = os.Stat(path)
		return err == nil
	}
	return err == nil && slices.ContainsFunc(heading.FindAllStringSubmatch(string(text), -1), func(m []string) bool {
		return anchor(m[1]) == part
	})
}

// anchor is a heading as GitHub names it in a link.
func anchor(heading string) string {
	kept := strings.Map(func(r rune) rune {
		switch {
		case r == ' ':
			return '-'
		case r == '-' || r == '_' || r >= '0' && r <= '9' || r >= 'a' && r <= 'z':
			return r
		}
		return -1
	}, strings.ToLower(heading))
	return kept
}
