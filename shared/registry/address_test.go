package registry

import (
	"net/netip"
	"strings"
	"testing"
)

// FuzzAddress compares isIPv4 and isIPv6 with the standard library.
func FuzzAddress(f *testing.F) {
	for _, seed := range []string{
		"127.0.0.1", "127.0.0.01", "1.2.3", "1.2.3.4.5", "256.1.1.1", "1..2.3", "::", "::1", "1::",
		"1::2::3", "fe80::1",
		"1:2:3:4:5:6:7:8", "1:2:3:4:5:6:7::", "::2:3:4:5:6:7:8", "1:2:3:4:5:6:7:8::", "::1:2:3:4:5:6:7:8",
		"1:2:3:4:5:6:7:8:9",
		"::ffff:1.2.3.4", "1:2:3:4:5:6:1.2.3.4", "1:2:3:4:5:6:7:1.2.3.4", "::1.2.3", "1:::2", ":1", "1:",
		"12345::", "g::", "1.2.3.4::",
		"1:2:3:4:5:6::7:8", ":::", "::ffff:1.2.3.4:5", "1:2:3:4:5::1.2.3.4", "1:2:3:4:5:6::1.2.3.4",
	} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, s string) {
		addr, err := netip.ParseAddr(s)
		if got, want := isIPv4(s), err == nil && addr.Is4(); got != want {
			t.Errorf("%q: IPv4 %v, want %v", s, got, want)
		}
		if got, want := isIPv6(s), err == nil && addr.Is6() && !strings.Contains(s, "%"); got != want {
			t.Errorf("%q: IPv6 %v, want %v", s, got, want)
		}
	})
}
