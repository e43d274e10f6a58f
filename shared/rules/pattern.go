package rules

import (
	"strings"

	"github.com/dockercfg/dockercfg/shared/registry"
)

// pattern is `host[:port][/path]` in which a label of the host may be "*". It is
// compared label by label, from end to end, and its path part by part.
type pattern struct {
	labels  []string
	port    string
	path    string
	literal string // the registry's key, where there is no "*" and no path
}

// newPattern reads one; what is wrong with it is said in words.
func newPattern(text string) (p pattern, problem string) {
	plain := strings.ReplaceAll(text, "*", "x")
	name, err := registry.Parse(plain)
	switch {
	case err != nil:
		return p, strings.Replace(err.Error(), "server name", "pattern", 1)
	case name.Registry() == "":
		return p, "the pattern is no registry over TLS"
	}
	if scheme, after, ok := strings.Cut(text, "://"); ok && strings.EqualFold(scheme, "https") {
		text = after
	}
	host, rest, slash := strings.Cut(text, "/")
	host = strings.ToLower(host)
	if p.port = name.Port; p.port == "443" {
		p.port = ""
	}
	if name.Port != "" {
		host = host[:strings.LastIndexByte(host, ':')]
	}
	p.labels = strings.Split(host, ".")
	stars := 0
	for _, label := range p.labels {
		if label == "*" {
			stars++
		} else if strings.Contains(label, "*") {
			return p, `a "*" stands for one whole label of a host`
		}
	}
	if strings.Contains(rest, "*") {
		return p, `a "*" stands for one whole label of a host, and not in a path`
	}
	if slash && !name.Whole() {
		p.path = "/" + strings.Trim(rest, "/")
	}
	if name.IsHub() {
		p.labels = strings.Split(registry.Hub, ".")
	}
	if stars == 0 && p.path == "" {
		p.literal = name.Key()
	}
	if stars == len(p.labels) {
		return p, "the pattern matches every host: name at least one label"
	}
	return p, ""
}

// covers compares the registry, and the path where the pattern has one.
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
	labels := strings.Split(host, ".")
	if len(labels) != len(p.labels) {
		return false
	}
	for i, label := range p.labels {
		if label != "*" && label != labels[i] {
			return false
		}
	}
	return true
}
