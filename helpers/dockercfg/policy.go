package main

import (
	"errors"
	"fmt"
	"time"

	"github.com/dockercfg/dockercfg/helpers/dockercfg/internal/resolve"
	"github.com/dockercfg/dockercfg/shared/credential"
	"github.com/dockercfg/dockercfg/shared/fault"
	"github.com/dockercfg/dockercfg/shared/formats"
	"github.com/dockercfg/dockercfg/shared/registry"
)

// policy decides which of the credentials that were found may be written.
type policy struct {
	static          string        // what --static says of long-lived secrets: swap, keep or refuse
	minTTL          time.Duration // refuse a credential that expires sooner; 0 for no limit
	identityTokens  bool          // allow identity tokens
	allowShortLived bool          // allow tokens that expire within shortLife in files that are kept
	kept            bool          // what is written is usually kept for long
	images          []string      // references that the user named
}

// shortLife is the remaining life that is too short for a credential in a file that is
// kept: every token of a cloud has less, and so has a personal token that expires this week.
const shortLife = 7 * 24 * time.Hour

// azureHosts are the registries that take an identity token as the password of
// formats.NullUser (https://github.com/Azure/acr/blob/main/docs/AAD-OAuth.md), so it may
// be written as a pair.
func azureHosts() []string {
	return []string{"*.azurecr.io", "*.azurecr.cn", "*.azurecr.us", "*.azurecr.de",
		"*.*.geo.azurecr.io", "*.*.geo.azurecr.cn", "*.*.geo.azurecr.us", "*.*.geo.azurecr.de"}
}

// settled are the entries that may be written, and what prevents others.
type settled struct {
	entries  []formats.Entry
	failures int
	needed   int // failures that --partial does not ignore
	warnings []string
	expires  time.Time // when the first of them expires; zero for never
}

// settle applies the policy to what was found. It sets Err of each result that must not
// be written. A registry without a credential is neither an entry nor a failure.
func (p policy) settle(results []resolve.Result, format formats.Format) (s settled) {
	for i := range results {
		if r := &results[i]; r.Err == nil {
			r.Err = p.check(r, format)
		}
	}
	p.refuseDuplicates(results, format)
	for i := range results {
		r := &results[i]
		switch {
		case r.Err == nil:
			s.entries = append(s.entries, p.entryOf(*r, format))
			s.entries = append(s.entries, p.otherSpellings(*r, format)...)
			if end := r.Credential.Expires; !end.IsZero() && (s.expires.IsZero() || end.Before(s.expires)) {
				s.expires = end
			}
			s.warnings = append(s.warnings, p.warnings(*r, format)...)
		case !errors.Is(r.Err, fault.ErrNotFound):
			s.failures++
			if r.Needed {
				s.needed++
			}
		}
	}
	return s
}

// warnings returns what the user should know about a credential that may be written.
func (p policy) warnings(r resolve.Result, format formats.Format) (all []string) {
	switch {
	case p.kept && r.Credential.Kind == credential.Static:
		all = append(all, fmt.Sprintf("%s: this secret does not expire, and %s files are usually kept: revoke the "+
			"secret at its provider if the file is ever lost", r.Host, format.Name))
	case r.Credential.Username == credential.TokenUser:
		all = append(all, r.Host+": this is an identity token, which only docker and podman read")
	}
	if whole, ok := p.wholeRegistry(r.Host, format); ok {
		all = append(all, fmt.Sprintf("%s: written as %s, because %s has one login for a whole registry",
			r.Host, whole, format.Name))
	}
	return all
}

// check returns why a credential that was found must not be written, or nil.
func (p policy) check(r *resolve.Result, format formats.Format) error {
	if r.Credential.Username == credential.TokenUser && isAzure(r.Host) {
		r.Credential.Username = formats.NullUser
	}
	if err := p.checkKind(r.Credential); err != nil {
		return err
	}
	if err := p.checkLife(r.Credential); err != nil {
		return err
	}
	if _, ok := p.wholeRegistry(r.Host, format); isRepository(r.Host) && !format.Repositories() && !ok {
		return fault.New(fault.Config, "its key names a repository, but %s has one login for a whole registry: "+
			"use --format podman to keep them apart, or choose one with --image %s", format.Name, r.Host)
	}
	if err := format.Check(p.entryOf(*r, format)); err != nil {
		return fault.New(fault.Config, "%w", err)
	}
	return nil
}

func (p policy) checkKind(c credential.Credential) error {
	switch {
	case c.Username == credential.TokenUser && !p.identityTokens:
		return fault.New(fault.Config, "it has an identity token, which only docker and podman read: log in with a "+
			"password or access token, or pass --identity-tokens")
	case c.Kind == credential.Static && p.static == "refuse":
		return fault.New(fault.Config, "its secret is long-lived, which --static refuse does not allow: "+
			"leave this registry out, or use --static keep")
	case c.Kind == credential.Unknown && c.Expires.IsZero() && p.static == "refuse":
		return fault.New(fault.Config, "its expiry is unknown, which --static refuse does not allow: "+
			"leave this registry out, or use --static keep")
	}
	return nil
}

func (p policy) checkLife(c credential.Credential) error {
	left := time.Until(c.Expires)
	switch {
	case c.Kind != credential.Static && c.Expires.IsZero() && p.minTTL > 0:
		return fault.New(fault.Config,
			"its expiry is unknown, so --min-ttl cannot be checked: leave this registry out, "+
				"or drop --min-ttl")
	case !c.Expires.IsZero() && left <= 0:
		return fault.New(fault.LoginExpired, "its credential expired at %s: log in again",
			c.Expires.UTC().Format(time.RFC3339))
	case p.kept && !p.allowShortLived && (c.Kind == credential.Exchanged || !c.Expires.IsZero()) && left < shortLife:
		return fault.New(fault.Config, "its token %s, but this format is meant to be kept: use a long-lived secret, "+
			"run the export again before the token expires, or pass --allow-short-lived", lifeOf(c.Expires, left))
	case !c.Expires.IsZero() && left < p.minTTL:
		return fault.New(fault.LoginExpired, "its credential expires in %s, sooner than --min-ttl %s: log in again",
			left.Round(time.Second), p.minTTL)
	}
	return nil
}

func lifeOf(expires time.Time, left time.Duration) string {
	if expires.IsZero() {
		return "is short-lived"
	}
	return "expires in " + left.Round(time.Minute).String()
}

// refuseDuplicates refuses a second login under one key: a reader would take either.
func (p policy) refuseDuplicates(results []resolve.Result, format formats.Format) {
	owner := map[string]string{}
	for i := range results {
		r := &results[i]
		if r.Err != nil {
			continue
		}
		key := p.entryOf(*r, format).Key
		if first, taken := owner[key]; taken {
			r.Err = fault.New(fault.Config, "it and %s would both be written as %s: use --format podman to keep them "+
				"apart, or name one of them", first, key)
			continue
		}
		owner[key] = r.Host
	}
}

func isRepository(host string) bool {
	name, err := registry.Parse(host)
	return err == nil && !name.Whole()
}

func isAzure(host string) bool {
	name, err := registry.Parse(host)
	if err != nil {
		return false
	}
	for _, text := range azureHosts() {
		if p, err := registry.ParsePattern(text); err == nil && p.Match(name) {
			return true
		}
	}
	return false
}
