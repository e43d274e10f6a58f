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
	exchanging    role = iota + 1 // exchanges a proof for a token
	impersonating                 // exchanges a token for another account's token
	subject                       // gets the subject token of a federation
	listing                       // on EC2: gets the role's name, and below it the role's keys
)

// pins are all URLs that a document may use.
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
	// oldTokenURI is the token_uri of old keys. It is the only URL outside googleapis.com
	// that a key may use.
	oldTokenURI = "https://accounts.google.com/o/oauth2/token"
)

// check returns all URLs of a document, or an error if one of them is not Google's. A file
// that someone else wrote could otherwise collect the tokens, or read and start what its
// author wants
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
		err = d.pinFederation(p)
	case workforce:
		err = d.pin(p, exchanging, "token_url", d.TokenURL, defaultRefreshURL)
	case impersonated:
		err = d.pinImpersonation(p)
	default:
		err = fault.New(fault.Config, "%s has a type that is not supported", d.where)
	}
	return p, err
}

func (d document) pinFederation(p pins) error {
	if err := d.pin(p, exchanging, "token_url", d.TokenURL, defaultTokenURL); err != nil {
		return err
	}
	if d.ImpersonationURL != "" {
		if err := d.pin(p, impersonating, "service_account_impersonation_url", d.ImpersonationURL, ""); err != nil {
			return err
		}
	}
	return d.pinSubjects(p)
}

func (d document) pinImpersonation(p pins) error {
	if d.Inner != nil && d.usesProgram() {
		return fault.New(fault.Config, "source_credentials in %s use a program, which is not supported there: "+
			"use a file of the type external_account", d.where)
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

// pin allows a URL of Google's, or of this machine, which tests use.
func (d document) pin(p pins, r role, key, text, fallback string) error {
	if text == "" {
		text = fallback
	}
	u, err := tokenhttp.ParseURL(text, key+" of "+d.where)
	if err != nil {
		return err
	}
	if !isGoogle(u) && !thisMachine(u) && u.String() != oldTokenURI {
		return fault.New(fault.Config, "%s of %s leads to %s, which is not Google's, so nothing was sent: "+
			"use only files that you or gcloud created", key, d.where, fault.Printable(u.Hostname(), 100))
	}
	p[u.String()] = r
	return nil
}

// isGoogle reports whether a URL is https on its default port, at googleapis.com or below.
// It compares whole labels.
func isGoogle(u *url.URL) bool {
	host := strings.ToLower(u.Hostname())
	return u.Scheme == "https" && (u.Port() == "" || u.Port() == "443") &&
		(host == "googleapis.com" || strings.HasSuffix(host, ".googleapis.com"))
}

// thisMachine reports whether a URL is on loopback. tokenhttp.CheckURL allows plain HTTP
// only to loopback and to the platforms' metadata services.
func thisMachine(u *url.URL) bool { return u.Scheme == "http" && !metadataHost(u) }

func metadataHost(u *url.URL) bool {
	host := u.Hostname()
	return host == "169.254.169.254" || strings.EqualFold(host, "fd00:ec2::254")
}

// pinSubjects allows the URLs from which the subject token comes.
func (d document) pinSubjects(p pins) error {
	o := d.Origin
	switch o.supplier() {
	case byAmazon:
		return d.pinAmazon(p)
	case byFile:
		return nil
	case byURL:
		u, err := tokenhttp.ParseURL(o.URL, "credential_source.url of "+d.where)
		if err == nil && u.Scheme == "http" && !thisMachine(u) && !isAzureMetadata(u) {
			err = fault.New(fault.Config, "credential_source.url of %s leads to a metadata service: nothing was sent",
				d.where)
		}
		if err == nil {
			p[u.String()] = subject
		}
		return err
	case byProgram:
		return d.checkProgram()
	}
	return fault.New(fault.Config, "credential_source of %s has no file, url, executable or environment_id that is "+
		"supported: create it again with `gcloud iam workload-identity-pools create-cred-config`", d.where)
}

// isAzureMetadata reports whether a URL is the address of Azure's metadata service that gcloud
// writes into such files
// (https://cloud.google.com/iam/docs/workload-identity-federation-with-other-clouds).
func isAzureMetadata(u *url.URL) bool {
	return u.Hostname() == "169.254.169.254" && u.Path == "/metadata/identity/oauth2/token"
}

// pinAmazon allows only the metadata service of EC2, and a proof for Amazon's STS.
func (d document) pinAmazon(p pins) error {
	o := d.Origin
	for key, text := range map[string]string{
		"url": o.URL, "region_url": o.RegionURL, "imdsv2_session_token_url": o.SessionURL,
	} {
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
			return fault.New(fault.Config, "credential_source.%s of %s is not Amazon's metadata service: "+
				"nothing was sent", key, d.where)
		}
		p[u.String()] = r
	}
	if o.VerifyURL == "" {
		return nil
	}
	const key = "credential_source.regional_cred_verification_url"
	u, err := tokenhttp.ParseURL(strings.ReplaceAll(o.VerifyURL, "{region}", "region"), key+" of "+d.where)
	if err != nil {
		return err
	}
	host := u.Hostname()
	amazons := strings.HasSuffix(host, ".amazonaws.com") || strings.HasSuffix(host, ".amazonaws.com.cn")
	if !strings.HasPrefix(host, "sts.") || !amazons {
		return fault.New(fault.Config, "%s of %s is not Amazon's: nothing was sent", key, d.where)
	}
	return nil
}
