package main

import (
	"context"
	"errors"

	"github.com/dockercfg/dockercfg/helpers/internal/icr"
	"github.com/dockercfg/dockercfg/shared/fault"
	"github.com/dockercfg/dockercfg/shared/identity"
	"github.com/dockercfg/dockercfg/shared/inputs"
	"github.com/dockercfg/dockercfg/shared/registry"
	"github.com/dockercfg/dockercfg/shared/tokencache"
	"github.com/dockercfg/dockercfg/shared/userconfig"
)

// kind is the way in which an identity becomes a credential.
type kind int

const (
	nothing  kind = iota
	key           // an API key, to be exchanged
	static        // a secret that the registry accepts directly
	expired       // a token that has expired
	compute       // the token of a cluster or app, to be exchanged
	instance      // a virtual server, whose metadata service issues the token
)

// source is the identity for a registry and its proof.
type source struct {
	kind     kind
	label    string
	proof    tokencache.Pair // user name and secret for the registry or IAM
	where    string          // where the proof comes from, for errors
	profile  profile
	iam      string // host that issues the token
	iamSetBy string // the setting that selects that host, if it is not the variable
	metadata string // URL of the metadata service
	named    bool   // a variable or file selects that service
	legacy   bool   // the registry has a Bluemix name
}

// The values of source in a rule.
const (
	sourceKey     = "api_key"
	sourceToken   = "token"
	sourceCluster = "cluster"
	sourceServer  = "vpc"
)

// identify resolves the identity: the one that the user's rule selects, or else the first
// that is configured. If only a rule assigns a host to this helper, such as a company's own
// host name, it accepts the same credentials as icr.io.
func identify(
	_ context.Context, in *inputs.Recorder, name registry.Name, u userconfig.Rule,
) (source, identity.Identity, error) {
	r := resolverOf(in, u)
	if err := r.check(name); err != nil {
		return source{}, identity.Identity{}, err
	}
	kept, _ := icr.Parse(name)
	find := r.find
	if kept.Entitled {
		find = r.entitlement
	}
	s, err := find()
	if err != nil {
		return s, identity.Identity{}, err
	}
	if s.legacy = kept.Legacy; r.endpoint.fromRule() {
		s.iamSetBy = "endpoint in config.toml"
	}
	return s, s.identity(), nil
}

// identity returns the source in the form that package minting uses.
func (s source) identity() identity.Identity {
	who := identity.Identity{Label: s.label, Username: bearerUser, Configured: true}
	switch s.kind {
	case nothing:
		who.Label, who.Configured, who.None = "no identity", false, !s.legacy
	case static:
		who.Static = s.proof
	case instance:
		// SUSE's saptune recognises IBM's virtual servers for VPC by these values
		// (https://github.com/SUSE/saptune/blob/main/system/csp.go): the chassis's asset tag,
		// and its vendor, which is followed by the server's profile.
		who.Ambient, who.Keeping = true, identity.OfMachine(s.named, "ibmcloud", "IBM:Cloud Compute Server")
	}
	return who
}

// find returns the source that the rule selects, or else the first that is configured.
func (r resolver) find() (source, error) {
	if r.rule.Get(userconfig.CredentialsFile) != "" {
		s, err := r.ruledFile()
		return s, r.inRule(err)
	}
	var s source
	var err error
	missing := ""
	switch named := r.rule.Get(userconfig.Source); named {
	case sourceKey:
		s, err = r.keys()
		missing = "no API key is set: set IBMCLOUD_API_KEY"
	case sourceToken:
		s, err = bearer()
		missing = "no token is set: set IC_IAM_TOKEN to what `ibmcloud iam oauth-tokens` prints"
	case sourceCluster:
		s, err = first(r.compute, r.mounted)
		missing = "no token is mounted for a trusted profile: mount one, or set " + tokenVariable + ", and add profile"
	case sourceServer:
		return r.server()
	default:
		return first(r.keys, r.token, r.compute, r.service, r.mounted, r.credentials, r.profileOnly)
	}
	if err == nil && s.kind == nothing {
		err = r.rule.Mistake("source is %s, but %s", r.rule.Get(userconfig.Source), missing)
	}
	return s, err
}

// first returns the first of the sources that is configured.
func first(sources ...func() (source, error)) (source, error) {
	for _, look := range sources {
		if s, err := look(); err != nil || s.kind != nothing {
			return s, err
		}
	}
	return source{}, nil
}

// ruledFile returns the identity in the file that the rule names.
func (r resolver) ruledFile() (source, error) {
	const name = "credentials_file"
	text, err := r.file(r.rule.Get(userconfig.CredentialsFile), name)
	if err != nil {
		return source{}, err
	}
	s, err := r.inFile(text, name)
	if err == nil && s.kind == nothing {
		err = errors.New(name + " contains no login for IBM Cloud: add the line CONTAINER_REGISTRY_APIKEY=... to it")
	}
	return s, err
}

// inRule adds the rule's line to an error about the file that the rule names.
func (r resolver) inRule(err error) error {
	var coded *fault.Error
	if err == nil || errors.As(err, &coded) {
		return err
	}
	return r.rule.Mistake("%s", err.Error())
}

// token returns the token in a variable. It cannot assume a profile, so it is ignored if a
// rule sets one.
func (r resolver) token() (source, error) {
	if r.profile.fromRule() {
		return source{}, nil
	}
	return bearer()
}

// check returns an error for settings of the rule that are not valid, alone or together.
func (r resolver) check(name registry.Name) error {
	u := r.rule
	err := u.Only("docker-credential-icr",
		userconfig.Profile, userconfig.CredentialsFile, userconfig.Source, userconfig.Endpoint)
	if err != nil {
		return err
	}
	text, named := u.Get(userconfig.Profile), u.Get(userconfig.Source)
	path, endpoint := u.Get(userconfig.CredentialsFile), u.Get(userconfig.Endpoint)
	kept, _ := icr.Parse(name)
	switch {
	case kept.Entitled && text+named+path+endpoint != "":
		return u.Mistake("its settings are for IBM Cloud, but cp.icr.io accepts only an entitlement key: " +
			"add a separate rule for cp.icr.io before it")
	case named != "" && named != sourceKey && named != sourceToken && named != sourceCluster && named != sourceServer:
		return u.Mistake("source must be api_key, token, cluster or vpc")
	case named != "" && path != "":
		return u.Mistake("credentials_file and source both select an identity: remove one of them")
	case named == sourceToken && text != "":
		return u.Mistake("profile needs a key, a cluster or a server, but source is token, " +
			"and a token cannot assume a profile: remove one of them")
	case endpoint != "" && (named == sourceToken || named == sourceServer):
		return u.Mistake("endpoint is for IBM's IAM, which this source does not use: remove endpoint")
	}
	if _, err := r.iam(); r.endpoint.fromRule() && err != nil {
		return err
	}
	_, err = r.ruleProfile()
	return err
}
