package registry

import "github.com/dockercfg/dockercfg/shared/ascii"

// isIPv4 reports whether s is in dotted decimal form, four numbers up to 255 without
// leading zeros. net/netip parses it too, but is initialised too late for the fast path.
// A test compares the two.
func isIPv4(s string) bool {
	for part := 0; part < 4; part++ {
		digits, rest, more := ascii.Cut(s, '.')
		if more != (part < 3) || digits == "" || len(digits) > 3 || len(digits) > 1 && digits[0] == '0' {
			return false
		}
		value := 0
		for i := 0; i < len(digits); i++ {
			if digits[i] < '0' || digits[i] > '9' {
				return false
			}
			value = value*10 + int(digits[i]-'0')
		}
		if value > 255 {
			return false
		}
		s = rest
	}
	return true
}

// isIPv6 reports whether s is in one of the forms of RFC 4291, section 2.2, without a
// zone: eight groups of up to four hexadecimal digits, one sequence of them replaced by
// `::`, and the last two possibly written as an IPv4 address.
func isIPv6(s string) bool {
	groups, gap := 0, false
	if ascii.HasPrefix(s, "::") {
		gap, s = true, s[2:]
	}
	for s != "" {
		if groups <= 6 && isIPv4(s) {
			groups += 2
			break
		}
		digits := 0
		for digits < len(s) && isHex(s[digits]) {
			digits++
		}
		groups++
		if digits == 0 || digits > 4 || groups > 8 {
			return false
		}
		s = s[digits:]
		switch {
		case s == "":
		case ascii.HasPrefix(s, "::") && !gap:
			gap, s = true, s[2:]
		case s[0] == ':' && len(s) > 1 && s[1] != ':':
			s = s[1:]
		default:
			return false
		}
	}
	if gap {
		return groups < 8
	}
	return groups == 8
}

func isHex(c byte) bool { return c >= '0' && c <= '9' || c|0x20 >= 'a' && c|0x20 <= 'f' }
