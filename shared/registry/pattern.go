package registry

import (
	"errors"
	"strings"
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
	lower := strings.ToLower(s)
	// A label of letters stands in for the star, so that one grammar serves both.
	host, port, err := splitAuthority(strings.ReplaceAll(lower, "*", "star"))
	if err != nil {
		return Pattern{}, err
	}
	if strings.HasSuffix(host, ".") {
		return Pattern{}, errors.New("the pattern ends in a dot")
	}
	name, _, _ := strings.Cut(lower, ":")
	labels := strings.Split(name, ".")
	for _, label := range labels {
		if strings.Contains(label, "*") && label != "*" {
			return Pattern{}, errors.New("the pattern has a star that is not a whole label")
		}
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
		label, after, more := strings.Cut(rest, ".")
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
