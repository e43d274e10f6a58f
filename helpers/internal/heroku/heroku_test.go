package heroku

import (
	"testing"

	"github.com/dockercfg/dockercfg/shared/registry"
)

// TestHosts: only the registry matches, and no look-alike.
func TestHosts(t *testing.T) {
	for asked, want := range map[string]bool{
		Host: true, "https://" + Host + "/v2/": true, Host + ":443": true, Host + "/team/app": true,
		"REGISTRY.Heroku.com": true,
		"evil-" + Host:        false, "x." + Host: false, Host + ".evil.test": false, Host + ".": false,
		Host + ":8443": false, "http://" + Host: false,
		"heroku.com": false, "evil.test/" + Host: false, "registry-heroku.com": false,
	} {
		name, err := registry.Parse(asked)
		if err != nil {
			t.Fatal(err)
		}
		if Match(name) != want {
			t.Errorf("%s: %v", asked, !want)
		}
	}
}
