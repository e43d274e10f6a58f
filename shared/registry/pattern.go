package registry

import (
	"errors"

	"github.com/dockercfg/dockercfg/shared/ascii"
)

// Pattern is a host with `*` standing for one whole label: `*.azurecr.io`
// covers `a.azurecr.io`, and neither `azurecr.io`, `a.b.azurecr.io` nor
// `evil-azurecr.io`. A pattern may carry a port; without one it covers the
// default port only.
type Pattern struct {
	labels []string
	port   string
}

// ParsePattern reads a pattern. A star that is only part of a label is refused,
// since it reads as if it could cross a dot.
func ParsePattern(s string) (Pattern, error) {
	lower := ascii.Lower(s)
	// A label of letters stands in for the star, so that one grammar serves both.
	var stood []byte
	for i := 0; i < len(lower); i++ {
		if lower[i] == '*' {
			stood = append(stood, "star"...)
		} else {
			stood = append(stood, lower[i])
		}
	}
	host, port, err := splitAuthority(string(stood))
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

// Match tells whether the name's host is covered, label by label from end to
// end. A name asked under another scheme than https is covered by none.
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
