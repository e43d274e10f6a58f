package main

import (
	"net/url"
	"strings"

	"github.com/dockercfg/dockercfg/shared/fault"
	"github.com/dockercfg/dockercfg/shared/tokenhttp"
)

// role is what a request is for.
type role int

const (
	exchanging    role = iota + 1 // a proof for a token
	impersonating                 // a token for another account's
	subject                       // of a federation: what is to be exchanged
	listing                       // of EC2: the role's name, and below it the role's keys
)

// pins are all URLs that a document may lead to.
type pins map[string]role

func (p pins) role(u *url.URL) (role, bool) {
	text := u.String()
	if r, ok := p[text]; ok {
		return r, true
	}
	if i := strings.LastIndexByte(text, '/'); i > 0 && p[text[:i]] == listing {
		return listing, true
	}
	return 0, false
}

const (
	defaultTokenURI = "https://oauth2.googleapis.com/token"
	defaultTokenURL = "https://sts.googleapis.com/v1/token"
	// defaultRefreshURL is where gcloud refreshes a workforce login
	// (https://github.com/googleapis/google-auth-library-python, external_account_authorized_user.py).
	defaultRefreshURL = "https://sts.googleapis.com/v1/oauthtoken"
	// oldTokenURI is the token_uri of old keys, and the one URL outside googleapis.com
	// that a key may lead to.
	oldTokenURI = "https://accounts.google.com/o/oauth2/token"
)

// check refuses a document that leads elsewhere than to Google, and gives all that
// it leads to. A file that others wrote could else collect what it is exchanged
// for, or read and start what its author likes
// (https://cloud.google.com/docs/authentication/external/externally-sourced-credentials).
func (d document) check() (pins, error) {
	p := pins{}
	if d.UniverseDomain != "" && d.UniverseDomain != "googleapis.com" {
		return nil, fault.New(fault.Config, "%s belongs to the universe %s, which has other registries: "+
			"use a credential of googleapis.com", d.where, fault.Printable(d.UniverseDomain, 60))
	}
	var err error
	switch d.Type {
	case serviceAccount, authorizedUser:
		err = d.pin(p, exchanging, "token_uri", d.TokenURI, defaultTokenURI)
	case external:
		err = d.federated(p)
	case workforce:
		err = d.pin(p, exchanging, "token_url", d.TokenURL, defaultRefreshURL)
	case impersonated:
		err = d.impersonating(p)
	default:
		err = fault.New(fault.Config, "%s has a type that is not supported", d.where)
	}
	return p, err
}

func (d document) federated(p pins) error {
	if err := d.pin(p, exchanging, "token_url", d.TokenURL, defaultTokenURL); err != nil {
		return err
	}
	if d.ImpersonationURL != "" {
		if err := d.pin(p, impersonating, "service_account_impersonation_url", d.ImpersonationURL, ""); err != nil {
			return err
		}
	}
	return d.subjects(p)
}

func (d document) impersonating(p pins) error {
	if d.Inner != nil && d.started() {
		return fault.New(fault.Config, "source_credentials in %s name a program, which is not supported there: "+
			"name it in a file of the type external_account", d.where)
	}
	inner, err := d.Inner.check()
	if err != nil {
		return err
	}
	for address, r := range inner {
		p[address] = r
	}
	return d.pin(p, impersonating, "service_account_impersonation_url", d.ImpersonationURL, "")
}

// pin allows a URL of Google's, or of this machine, which a test has.
func (d document) pin(p pins, r role, key, text, fallback string) error {
	if text == "" {
		text = fallback
	}
	u, err := tokenhttp.ParseURL(text, key+" of "+d.where)
	if err != nil {
		return err
	}
	if !googles(u) && !thisMachine(u) && u.String() != oldTokenURI {
		return fault.New(fault.Config, "%s of %s leads to %s, which is not Google's: nothing was sent: "+
			"use only files that you or gcloud made", key, d.where, fault.Printable(u.Hostname(), 100))
	}
	p[u.String()] = r
	return nil
}

// googles compares label by label: https, googleapis.com and what is below it, on
// the port of https.
func googles(u *url.URL) bool {
	host := strings.ToLower(u.Hostname())
	return u.Scheme == "https" && (u.Port() == "" || u.Port() == "443") && (host == "googleapis.com" || strings.HasSuffix(host, ".googleapis.com"))
}

// thisMachine: plain HTTP is let through by tokenhttp.CheckURL to loopback and to
// the platforms' metadata services; of these, only loopback is meant.
func thisMachine(u *url.URL) bool { return u.Scheme == "http" && !metadataHost(u) }

func metadataHost(u *url.URL) bool {
	host := u.Hostname()
	return host == "169.254.169.254" || strings.EqualFold(host, "fd00:ec2::254")
}

// subjects allows what the subject token is asked of.
func (d document) subjects(p pins) error {
	o := d.Origin
	switch o.supplier() {
	case byAmazon:
		return d.amazon(p)
	case byFile:
		return nil
	case byURL:
		u, err := tokenhttp.ParseURL(o.URL, "credential_source.url of "+d.where)
		if err == nil && u.Scheme == "http" && !thisMachine(u) && !azure(u) {
			err = fault.New(fault.Config, "credential_source.url of %s leads to a metadata service: nothing was sent", d.where)
		}
		if err == nil {
			p[u.String()] = subject
		}
		return err
	case byProgram:
		return d.executable()
	}
	return fault.New(fault.Config, "credential_source of %s has no file, url, "+
		"executable or environment_id that is supported: create a new one with `gcloud iam workload-identity-pools create-cred-config`", d.where)
}

// azure is the one address of Azure's metadata service that gcloud writes into
// such files
// (https://cloud.google.com/iam/docs/workload-identity-federation-with-other-clouds).
func azure(u *url.URL) bool {
	return u.Hostname() == "169.254.169.254" && u.Path == "/metadata/identity/oauth2/token"
}

// amazon allows the metadata service of EC2 alone, and a proof that is made for
// Amazon's STS alone.
func (d document) amazon(p pins) error {
	o := d.Origin
	for key, text := range map[string]string{"url": o.URL, "region_url": o.RegionURL, "imdsv2_session_token_url": o.SessionURL} {
		if text == "" {
			continue
		}
		r := subject
		if key == "url" {
			r = listing
		}
		u, err := tokenhttp.ParseURL(text, "credential_source."+key+" of "+d.where)
		if err != nil {
			return err
		}
		if !metadataHost(u) && !thisMachine(u) {
			return fault.New(fault.Config, "credential_source.%s of %s is not Amazon's metadata service: nothing was sent", key, d.where)
		}
		p[u.String()] = r
	}
	if o.VerifyURL == "" {
		return nil
	}
	u, err := tokenhttp.ParseURL(strings.ReplaceAll(o.VerifyURL, "{region}", "region"), "credential_source.regional_cred_verification_url of "+d.where)
	if err != nil {
		return err
	}
	host := u.Hostname()
	if !strings.HasPrefix(host, "sts.") || !strings.HasSuffix(host, ".amazonaws.com") && !strings.HasSuffix(host, ".amazonaws.com.cn") {
		return fault.New(fault.Config, "credential_source.regional_cred_verification_url of %s is not Amazon's: nothing was sent", d.where)
	}
	return nil
}
