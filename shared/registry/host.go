package registry

import (
	"errors"

	"github.com/dockercfg/dockercfg/shared/ascii"
)

// splitAuthority splits `host[:port]`, which is in lower case.
func splitAuthority(authority string) (host, port string, err error) {
	if ascii.Index(authority, '@') >= 0 {
		return "", "", errors.New("the server name contains user information")
	}
	host = authority
	if ascii.HasPrefix(authority, "[") {
		end := ascii.Index(authority, ']')
		if end < 0 {
			return "", "", errors.New("the server name's IPv6 address has no closing bracket")
		}
		host = authority[:end+1]
		if err := checkIPv6(authority[1:end]); err != nil {
			return "", "", err
		}
	} else if i := ascii.Index(authority, ':'); i >= 0 {
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
	if !isIPv6(s) {
		return errors.New("the server name's brackets do not contain a plain IPv6 address")
	}
	return nil
}

// checkPort parses `:port`, in decimal without leading zeros.
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

// checkHost checks the syntax of a host name: labels of letters, digits, hyphens and
// underscores (which container names have), at most 63 bytes each and 253 in all. `xn--`
// labels are not decoded. One trailing dot is valid.
func checkHost(host string) error {
	if host == "" {
		return errors.New("the server name has no host")
	}
	if len(host) > 253 {
		return errors.New("the server name's host is longer than 253 bytes")
	}
	if ascii.HasSuffix(host, ".") {
		host = host[:len(host)-1]
	}
	for more := true; more; {
		var label string
		label, host, more = ascii.Cut(host, '.')
		if label == "" {
			return errors.New("the server name's host has an empty label")
		}
		if len(label) > 63 {
			return errors.New("the server name's host has a label longer than 63 bytes")
		}
		for i := 0; i < len(label); i++ {
			if c := label[i]; !(c >= 'a' && c <= 'z' || c >= '0' && c <= '9' || c == '-' || c == '_') {
				return errors.New("the server name's host has a character that host names cannot have")
			}
		}
	}
	return nil
}
