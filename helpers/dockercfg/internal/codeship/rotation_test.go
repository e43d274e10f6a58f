package codeship

import (
	"path/filepath"
	"slices"
	"testing"

	"github.com/dockercfg/dockercfg/helpers/dockercfg/internal/jet"
)

// TestLinkedProject checks that nothing is left out if the project's directory is a link.
func TestLinkedProject(t *testing.T) {
	dir := project{
		"codeship-services.yml": oneService, jet.DefaultKey: testKey,
		"sub/old.env.encrypted": "8PHy8/T19vf4+fr7/P3+/9RPgrBB9/LBGCi8aSJTFx4=",
	}.write(t)
	linked := filepath.Join(t.TempDir(), "linked")
	link(t, dir, linked)
	for _, at := range []string{dir, linked} {
		p, err := Load(Where{Dir: at})
		if err != nil {
			t.Fatal(err)
		}
		want := []Secret{{File: "sub/old.env.encrypted", Name: "BAZ"}, {File: "sub/old.env.encrypted", Name: "FOO"}}
		if got := p.Rotation(); !slices.Equal(got, want) {
			t.Errorf("%s: %+v", at, got)
		}
	}
}

// TestUnreadDirectory checks that a project whose directory cannot be searched is listed.
func TestUnreadDirectory(t *testing.T) {
	p := &Project{Dir: filepath.Join(t.TempDir(), "missing")}
	want := []string{filepath.ToSlash(p.Dir) + " (cannot be read)"}
	if got := p.others(nil); !slices.Equal(got, want) {
		t.Errorf("%q, want %q", got, want)
	}
}
