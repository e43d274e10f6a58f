package main

import (
	"net"
	"net/http"
	"os"
	"os/exec"
	"strings"
	"testing"

	"github.com/dockercfg/dockercfg/helpers/docker-credential-icr/internal/offline"
)

// alone is set where the test runs in a network of its own.
const alone = "TEST_NETWORK_OF_ITS_OWN"

// TestMetadataAddress: the metadata service is asked at its own address and never
// through a proxy. The test runs itself again in a network that has nothing but
// that address, since no other machine may hear of it.
func TestMetadataAddress(t *testing.T) {
	if os.Getenv(alone) != "" {
		metadataAddress(t)
		return
	}
	if out, err := exec.Command("unshare", "-rn", "ip", "link").CombinedOutput(); err != nil {
		t.Skipf("not run: no network of its own (%v, %s)", err, out)
	}
	cmd := exec.Command("unshare", "-rn", "sh", "-c",
		`ip link set lo up && ip addr add 169.254.169.254/32 dev lo && exec "$0" -test.run '^TestMetadataAddress$' -test.v`, os.Args[0])
	cmd.Env = append(os.Environ(), alone+"=1")
	if out, err := cmd.CombinedOutput(); err != nil || !strings.Contains(string(out), "--- PASS: TestMetadataAddress") {
		t.Errorf("%v:\n%s", err, out)
	}
}

func metadataAddress(t *testing.T) {
	listener, err := net.Listen("tcp", "169.254.169.254:80")
	if err != nil {
		t.Fatal(err)
	}
	go func() { _ = http.Serve(listener, http.HandlerFunc(metadataAnswer)) }()
	w := newWorld(t, "IBMCLOUD_CR_PROFILE=Profile-1")
	w.Anonymous(t, "foreign.example")
	w.Anonymous(t, entitled)
	if got := w.password(t, own); !strings.HasPrefix(got, "token-server-") {
		t.Errorf("the password is %s", got)
	}
	if e := w.Run(t, "explain", own); !strings.Contains(e.Out, `"Username":"`+offline.BearerUser+`","Helper":"docker-credential-icr","Source":"instance's identity for profile Profile-1","Cached":true`) {
		t.Errorf("explain: %+v", e)
	}
	// The service's own name resolves to nothing here; a proxy would take it.
	w.Fails(t, "no-identity", "is not there", "IBMCLOUD_CR_VPC_URL=https://api.metadata.cloud.ibm.com")
	listener.Close()
	w.Fails(t, "no-identity", "is not there", "IBMCLOUD_CR_PROFILE=Profile-2")
	w.silent(t)
}
