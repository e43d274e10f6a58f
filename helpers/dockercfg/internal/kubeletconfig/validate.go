package kubeletconfig

import (
	"errors"
	"net/url"
	"slices"
	"strings"
)

// validate checks the providers by the kubelet's rules
// (https://github.com/kubernetes/kubernetes/blob/master/pkg/credentialprovider/plugin/config.go).
func (c *checker) validate(path string) {
	if len(c.all) == 0 {
		c.fault("%s: providers: at least one is required", path)
	}
	for _, p := range c.all {
		if p.Name == "." || p.Name == ".." || strings.ContainsAny(p.Name, "/ ") {
			c.fault("%s.name: %q is not a valid file name: it must not contain a slash or a space", p.at, p.Name)
		}
		switch p.APIVersion {
		case pluginV1, "credentialprovider.kubelet.k8s.io/v1beta1", "credentialprovider.kubelet.k8s.io/v1alpha1":
		default:
			c.fault("%s.apiVersion: it is %q, not %s", p.at, p.APIVersion, pluginV1)
		}
		if len(p.MatchImages) == 0 {
			c.fault("%s.matchImages: at least one is required", p.at)
		}
		for i, pattern := range p.MatchImages {
			if _, err := url.Parse("https://" + pattern); err != nil {
				c.fault("%s.matchImages[%d]: %q is not valid: %s", p.at, i, pattern, reason(err))
			}
		}
		switch {
		case p.DefaultCacheDuration == nil:
			c.fault("%s.defaultCacheDuration: it is required, such as 10m", p.at)
		case *p.DefaultCacheDuration < 0:
			c.fault("%s.defaultCacheDuration: it is less than 0", p.at)
		}
		if p.TokenAttributes != nil {
			c.attributes(p)
		}
	}
}

// reason returns the cause of an error of net/url, without the text that it repeats.
func reason(err error) error {
	var of *url.Error
	if errors.As(err, &of) {
		return of.Err
	}
	return err
}

func (c *checker) attributes(p placed) {
	at, a := p.at+".tokenAttributes", p.TokenAttributes
	if a.Audience == "" {
		c.fault("%s.serviceAccountTokenAudience: it is required", at)
	}
	if a.CacheType != "ServiceAccount" && a.CacheType != "Token" {
		c.fault("%s.cacheType: it is %q, not ServiceAccount or Token", at, a.CacheType)
	}
	if a.Require == nil {
		c.fault("%s.requireServiceAccount: it is required, true or false", at)
	}
	if p.APIVersion != pluginV1 {
		c.fault("%s: it needs the apiVersion %s", at, pluginV1)
	}
	if a.Require != nil && !*a.Require && len(a.Required) > 0 {
		c.fault("%s.requiredServiceAccountAnnotationKeys: they need requireServiceAccount: true", at)
	}
	c.keys(at+".requiredServiceAccountAnnotationKeys", a.Required)
	c.keys(at+".optionalServiceAccountAnnotationKeys", a.Optional)
	for _, key := range a.Required {
		if slices.Contains(a.Optional, key) {
			c.fault("%s: the annotation %q is listed as required and as optional", at, key)
		}
	}
}

func (c *checker) keys(at string, keys []string) {
	for i, key := range keys {
		if !isAnnotation(key) {
			c.fault("%s[%d]: %q is not the name of an annotation", at, i, key)
		}
		if slices.Contains(keys[:i], key) {
			c.fault("%s[%d]: %q appears twice", at, i, key)
		}
	}
}

// isAnnotation reports whether key has the form [prefix/]name, in any case
// (https://kubernetes.io/docs/concepts/overview/working-with-objects/annotations/#syntax-and-character-set).
func isAnnotation(key string) bool {
	prefix, name, prefixed := strings.Cut(strings.ToLower(key), "/")
	if !prefixed {
		prefix, name = "", prefix
	}
	inner := func(r rune) bool { return r == '-' || r == '_' || r == '.' || isAlnum(r) }
	if name == "" || len(name) > 63 || strings.ContainsFunc(name, func(r rune) bool { return !inner(r) }) ||
		!isAlnum(rune(name[0])) || !isAlnum(rune(name[len(name)-1])) {
		return false
	}
	return !prefixed || isSubdomain(prefix)
}

func isSubdomain(text string) bool {
	for label := range strings.SplitSeq(text, ".") {
		if label == "" || label[0] == '-' || label[len(label)-1] == '-' ||
			strings.ContainsFunc(label, func(r rune) bool { return r != '-' && !isAlnum(r) }) {
			return false
		}
	}
	return len(text) <= 253
}

func isAlnum(r rune) bool { return r >= 'a' && r <= 'z' || r >= '0' && r <= '9' }
