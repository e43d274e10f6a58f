package oracle

import (
	"path/filepath"
	"testing"
)

// TestUpperCase: docker compares keys letter by letter, so a login that was made for a
// host in upper case is found after an export by who asks in upper case, too.
func TestUpperCase(t *testing.T) {
	isolate(t)
	from := writeConfig(t, `{"auths":{"Reg.Example":{"auth":"dTpw"},"https://URL.example/v2/":{"auth":"dTpw"}}}`)
	to := t.TempDir()
	export(t, from, "-o", filepath.Join(to, "config.json"))
	noHelpers(t)
	for _, host := range []string{"Reg.Example", "URL.example"} {
		want := dockerGet(t, from, host)
		if got := dockerGet(t, to, host); got != want || got == (pair{}) {
			t.Errorf("%s: %+v, and before %+v", host, got, want)
		}
	}
}
