package verify

import (
	"context"
	"fmt"
	"io"
	"log"
	"net"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"os"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"golang.org/x/net/dns/dnsmessage"

	"github.com/dockercfg/dockercfg/shared/credential"
	"github.com/dockercfg/dockercfg/shared/registry"
)

// The registry is on one address of this machine, and another server on one that is not in
// an insecure network.
const (
	inside  = "127.0.0.1"
	outside = "127.0.0.2"
)

// TestMain sets a proxy for plain HTTP, which is a server outside.
func TestMain(m *testing.M) {
	proxy := httptest.NewServer(&other)
	os.Setenv("HTTP_PROXY", proxy.URL)
	os.Unsetenv("HTTPS_PROXY")
	os.Unsetenv("https_proxy")
	os.Exit(m.Run())
}

// server accepts alice, and counts the requests with a login.
type server struct{ logins atomic.Int32 }

func (s *server) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if _, _, sent := r.BasicAuth(); sent {
		s.logins.Add(1)
		return
	}
	w.Header().Set("WWW-Authenticate", `Basic realm="r"`)
	w.WriteHeader(http.StatusUnauthorized)
}

// other is the server outside, and the proxy.
var other server

// at starts a server at an address, with TLS and an unknown certificate, or without.
func at(t *testing.T, address string, handler http.Handler, withTLS bool) (port string) {
	t.Helper()
	listener, err := net.Listen("tcp", address)
	if err != nil {
		t.Fatal(err)
	}
	s := httptest.NewUnstartedServer(handler)
	s.Listener.Close()
	s.Listener, s.Config.ErrorLog = listener, log.New(io.Discard, "", 0)
	if t.Cleanup(s.Close); withTLS {
		s.StartTLS()
	} else {
		s.Start()
	}
	_, port, err = net.SplitHostPort(listener.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	return port
}

// resolving answers every name with the addresses that answer returns for a lookup.
func resolving(t *testing.T, answer func(lookup int) []string) {
	t.Helper()
	conn, err := net.ListenPacket("udp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	var server sync.WaitGroup
	server.Go(func() {
		buffer := make([]byte, 1500)
		for lookup := 0; ; {
			n, from, err := conn.ReadFrom(buffer)
			if err != nil {
				return
			}
			var m dnsmessage.Message
			if m.Unpack(buffer[:n]) != nil || len(m.Questions) != 1 {
				continue
			}
			if m.Response, m.Additionals = true, nil; m.Questions[0].Type == dnsmessage.TypeA {
				m.Answers = records(m.Questions[0].Name, answer(lookup))
				lookup++
			}
			if reply, err := m.Pack(); err == nil {
				_, _ = conn.WriteTo(reply, from)
			}
		}
	})
	before := net.DefaultResolver
	net.DefaultResolver = &net.Resolver{PreferGo: true, Dial: func(ctx context.Context, _, _ string) (net.Conn, error) {
		return new(net.Dialer).DialContext(ctx, "udp", conn.LocalAddr().String())
	}}
	t.Cleanup(func() {
		net.DefaultResolver = before
		conn.Close()
		server.Wait()
	})
}

func records(name dnsmessage.Name, addresses []string) (all []dnsmessage.Resource) {
	for _, address := range addresses {
		all = append(all, dnsmessage.Resource{
			Header: dnsmessage.ResourceHeader{Name: name, Type: dnsmessage.TypeA, Class: dnsmessage.ClassINET},
			Body:   &dnsmessage.AResource{A: netip.MustParseAddr(address).As4()},
		})
	}
	return all
}

// ask verifies a login where only one address is in an insecure network.
func ask(t *testing.T, host string) Result {
	t.Helper()
	return askWith(t, host, inside)
}

func askWith(t *testing.T, host, address string) Result {
	t.Helper()
	known := insecure{networks: []netip.Prefix{netip.MustParsePrefix(address + "/32")}}
	login := Login{host, credential.Credential{Username: "alice", Secret: "CANARY-PW"}}
	return one(t.Context(), login, 10*time.Second, known)
}

// TestInsecureName: a registry whose name has addresses on this machine only may have no TLS,
// or an unknown certificate, as for docker. No proxy gets its login.
func TestInsecureName(t *testing.T) {
	for _, withTLS := range []bool{true, false} {
		port := at(t, inside+":0", new(server), withTLS)
		resolving(t, func(int) []string { return []string{inside} })
		r := ask(t, "registry.example:"+port)
		if n := other.logins.Swap(0); r.Status != Accepted || n != 0 {
			t.Errorf("TLS %t: %+v, %d logins at the proxy", withTLS, r, n)
		}
	}
}

// TestInsecureNameElsewhere: a name with one address on this machine and one elsewhere is
// not insecure, because the certificate of the other server is not checked. Docker accepts it.
func TestInsecureNameElsewhere(t *testing.T) {
	for _, withTLS := range []bool{true, false} {
		port := at(t, outside+":0", &other, withTLS)
		for _, order := range [][]string{{inside, outside}, {outside, inside}, {outside}} {
			resolving(t, func(int) []string { return order })
			r := ask(t, "registry.example:"+port)
			if n := other.logins.Swap(0); r.Status != Unreachable || n != 0 {
				t.Errorf("TLS %t, %v: %+v, %d logins elsewhere", withTLS, order, r, n)
			}
		}
	}
}

// TestInsecureNameMoves: the login goes only to an insecure address, even if the name resolves
// to another one at any later lookup.
func TestInsecureNameMoves(t *testing.T) {
	for _, withTLS := range []bool{true, false} {
		port := at(t, inside+":0", new(server), withTLS)
		at(t, outside+":"+port, &other, withTLS)
		for moved := range 8 {
			t.Run(fmt.Sprint(withTLS, moved), func(t *testing.T) {
				resolving(t, func(lookup int) []string {
					if lookup < moved {
						return []string{inside}
					}
					return []string{outside}
				})
				r := ask(t, "registry.example:"+port)
				if n := other.logins.Swap(0); n != 0 {
					t.Errorf("%+v, %d logins elsewhere", r, n)
				}
			})
		}
	}
}

// TestInsecureLocalhost: so it does if the name localhost resolves to another address.
func TestInsecureLocalhost(t *testing.T) {
	for _, withTLS := range []bool{true, false} {
		var s server
		host := "localhost:" + at(t, "127.0.0.1:0", &s, withTLS)
		if r := askWith(t, host, "127.0.0.9"); r.Status != Unreachable || s.logins.Load() != 0 {
			t.Errorf("TLS %t: %+v, %d logins elsewhere", withTLS, r, s.logins.Load())
		}
		if r := askWith(t, host, "127.0.0.1"); r.Status != Accepted {
			t.Errorf("TLS %t: %+v", withTLS, r)
		}
	}
}

// TestInsecureHub: as for docker, Docker Hub is never insecure, whatever its name resolves to.
func TestInsecureHub(t *testing.T) {
	resolving(t, func(int) []string { return []string{inside} })
	for _, withTLS := range []bool{true, false} {
		var s server
		name, err := registry.Parse("docker.io")
		if err != nil {
			t.Fatal(err)
		}
		known := insecure{
			hosts:    map[string]bool{"docker.io": true, "registry-1.docker.io": true, "auth.docker.io": true},
			networks: []netip.Prefix{netip.MustParsePrefix("0.0.0.0/0")},
		}
		login := credential.Credential{Username: "alice", Secret: "CANARY-PW"}
		p := newProbe(name, login, 10*time.Second, known)
		p.base += ":" + at(t, inside+":0", &s, withTLS)
		status, reason := p.run(t.Context())
		n := s.logins.Load() + other.logins.Swap(0)
		if status != Unreachable || n != 0 || p.mayBePlain("auth.docker.io") {
			t.Errorf("TLS %t: %s, %s, %d logins without a valid certificate", withTLS, status, reason, n)
		}
	}
}
