package helpertest

import (
	"testing"

	"github.com/dockercfg/dockercfg/shared/helpertest/fakecloud"
)

// RefusingProxy starts a proxy that refuses every connection. Dialled returns the hosts
// that a program would have reached.
func RefusingProxy(t *testing.T) *fakecloud.Cloud {
	t.Helper()
	proxy, err := fakecloud.Start(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(proxy.Close)
	proxy.RefuseConnections()
	return proxy
}

// NewOfflineWorld is NewWorld for a helper that must not connect to any host: the test
// fails if it does.
func NewOfflineWorld(t *testing.T, program, own string, env ...string) *World {
	t.Helper()
	proxy := RefusingProxy(t)
	t.Cleanup(func() {
		if hosts := proxy.Dialled(); len(hosts) > 0 {
			t.Errorf("it connected to %q", hosts)
		}
	})
	env = append([]string{"HTTPS_PROXY=" + proxy.URL(), "HTTP_PROXY=" + proxy.URL()}, env...)
	return NewWorld(t, program, own, env...)
}
