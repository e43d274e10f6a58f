package kubeletconfig

import (
	"bytes"
	"net"
	"net/url"
	"slices"
	"strings"
)

// notes reports what the kubelet accepts but never uses.
func (c *checker) notes() {
	for i, p := range c.all {
		for j, pattern := range p.MatchImages {
			if why := unmatched(pattern); why != "" {
				c.note("%s.matchImages[%d]: %q matches no image: %s", p.at, j, pattern, why)
			}
			for _, earlier := range c.all[:i] {
				if slices.Contains(earlier.MatchImages, pattern) {
					c.note("%s.matchImages[%d]: %q also belongs to %s, whose answer is tried first", p.at, j, pattern,
						earlier.Name)
				}
			}
		}
		c.arguments(p)
		if p.TokenAttributes != nil {
			c.token(p)
		}
	}
}

// unmatched returns why a pattern matches no image, or "". The kubelet compares a pattern
// with the image's full name without tag and digest: a host with a dot or a port, then a
// path in lower case. The host is compared part by part, the port and the beginning of
// the path as text
// (https://github.com/kubernetes/kubernetes/blob/master/pkg/credentialprovider/keyring.go).
func unmatched(pattern string) string {
	u, err := url.Parse("https://" + pattern)
	if err != nil {
		return "" // reported as a fault
	}
	name, port := u.Host, ""
	if host, after, err := net.SplitHostPort(u.Host); err == nil {
		name, port = host, after
	}
	switch {
	case strings.HasPrefix(pattern, "https://"), strings.HasPrefix(pattern, "http://"):
		return "it begins with a scheme: leave it out"
	case strings.ContainsAny(u.Path, "*["):
		return "wildcards are not supported in a path: the beginning of the path is enough"
	case strings.ContainsAny(u.Path, ":@"):
		return "it has a tag or digest, which the kubelet does not compare"
	case u.Path != strings.ToLower(u.Path):
		return "the path of an image is lower case"
	case name == "index.docker.io":
		return "the kubelet calls Docker Hub docker.io"
	case slices.Contains(strings.Split(name, "."), ""):
		return "a part of its host is empty"
	case port == "" && name != "localhost" && !strings.ContainsAny(name, ".*"):
		return "it has no host: an image of Docker Hub is docker.io/library/" + name
	}
	return ""
}

// arguments checks the arguments of this suite's programs.
func (c *checker) arguments(p placed) {
	if !strings.HasPrefix(p.Name, "docker-credential-") {
		return
	}
	switch {
	case len(p.Args) > 0 && p.Args[0] != "kubelet":
		c.note("%s.args: %s answers the kubelet only with the argument kubelet, not %q", p.at, p.Name, p.Args[0])
	case len(p.Args) > 0 && p.TokenAttributes == nil && !slices.Contains(p.Args, "--node-identity"):
		c.note("%s.args: without tokenAttributes %s needs --node-identity, or it does not answer", p.at, p.Name)
	}
}

// token reports the pods for which a provider is not called.
func (c *checker) token(p placed) {
	a := p.TokenAttributes
	if *a.Require {
		c.note("%s: it is not called for pods without a service account, such as static pods", p.at)
	}
	if len(a.Required) > 0 {
		c.note("%s: it is not called for pods whose service account lacks the annotation %s", p.at,
			strings.Join(a.Required, " or "))
	}
	c.note("%s: it is not called if the kubelet may not request a token for %q: `dockercfg kubelet-config --rbac` "+
		"prints the permission", p.at, a.Audience)
	c.note("%s: a kubelet before 1.34 does not start with tokenAttributes", p.at)
}

// documentsAfter counts the YAML documents after the first one, by their separators.
func documentsAfter(data []byte) (count int) {
	begun := false
	for line := range bytes.SplitSeq(data, []byte("\n")) {
		text := bytes.TrimRight(line, " \t\r")
		switch {
		case bytes.Equal(text, []byte("---")) || bytes.HasPrefix(text, []byte("--- ")):
			if begun {
				count++
			}
		case len(text) > 0 && text[0] != '#' && text[0] != '%':
			begun = true
		}
	}
	return count
}
