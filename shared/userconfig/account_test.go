package userconfig_test

import (
	"runtime"
	"slices"
	"testing"

	"github.com/dockercfg/dockercfg/shared/inputs"
	"github.com/dockercfg/dockercfg/shared/tokencache"
	"github.com/dockercfg/dockercfg/shared/userconfig"
)

// TestAccountEntry: if no variable contains the home directory, the account entry does,
// and is an input.
func TestAccountEntry(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("not run: there is no such file here")
	}
	for home, want := range map[string]bool{"": true, "relative": true, t.TempDir(): false} {
		in := &inputs.Recorder{}
		env := func(name string) string { return map[string]string{"HOME": home}[name] }
		if _, err := userconfig.Load(env, in); err != nil {
			t.Fatal(err)
		}
		files, _, ok := in.Record(tokencache.Key{})
		noted := slices.ContainsFunc(files, func(f tokencache.Input) bool { return f.Path == "/etc/passwd" })
		if !ok || noted != want {
			t.Errorf("HOME=%q: %v, %+v", home, ok, files)
		}
	}
}
