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

// kind is how an identity becomes a credential.
type kind int

const (
	nothing  kind = iota
	key           // an API key, exchanged
	held          // a secret that the registry takes as it is
	expired       // a token that was held and has expired
	compute       // the token of a cluster or app, exchanged
	instance      // asked from the metadata service of a virtual server
)

// source is who would be used for a registry, and what that is proved with.
type source struct {
	kind     kind
	label    string
	proof    tokencache.Pair // user name and secret that the registry or IAM is shown
	where    string          // the proof is, for errors
	profile  profile
	iam      string // host that makes the token
	ledBy    string // names that host in errors, where it is not the variable
	metadata string // URL of the metadata service
	named    bool   // a variable or file leads to that service
	legacy   bool   // the registry has a name of Bluemix
}

// The sources that a rule may name.
const (
	ofKey     = "api_key"
	ofToken   = "token"
	ofCluster = "cluster"
	ofServer  = "vpc"
)

// identify decides who would be used: the identity that the user's rule names, else
// the first that is there. A host that only a rule gives to this helper, such as a
// company's own name for a registry, takes what icr.io takes.
func identify(_ context.Context, in *inputs.Recorder, name registry.Name, u userconfig.Rule) (source, identity.Identity, error) {
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
	if s.legacy = kept.Legacy; r.endpoint.ruled() {
		s.ledBy = "endpoint in config.toml"
	}
	return s, s.identity(), nil
}

// identity is the source for the frame.
func (s source) identity() identity.Identity {
	who := identity.Identity{Label: s.label, Username: bearerUser, Configured: true}
	switch s.kind {
	case nothing:
		who.Label, who.Configured, who.None = "no identity", false, !s.legacy
	case held:
		who.Static = s.proof
	case instance:
		// What SUSE's saptune knows IBM's virtual servers for VPC by
		// (https://github.com/SUSE/saptune/blob/main/system/csp.go): the chassis's asset
		// tag, and its vendor, which goes on with the server's profile.
		who.Ambient, who.Keeping = true, identity.OfMachine(s.named, "ibmcloud", "IBM:Cloud Compute Server")
	}
	return who
}

// find takes the source that the rule names, else the first that is there.
func (r resolver) find() (source, error) {
	if r.rule.Get(userconfig.CredentialsFile) != "" {
		s, err := r.ruledFile()
		return s, r.ofRule(err)
	}
	var s source
	var err error
	missing := ""
	switch named := r.rule.Get(userconfig.Source); named {
	case ofKey:
		s, err = r.keys()
		missing = "no API key is set: set IBMCLOUD_API_KEY"
	case ofToken:
		s, err = bearer()
		missing = "no token is set: set IC_IAM_TOKEN to what `ibmcloud iam oauth-tokens` prints"
	case ofCluster:
		s, err = first(r.compute, r.mounted)
		missing = "no token is mounted for a trusted profile: mount one, or set " + tokenVariable + ", and add profile"
	case ofServer:
		return r.server()
	default:
		return first(r.keys, r.token, r.compute, r.service, r.mounted, r.credentials, r.alone)
	}
	if err == nil && s.kind == nothing {
		err = r.rule.Mistake("source is %s, but %s", r.rule.Get(userconfig.Source), missing)
	}
	return s, err
}

// first is the first of some sources that is there.
func first(sources ...func() (source, error)) (source, error) {
	for _, look := range sources {
		if s, err := look(); err != nil || s.kind != nothing {
			return s, err
		}
	}
	return source{}, nil
}

// ruledFile is the identity in the file that the rule names.
func (r resolver) ruledFile() (source, error) {
	const name = "credentials_file"
	text, err := r.file(r.rule.Get(userconfig.CredentialsFile), name)
	if err != nil {
		return source{}, err
	}
	s, err := r.inFile(text, name)
	if err == nil && s.kind == nothing {
		err = errors.New(name + " contains no login for IBM Cloud: write CONTAINER_REGISTRY_APIKEY=... into it")
	}
	return s, err
}

// ofRule says that the rule names the file that an error is about.
func (r resolver) ofRule(err error) error {
	var coded *fault.Error
	if err == nil || errors.As(err, &coded) {
		return err
	}
	return r.rule.Mistake("%s", err.Error())
}

// token is one that a variable holds. It takes on no profile, so that where a rule
// names one it is passed over.
func (r resolver) token() (source, error) {
	if r.profile.ruled() {
		return source{}, nil
	}
	return bearer()
}

// check holds what the rule's settings say, alone and together.
func (r resolver) check(name registry.Name) error {
	u := r.rule
	err := u.Only("docker-credential-icr", userconfig.Profile, userconfig.CredentialsFile, userconfig.Source, userconfig.Endpoint)
	if err != nil {
		return err
	}
	text, named := u.Get(userconfig.Profile), u.Get(userconfig.Source)
	path, endpoint := u.Get(userconfig.CredentialsFile), u.Get(userconfig.Endpoint)
	kept, _ := icr.Parse(name)
	switch {
	case kept.Entitled && text+named+path+endpoint != "":
		return u.Mistake("its settings are for IBM Cloud, but cp.icr.io takes only an entitlement key: add a separate rule for cp.icr.io before it")
	case named != "" && named != ofKey && named != ofToken && named != ofCluster && named != ofServer:
		return u.Mistake("source must be api_key, token, cluster or vpc")
	case named != "" && path != "":
		return u.Mistake("credentials_file and source both name an identity: keep one")
	case named == ofToken && text != "":
		return u.Mistake("profile is for a key, a cluster or a server, but source is token, and a token cannot take on a profile: remove one")
	case endpoint != "" && (named == ofToken || named == ofServer):
		return u.Mistake("endpoint is for IBM's IAM, which this source does not ask: remove endpoint")
	}
	if _, err := r.iam(); r.endpoint.ruled() && err != nil {
		return err
	}
	_, err = r.ruled()
	return err
}
