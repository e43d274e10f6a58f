package main

import (
	"flag"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/dockercfg/dockercfg/shared/helpertest/faulty"
)

// alone is set if the test runs in its own network.
const alone = "TEST_NETWORK_OF_ITS_OWN"

// ownNetwork reports whether the test runs in its own network, which has only the address of a
// metadata service, because no other machine may get the requests. If not, it runs the test again in
// such a network, after the commands of setup.
func ownNetwork(t *testing.T, setup string) bool {
	if os.Getenv(alone) != "" {
		return true
	}
	if out, err := exec.Command("unshare", "-rnm", "ip", "link").CombinedOutput(); err != nil {
		t.Skipf("not run: no network of its own (%v, %s)", err, out)
	}
	cmd := exec.Command("unshare", "-rnm", "sh", "-c",
		setup+`ip link set lo up && ip addr add 169.254.169.254/32 dev lo && exec "$@"`, "sh",
		os.Args[0], "-test.run", "^"+t.Name()+"$", "-test.v")
	flag.Visit(func(f *flag.Flag) {
		if strings.HasPrefix(f.Name, "agreement.") {
			cmd.Args = append(cmd.Args, "-"+f.Name, f.Value.String())
		}
	})
	cmd.Env = append(os.Environ(), alone+"=1")
	if out, err := cmd.CombinedOutput(); err != nil || !strings.Contains(string(out), "--- PASS: "+t.Name()+" ") {
		t.Errorf("%v:\n%s", err, out)
	}
	return false
}

// TestMetadataAddress: the metadata service is asked at its own address, and never through a proxy.
func TestMetadataAddress(t *testing.T) {
	if ownNetwork(t, "") {
		askAtAddress(t)
	}
}

func askAtAddress(t *testing.T) {
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
	if e := w.Run(t, "explain", own); !strings.Contains(e.Out,
		`"Username":"`+bearerUser+
			`","Helper":"docker-credential-icr","Source":"instance's identity for profile Profile-1",`) {
		t.Errorf("explain: %+v", e)
	}
	// The service's own name does not resolve here, but a proxy would accept it.
	w.Fails(t, "dns", "does not resolve", "IBMCLOUD_CR_VPC_URL=https://api.metadata.cloud.ibm.com")
	listener.Close()
	w.Fails(t, "no-identity", "does not exist", "IBMCLOUD_CR_PROFILE=Profile-2")
	w.silent(t)
}

// TestMetadataUntrusted: a service whose certificate is not trusted exists.
func TestMetadataUntrusted(t *testing.T) {
	hosts := filepath.Join(t.TempDir(), "hosts")
	line := "169.254.169.254 " + metadataName + "\n"
	if err := os.WriteFile(hosts, []byte(line), 0o600); err != nil {
		t.Fatal(err)
	}
	if !ownNetwork(t, "mount --bind '"+hosts+"' /etc/hosts && ") {
		return
	}
	s := httptest.NewUnstartedServer(http.HandlerFunc(metadataAnswer))
	s.Listener.Close()
	s.Listener = listenAt(t, "443")
	s.StartTLS()
	defer s.Close()
	w := newWorld(t, "IBMCLOUD_CR_VPC_URL=https://"+metadataName)
	w.Fails(t, "tls", "the certificate of IBM's metadata service")
	w.silent(t)
}

// TestMetadataUnnamed: at an address that no one named, no service exists if it does not answer in
// time; one that breaks off does exist.
func TestMetadataUnnamed(t *testing.T) {
	if !ownNetwork(t, "") {
		return
	}
	w := newWorld(t, "IBMCLOUD_CR_PROFILE=Profile-1")
	for what, c := range map[string]struct {
		answer     http.HandlerFunc
		code, text string
	}{
		"never an answer": {faulty.Hang, "no-identity", "does not exist"},
		"breaks off":      {func(http.ResponseWriter, *http.Request) { panic(http.ErrAbortHandler) }, "upstream", "ended the connection"},
		"turned off":      {http.NotFound, "no-identity", "does not exist"},
	} {
		t.Run(what, func(t *testing.T) {
			listener := listenAt(t, "80")
			defer listener.Close()
			go func() { _ = http.Serve(listener, c.answer) }()
			w.Fails(t, c.code, c.text)
		})
	}
	w.silent(t)
}

// listenAt listens at the metadata service's address.
func listenAt(t *testing.T, port string) net.Listener {
	t.Helper()
	listener, err := net.Listen("tcp", "169.254.169.254:"+port)
	if err != nil {
		t.Fatal(err)
	}
	return listener
}
