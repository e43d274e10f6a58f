//go:build e2e

package e2e

import (
	"bytes"
	"net"
	"net/netip"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/dockercfg/dockercfg/scripts/internal/e2e/stage"
)

// TestECRSilentDNS: if a name server does not answer, get fails by its deadline, with a reason,
// whether the deadline or the resolver's timeout comes first.
func TestECRSilentDNS(t *testing.T) {
	if !apart(t) {
		return
	}
	bind(t, "/etc/hosts", "127.0.0.1 localhost\n")
	for name, c := range map[string]struct{ options, attempts string }{
		"deadline": {"", "3"}, "resolver": {"options timeout:1 attempts:1\n", "1"},
	} {
		t.Run(name, func(t *testing.T) {
			names, err := net.ListenPacket("udp", "127.0.0.1:53")
			if err != nil {
				t.Fatal(err)
			}
			defer names.Close()
			_, s := amazon(t, stage.New(t))
			bind(t, "/etc/resolv.conf", "nameserver 127.0.0.1\n"+c.options)
			r, took := timed(t, s.With("AWS_ENDPOINT_URL=", "DOCKERCFG_TIMEOUT=4s", "AWS_MAX_ATTEMPTS="+c.attempts))
			if !refused(r, "timeout", "dns") || took > 6*time.Second {
				t.Errorf("after %s: %+v", took, r)
			}
			question := make([]byte, 512)
			_ = names.SetReadDeadline(time.Now().Add(time.Second))
			if n, _, err := names.ReadFrom(question); err != nil || !bytes.Contains(question[:n], []byte("\x03api\x03ecr\x09eu-west-1\x09amazonaws")) {
				t.Errorf("the name server was not asked: %q (%v)", question[:n], err)
			}
		})
	}
}

// TestECRHole: if IPv6 connections get no answer, IPv4 is tried soon after.
func TestECRHole(t *testing.T) {
	if !apart(t) {
		return
	}
	const four, six = "127.0.0.1 localhost\n", "2001:db8::2 localhost\n"
	server, s := amazon(t, stage.New(t))
	s = s.With("DOCKERCFG_CACHE=off", "AWS_ENDPOINT_URL="+strings.Replace(server.URL(), "127.0.0.1", "localhost", 1))
	s.Run(t, "", "ip", "-6", "addr", "add", "2001:db8::2/128", "dev", "lo", "nodad").OK(t)
	at := netip.MustParseAddrPort(strings.TrimPrefix(server.URL(), "http://"))
	dig(t, netip.AddrPortFrom(netip.MustParseAddr("2001:db8::2"), at.Port()))
	took := map[string]time.Duration{}
	for _, hosts := range []string{four, six + four} {
		bind(t, "/etc/hosts", hosts)
		for range 3 { // the fastest counts, since other tests run at the same time
			r, now := timed(t, s)
			if !answered(r) {
				t.Fatalf("%q: %+v", hosts, r)
			}
			if best, seen := took[hosts]; !seen || now < best {
				took[hosts] = now
			}
		}
	}
	if more := took[six+four] - took[four]; more > time.Second {
		t.Errorf("the hole costs %s", more)
	}
	bind(t, "/etc/hosts", six)
	if r, _ := timed(t, s.With("DOCKERCFG_TIMEOUT=2s", "AWS_MAX_ATTEMPTS=1")); !refused(r, "timeout") {
		t.Errorf("the port answers over IPv6: %+v", r)
	}
	if took[six+four] < time.Second/4 { // Go's net.Dialer waits 300 ms for IPv6
		t.Errorf("the hole was not met: %v", took)
	}
}

// dig returns a port that answers no SYN: the only place in its backlog is taken by a connection
// that is never accepted.
func dig(t *testing.T, at netip.AddrPort) {
	t.Helper()
	fd, err := syscall.Socket(syscall.AF_INET6, syscall.SOCK_STREAM|syscall.SOCK_CLOEXEC, 0)
	if err == nil {
		t.Cleanup(func() { syscall.Close(fd) })
		err = syscall.Bind(fd, &syscall.SockaddrInet6{Port: int(at.Port()), Addr: at.Addr().As16()})
	}
	if err == nil {
		err = syscall.Listen(fd, 0)
	}
	for range 4 {
		if err != nil {
			break
		}
		var taken net.Conn
		if taken, err = net.DialTimeout("tcp", at.String(), time.Second/2); err == nil {
			t.Cleanup(func() { taken.Close() })
		}
	}
	if timeout, ok := err.(net.Error); !ok || !timeout.Timeout() {
		t.Fatalf("no hole: %v", err)
	}
}
