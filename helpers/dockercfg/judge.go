package main

import (
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/dockercfg/dockercfg/helpers/dockercfg/internal/resolve"
	"github.com/dockercfg/dockercfg/shared/credential"
	"github.com/dockercfg/dockercfg/shared/fault"
	"github.com/dockercfg/dockercfg/shared/formats"
	"github.com/dockercfg/dockercfg/shared/registry"
)

// azure is where an identity token may be written as a pair: the registries take
// it as the password of formats.NullUser
// (https://github.com/Azure/acr/blob/main/docs/AAD-OAuth.md).
func azure() []string {
	return []string{"*.azurecr.io", "*.azurecr.cn", "*.azurecr.us", "*.azurecr.de",
		"*.*.geo.azurecr.io", "*.*.geo.azurecr.cn", "*.*.geo.azurecr.us", "*.*.geo.azurecr.de"}
}

// shortLife is what is too short for a credential that is put somewhere and
// forgotten: every token of a cloud, and a personal one that ends this week.
const shortLife = 7 * 24 * time.Hour

// settled is what may be written, and what stands in the way.
type settled struct {
	entries  []formats.Entry
	failures int
	needed   int // failures that --partial does not pass over
	warnings []string
	expires  time.Time // when the first of them expires; zero for never
}

// settle judges what was found. A registry without a credential is neither an
// entry nor a failure: it is left out.
func (e exportOptions) settle(results []resolve.Result, format formats.Format) (s settled) {
	for i := range results {
		if r := &results[i]; r.Err == nil {
			r.Err = e.judge(r, format)
		}
	}
	alone(results, e, format)
	for i := range results {
		r := &results[i]
		switch {
		case r.Err == nil:
			s.entries = append(s.entries, e.entryOf(*r, format))
			s.entries = append(s.entries, e.asWritten(*r, format)...)
			if end := r.Credential.Expires; !end.IsZero() && (s.expires.IsZero() || end.Before(s.expires)) {
				s.expires = end
			}
			s.warn(e, *r, format)
		case !errors.Is(r.Err, fault.ErrNotFound):
			s.failures++
			if r.Needed {
				s.needed++
			}
		}
	}
	return s
}

// warn says what may be written and should be known.
func (s *settled) warn(e exportOptions, r resolve.Result, format formats.Format) {
	switch {
	case e.kept && r.Credential.Kind == credential.Static:
		s.warnings = append(s.warnings, fmt.Sprintf("%s: its secret is long-lived, and %s is kept for long: take it back where it was made when the file has gone astray", r.Host, format.Name))
	case r.Credential.Username == credential.TokenUser:
		s.warnings = append(s.warnings, r.Host+": it has an identity token, which docker and podman alone read")
	}
	if whole, ok := e.widened(r.Host, format); ok {
		s.warnings = append(s.warnings, fmt.Sprintf("%s: written as %s, because readers of %s have one login for a "+
			"whole registry", r.Host, whole, format.Name))
	}
}

// judge tells why a credential that was found may not be written.
func (e exportOptions) judge(r *resolve.Result, format formats.Format) error {
	c := &r.Credential
	if c.Username == credential.TokenUser && isAzure(r.Host) {
		c.Username = formats.NullUser
	}
	switch left := time.Until(c.Expires); {
	case c.Username == credential.TokenUser && !e.identityTokens:
		return fault.New(fault.Config, "it has an identity token, which most readers drop: log in with a password or access token, or pass --identity-tokens for docker and podman")
	case c.Kind == credential.Static && e.static == "refuse":
		return fault.New(fault.Config, "its secret is long-lived, which --static refuse forbids")
	case c.Kind == credential.Unknown && c.Expires.IsZero() && e.static == "refuse":
		return fault.New(fault.Config, "nobody says how long its secret lives, which --static refuse forbids")
	case c.Kind != credential.Static && c.Expires.IsZero() && e.minTTL > 0:
		return fault.New(fault.Config, "nobody says how long its secret lives, which --min-ttl asks for: leave it out or drop --min-ttl")
	case !c.Expires.IsZero() && left <= 0:
		return fault.New(fault.LoginExpired, "its credential expired at %s: log in again", c.Expires.UTC().Format(time.RFC3339))
	case e.kept && !e.allowShortLived && (c.Kind == credential.Exchanged || !c.Expires.IsZero()) && left < shortLife:
		return fault.New(fault.Config, "its token %s, and what is written is kept for longer: use a long-lived secret there, write it anew in time, or pass --allow-short-lived", endsIn(c.Expires, left))
	case !c.Expires.IsZero() && left < e.minTTL:
		return fault.New(fault.LoginExpired, "its credential ends in %s, sooner than --min-ttl %s: log in again", left.Round(time.Second), e.minTTL)
	}
	if isRepository(r.Host) && !format.Repositories() {
		if _, ok := e.widened(r.Host, format); !ok {
			return fault.New(fault.Config, "its key names a repository, and readers of %s have one login for a "+
				"whole registry: keep them apart with --format podman, or choose one with --image %s", format.Name, r.Host)
		}
	}
	if err := format.Check(e.entryOf(*r, format)); err != nil {
		return fault.New(fault.Config, "%w", err)
	}
	return nil
}

func isRepository(host string) bool {
	name, err := registry.Parse(host)
	return err == nil && !name.Whole()
}

// widened is the registry that stands for the login of a repository. Only a user
// who named an image with it gets that: its other repositories get the login, too.
func (e exportOptions) widened(host string, format formats.Format) (whole string, ok bool) {
	name, err := registry.Parse(host)
	if err != nil || name.Whole() || format.Repositories() {
		return "", false
	}
	for _, reference := range e.images {
		image, err := registry.ParseImage(reference)
		if err == nil && strings.HasPrefix(image.Key()+"/", host+"/") {
			name.Path = ""
			return name.Key(), true
		}
	}
	return "", false
}

// alone refuses two logins under one key, which a reader would take one of.
func alone(results []resolve.Result, e exportOptions, format formats.Format) {
	owner := map[string]string{}
	for i := range results {
		r := &results[i]
		if r.Err != nil {
			continue
		}
		key := e.entryOf(*r, format).Key
		if first, taken := owner[key]; taken {
			r.Err = fault.New(fault.Config, "it and %s would both be written as %s: keep them apart with --format "+
				"podman, or name one of them", first, key)
			continue
		}
		owner[key] = r.Host
	}
}

func endsIn(expires time.Time, left time.Duration) string {
	if expires.IsZero() {
		return "is short-lived"
	}
	return "ends in " + left.Round(time.Minute).String()
}

func isAzure(host string) bool {
	name, err := registry.Parse(host)
	if err != nil {
		return false
	}
	for _, text := range azure() {
		if p, err := registry.ParsePattern(text); err == nil && p.Match(name) {
			return true
		}
	}
	return false
}

// asWritten are the entry's other spellings that differ in the case of letters. The
// client that wrote one looks for it by that case, and any other client in small letters.
func (e exportOptions) asWritten(r resolve.Result, format formats.Format) (entries []formats.Entry) {
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
		entry := e.entryOf(r, format)
		entry.Key = key
		entries = append(entries, entry)
	}
	return entries
}

// entryOf is a result as it is written in a format.
func (e exportOptions) entryOf(r resolve.Result, format formats.Format) formats.Entry {
	key := r.Host
	if whole, ok := e.widened(key, format); ok {
		key = whole
	}
	return formats.Entry{Key: key, Username: r.Credential.Username, Secret: r.Credential.Secret, Email: r.Email}
}
