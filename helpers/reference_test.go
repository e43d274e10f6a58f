package helpers

import (
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"testing"

	"github.com/dockercfg/dockercfg/helpers/internal/reference"
	"github.com/dockercfg/dockercfg/helpers/internal/reference/pages"
	"github.com/dockercfg/dockercfg/shared/helpertest/manual"
)

// docs is where pages are.
const docs = "../docs"

// TestReference: pages that are reference come from the tables of
// helpers/internal/reference and from the helpers' comments. After a change of one:
//
//	go test ./helpers -run TestReference -update
func TestReference(t *testing.T) {
	compare(t, filepath.Join(docs, "environment.md"), pages.Environment())
	part(t, "config-toml.md", "keys", pages.Keys())
	part(t, "testing-status.md", "untested", pages.Untested())
	part(t, "development/architecture.md", "packages", packages(t))
	for _, provider := range reference.Providers() {
		text, err := manual.Comment(filepath.Join("docker-credential-"+provider.Short, "main.go"))
		if err != nil {
			t.Fatal(err)
		}
		page := pages.Provider(provider, text)
		for _, heading := range []string{"## Identities, in order", "## Errors"} {
			if strings.Count(page, "\n"+heading+"\n") != 1 {
				t.Errorf("the page of %s has no part %q: see pages.Provider", provider.Short, heading)
			}
		}
		compare(t, filepath.Join(docs, "providers", provider.Page+".md"), page)
	}
	if runtime.GOOS != "linux" {
		t.Skip("not run: docs/errors.md has what programs say on Linux")
	}
	compare(t, filepath.Join(docs, "errors.md"), pages.Errors(messages(t)))
}

// TestEveryProviderHasAPage: each helper is a provider with a page, or one of those
// that ask no provider.
func TestEveryProviderHasAPage(t *testing.T) {
	for short := range reference.Examples() {
		paged := slices.ContainsFunc(reference.Providers(), func(p reference.Provider) bool { return p.Short == short })
		if general := short == "auto" || short == "file" || short == "vars"; paged == general {
			t.Errorf("%s: a page of its own: %v", short, paged)
		}
	}
	mains, err := filepath.Glob("docker-credential-*/main.go")
	if err != nil || len(mains) != len(reference.Examples()) {
		t.Errorf("there are %d helpers and %d examples (%v)", len(mains), len(reference.Examples()), err)
	}
}

// part compares the generated part of a page.
func part(t *testing.T, page, name, want string) {
	t.Helper()
	path := filepath.Join(docs, filepath.FromSlash(page))
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	filled, err := pages.Fill(string(text), name, want)
	if err != nil {
		t.Fatalf("%s: %v", path, err)
	}
	compare(t, path, filled)
}
