package registry

import (
	"errors"

	"github.com/dockercfg/dockercfg/shared/ascii"
)

// Pattern is a host in which `*` stands for one whole label: `*.azurecr.io` matches
// `a.azurecr.io`, but not `azurecr.io`, `a.b.azurecr.io` or `evil-azurecr.io`. A pattern
// may have a port; without one it matches the default port only.
type Pattern struct {
	labels []string
	port   string
}

// ParsePattern parses a pattern. A star that is only part of a label is an error, since
// it looks as if it could match a dot.
func ParsePattern(s string) (Pattern, error) {
	lower := ascii.Lower(s)
	// A letter replaces each star, so that the syntax of hosts applies to patterns too.
	var plain []byte
	for i := 0; i < len(lower); i++ {
		if lower[i] == '*' {
			plain = append(plain, "star"...)
		} else {
			plain = append(plain, lower[i])
		}
	}
	host, port, err := splitAuthority(string(plain))
	if err != nil {
		return Pattern{}, err
	}
	if ascii.HasSuffix(host, ".") {
		return Pattern{}, errors.New("the pattern ends in a dot")
	}
	name, _, _ := ascii.Cut(lower, ':')
	var labels []string
	for more := true; more; {
		var label string
		label, name, more = ascii.Cut(name, '.')
		if ascii.Index(label, '*') >= 0 && label != "*" {
			return Pattern{}, errors.New("the pattern has a star that is not a whole label")
		}
		labels = append(labels, label)
	}
	return Pattern{labels: labels, port: port}, nil
}

// Match reports whether the pattern matches the name's host, label by label from end to
// end. It never matches a name with another scheme than https.
func (p Pattern) Match(n Name) bool {
	if !n.overTLS() || defaultPort(p.port) != defaultPort(n.Port) {
		return false
	}
	rest := n.Host
	for i, want := range p.labels {
		label, after, more := ascii.Cut(rest, '.')
		if label == "" || want != "*" && want != label || more != (i < len(p.labels)-1) {
			return false
		}
		rest = after
	}
	return true
}

func defaultPort(port string) string {
	if port == "" {
		return "443"
	}
	return port
}
