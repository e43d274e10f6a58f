package oracle

import (
	"path/filepath"
	"testing"
)

// TestUpperCase: docker's comparison of keys is case-sensitive. A client that finds a login by a host
// name with upper-case letters finds it by that name in the exported file too.
func TestUpperCase(t *testing.T) {
	isolate(t)
	from := writeConfig(t, `{"auths":{"Reg.Example":{"auth":"dTpw"},"https://URL.example/v2/":{"auth":"dTpw"}}}`)
	to := t.TempDir()
	export(t, from, "-o", filepath.Join(to, "config.json"))
	noHelpers(t)
	for _, host := range []string{"Reg.Example", "URL.example"} {
		want := dockerGet(t, from, host)
		if got := dockerGet(t, to, host); got != want || got == (pair{}) {
			t.Errorf("%s: %+v, before the export %+v", host, got, want)
		}
	}
}
