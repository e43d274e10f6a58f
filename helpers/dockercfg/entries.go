package main

// How a result becomes an entry of a format.

import (
	"strings"

	"github.com/dockercfg/dockercfg/helpers/dockercfg/internal/resolve"
	"github.com/dockercfg/dockercfg/shared/formats"
	"github.com/dockercfg/dockercfg/shared/registry"
)

// entryOf returns a result as it is written in a format.
func (p policy) entryOf(r resolve.Result, format formats.Format) formats.Entry {
	key := r.Host
	if whole, ok := p.wholeRegistry(key, format); ok {
		key = whole
	}
	return formats.Entry{Key: key, Username: r.Credential.Username, Secret: r.Credential.Secret, Email: r.Email}
}

// wholeRegistry returns the registry under which the login of a repository is written.
// ok is true only if the user named an image in that repository, since the registry's
// other repositories are then asked with the login as well.
func (p policy) wholeRegistry(host string, format formats.Format) (whole string, ok bool) {
	name, err := registry.Parse(host)
	if err != nil || name.Whole() || format.Repositories() {
		return "", false
	}
	for _, reference := range p.images {
		image, err := registry.ParseImage(reference)
		if err == nil && strings.HasPrefix(image.Key()+"/", host+"/") {
			name.Path = ""
			return name.Key(), true
		}
	}
	return "", false
}

// otherSpellings returns the entry's other spellings that differ only in case. The client
// that wrote one looks for it in that case, and every other client in lower case.
func (p policy) otherSpellings(r resolve.Result, format formats.Format) (entries []formats.Entry) {
	seen := map[string]bool{r.Host: true}
	for _, key := range r.Keys {
		if _, rest, ok := strings.Cut(key, "://"); ok {
			key, _, _ = strings.Cut(rest, "/")
		}
		_, _, repository := strings.Cut(key, "/")
		switch {
		case format.Single, seen[key], !strings.EqualFold(key, r.Host), repository && !format.Repositories():
			continue
		}
		seen[key] = true
		entry := p.entryOf(r, format)
		entry.Key = key
		entries = append(entries, entry)
	}
	return entries
}
