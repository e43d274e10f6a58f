package helpertest

import (
	"testing"

	"github.com/dockercfg/dockercfg/shared/registry"
)

// FuzzHosts checks a helper's host matching: real holds for each host that match accepts,
// and match does not accept the host with something before or after it.
func FuzzHosts(f *testing.F, match func(registry.Name) bool, real func(host string) bool, seeds ...string) {
	for _, host := range seeds {
		f.Add(host)
		f.Add("https://" + host + "/v2/")
	}
	f.Fuzz(func(t *testing.T, asked string) {
		name, err := registry.Parse(asked)
		if err != nil || !match(name) {
			return
		}
		host := name.Host
		if !real(host) {
			t.Errorf("%q matches, and its host %s is not a registry of this helper", asked, host)
		}
		for _, other := range []string{
			host + ".evil.test", "evil-" + host, "evil" + host, "x.y." + host, host + ":8443", "http://" + host,
		} {
			if name, err := registry.Parse(other); err == nil && match(name) {
				t.Errorf("%q matches", other)
			}
		}
	})
}
