package userconfig

import (
	"strings"

	"github.com/dockercfg/dockercfg/shared/registry"
)

// pattern is `host[:port][/path]`, in which a label of the host may be "*". It is
// compared label by label, from end to end, and its path segment by segment.
type pattern struct{ host, port, path string }

// newPattern parses a pattern. problem describes what is wrong with it, or is "".
func newPattern(text string) (p pattern, problem string) {
	if !simple(text) {
		if p, problem = parsePattern(text); problem != "" {
			return p, problem
		}
	} else {
		p.host = text
	}
	stars, labels := 0, 0
	for rest, more := p.host, true; more; labels++ {
		var label string
		label, rest, more = strings.Cut(rest, ".")
		switch {
		case label == "*":
			stars++
		case label == "":
			return p, "the pattern has an empty label"
		case strings.IndexByte(label, '*') >= 0:
			return p, `a "*" stands for one whole label of a host`
		}
	}
	if stars == labels {
		return p, "the pattern matches every host: name at least one label"
	}
	if stars == 0 && p.port == "" && isHub(p.host) {
		p.host = registry.Hub
	}
	return p, ""
}

// simple reports whether the text is a plain host name, which needs no parsing. Most
// rules have one, and a file may have a thousand rules.
func simple(text string) bool {
	for i := 0; i < len(text); i++ {
		if c := text[i]; !(c >= 'a' && c <= 'z' || c >= '0' && c <= '9' || c == '.' || c == '-' || c == '*') {
			return false
		}
	}
	return len(text) > 0 && len(text) < 254
}

// parsePattern parses any other pattern, by the rules for a registry's name.
func parsePattern(text string) (p pattern, problem string) {
	name, err := registry.Parse(strings.ReplaceAll(text, "*", "x"))
	switch {
	case err != nil:
		return p, strings.Replace(err.Error(), "server name", "pattern", 1)
	case name.Registry() == "":
		return p, "the pattern is not a registry over TLS"
	}
	if scheme, after, ok := strings.Cut(text, "://"); ok && strings.EqualFold(scheme, "https") {
		text = after
	}
	host, rest, slash := strings.Cut(text, "/")
	if p.host = strings.ToLower(host); name.Port != "" {
		p.host = p.host[:strings.LastIndexByte(p.host, ':')]
	}
	if p.port = name.Port; p.port == "443" {
		p.port = ""
	}
	if strings.Contains(rest, "*") {
		return p, `a "*" stands for one whole label of a host, and not in a path`
	}
	if slash && !name.Whole() {
		p.path = "/" + strings.Trim(rest, "/")
	}
	return p, ""
}

func isHub(host string) bool {
	for _, hub := range registry.HubHosts() {
		if hub == host {
			return true
		}
	}
	return false
}

// literal returns the registry's key if the pattern names a single registry, else "".
func (p pattern) literal() string {
	switch {
	case p.path != "" || strings.IndexByte(p.host, '*') >= 0:
		return ""
	case p.host == registry.Hub && p.port == "":
		return registry.HubKey
	case p.port != "":
		return p.host + ":" + p.port
	}
	return p.host
}

// covers reports whether the pattern matches the registry, and the path if the pattern
// has one.
func (p pattern) covers(name registry.Name) bool {
	host, port := name.Host, name.Port
	if port == "443" {
		port = ""
	}
	if name.IsHub() {
		host, port = registry.Hub, ""
	}
	if port != p.port || p.path != "" && !strings.HasPrefix(strings.TrimSuffix(name.Path, "/")+"/", p.path+"/") {
		return false
	}
	for wanted, more := p.host, true; more; {
		var want, label string
		var left bool
		want, wanted, more = strings.Cut(wanted, ".")
		label, host, left = strings.Cut(host, ".")
		if want != "*" && want != label || more != left {
			return false
		}
	}
	return true
}
