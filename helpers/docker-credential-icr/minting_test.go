package main

import (
	"testing"

	"github.com/dockercfg/dockercfg/shared/helpertest"
	"github.com/dockercfg/dockercfg/shared/helpertest/fakeibm"
)

// TestMinting runs the common tests with IAM's real host name, and with a key that is exchanged.
func TestMinting(t *testing.T) {
	helpertest.Minting{
		Program: program, Own: own, User: bearerUser,
		New: func(t *testing.T, env ...string) (*helpertest.World, helpertest.Cloud) {
			w := newWorld(t, append([]string{"DOCKERCFG_STATIC=swap", "IBMCLOUD_API_KEY=CANARY-KEY"}, env...)...)
			return w.World, w.Exchange
		},
		// The key is an input, so the token is only found with this value. That the key is no longer
		// needed shows because no request is made.
		Other: func(i int) string { return string([]byte{'d' + byte(i/26), 'a' + byte(i%26)}) + ".icr.io" },
		Hosts: []string{own, "icr.io", "jp2.icr.io", "private.icr.io", "private.us.icr.io"},
		Heavy: []string{"mime", "encoding/json"},
		Token: fakeibm.Token,
	}.Test(t)
}
