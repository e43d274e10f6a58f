package registry

import (
	"errors"
	"net/netip"
	"strings"
)

// splitAuthority takes `host[:port]` apart; the input is lower case.
func splitAuthority(authority string) (host, port string, err error) {
	if strings.IndexByte(authority, '@') >= 0 {
		return "", "", errors.New("the server name holds user information")
	}
	host = authority
	if strings.HasPrefix(authority, "[") {
		end := strings.IndexByte(authority, ']')
		if end < 0 {
			return "", "", errors.New("the server name's IPv6 address has no closing bracket")
		}
		host = authority[:end+1]
		if err := checkIPv6(authority[1:end]); err != nil {
			return "", "", err
		}
	} else if i := strings.IndexByte(authority, ':'); i >= 0 {
		host = authority[:i]
	}
	if rest := authority[len(host):]; rest != "" {
		if port, err = checkPort(rest); err != nil {
			return "", "", err
		}
	}
	if host[:min(1, len(host))] == "[" {
		return host, port, nil
	}
	return host, port, checkHost(host)
}

func checkIPv6(s string) error {
	addr, err := netip.ParseAddr(s)
	if err != nil || !addr.Is6() || addr.Zone() != "" {
		return errors.New("the server name's brackets hold no plain IPv6 address")
	}
	return nil
}

// checkPort reads `:port`, in decimal without leading zeros.
func checkPort(s string) (string, error) {
	bad := errors.New("the server name's port is not a number from 1 to 65535")
	if s[0] != ':' || len(s) < 2 || len(s) > 6 || s[1] == '0' {
		return "", bad
	}
	value := 0
	for i := 1; i < len(s); i++ {
		if s[i] < '0' || s[i] > '9' {
			return "", bad
		}
		value = value*10 + int(s[i]-'0')
	}
	if value > 65535 {
		return "", bad
	}
	return s[1:], nil
}

// checkHost holds the grammar of a name: labels of letters, digits, hyphens and
// underscores (containers are named with them), at most 63 bytes each and 253
// in all. `xn--` labels stand as they are. One trailing dot is well formed.
func checkHost(host string) error {
	if host == "" {
		return errors.New("the server name has no host")
	}
	if len(host) > 253 {
		return errors.New("the server name's host is longer than 253 bytes")
	}
	for label := range strings.SplitSeq(strings.TrimSuffix(host, "."), ".") {
		if label == "" {
			return errors.New("the server name's host has an empty label")
		}
		if len(label) > 63 {
			return errors.New("the server name's host has a label longer than 63 bytes")
		}
		for i := 0; i < len(label); i++ {
			if c := label[i]; !(c >= 'a' && c <= 'z' || c >= '0' && c <= '9' || c == '-' || c == '_') {
				return errors.New("the server name's host has a character that no host name has")
			}
		}
	}
	return nil
}

func ipv4(host string) ([4]byte, bool) {
	addr, err := netip.ParseAddr(host)
	if err != nil || !addr.Is4() {
		return [4]byte{}, false
	}
	return addr.As4(), true
}
