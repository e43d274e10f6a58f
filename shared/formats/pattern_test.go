package formats

import (
	"testing"

	"github.com/dockercfg/dockercfg/shared/dockerconfig"
)

// TestPattern: a pattern serves the hosts for which the kubelet would use it. It removes
// https:// and http:// from a key first
// (https://github.com/kubernetes/kubernetes/blob/master/pkg/credentialprovider/keyring.go).
func TestPattern(t *testing.T) {
	for _, test := range []struct {
		pattern, host string
		want          bool
	}{
		{"*.jfrog.example", "a.jfrog.example", true},
		{"*.jfrog.example", "a.b.jfrog.example", false},
		{"*.jfrog.example", "a.jfrog.example:5000", false},
		{"*.jfrog.example:5000", "a.jfrog.example:5000", true},
		{"https://*.jfrog.example", "a.jfrog.example", true},
		{"http://*.jfrog.example", "a.jfrog.example", true},
		{"https://*.jfrog.example/v2/", "a.jfrog.example", true},
		{"https://*.jfrog.example:5000/", "a.jfrog.example:5000", true},
		{"https://*.jfrog.example", "jfrog.example", false},
		{"oci://*.jfrog.example", "a.jfrog.example", false},
		{"HTTPS://*.jfrog.example", "a.jfrog.example", false},
		{"*", "a.jfrog.example", true},          // in k3s
		{"https://*", "a.jfrog.example", false}, // one label
	} {
		entry := dockerconfig.Entry{Key: test.pattern, Username: "u", Secret: "p"}
		c := dockerconfig.Config{Others: []dockerconfig.Entry{entry}}
		Named(&c, []string{test.host})
		if got := len(c.Auths) == 1 && c.Auths[0].Key == test.host; got != test.want {
			t.Errorf("%s serves %s: %v", test.pattern, test.host, got)
		}
	}
}
