package offline

import (
	"errors"
	"strconv"

	"github.com/dockercfg/dockercfg/shared/registry"
	"github.com/dockercfg/dockercfg/shared/rule"
)

// The sources that a rule may name.
const (
	ofKey     = "api_key"
	ofToken   = "token"
	ofCluster = "cluster"
	ofServer  = "vpc"
)

// Find decides which identity would be used: the one that the user's rule names,
// else the first of the chain. A host that only a rule gives to this helper, such
// as a company's own name for a registry, takes what icr.io takes.
func Find(name registry.Name, u rule.Rule) (Identity, error) {
	if err := check(name, u); err != nil {
		return Identity{}, err
	}
	if r, _ := Parse(name); r.Entitled {
		return entitlement()
	}
	id, err := settingsOf(u).find(computeFiles())
	if u.Get(rule.Endpoint) != "" {
		id.LedBy = "endpoint in config.toml"
	}
	return id, err
}

// find takes the source that is named, else the first that is there.
func (s settings) find(files []string) (Identity, error) {
	if s.rule.Get(rule.CredentialsFile) != "" {
		id, err := s.placed().named(files)
		if err != nil {
			err = mistake(s.rule, err.Error())
		}
		return id, err
	}
	first := func(sources ...func() (Identity, error)) (Identity, error) {
		for _, source := range sources {
			if id, err := source(); err != nil || id.Kind != Nothing {
				return id, err
			}
		}
		return nothing(), nil
	}
	mounted := func() (Identity, error) { return s.mounted(files) }
	var id Identity
	var err error
	missing := ""
	switch s.rule.Get(rule.Source) {
	case ofKey:
		id, err = s.keys()
		missing = "and there is none: set IBMCLOUD_API_KEY"
	case ofToken:
		id, err = bearer()
		missing = "and there is none: set IC_IAM_TOKEN to what `ibmcloud iam oauth-tokens` prints"
	case ofCluster:
		id, err = first(s.compute, mounted)
		missing = "and no token is mounted for a trusted profile: mount one, or set " + tokenVariable + ", and add profile"
	case ofServer:
		return s.server()
	default:
		return first(s.keys, s.token, s.compute, s.metadata, mounted, func() (Identity, error) { return s.credentials(files) }, s.alone)
	}
	if err == nil && id.Kind == Nothing {
		err = mistake(s.rule, "source is "+s.rule.Get(rule.Source)+", "+missing)
	}
	return id, err
}

// named is the identity in the file that the rule names.
func (s settings) named(files []string) (Identity, error) {
	const name = "credentials_file"
	text, err := file(s.rule.Get(rule.CredentialsFile), name)
	if err != nil {
		return Identity{}, err
	}
	id, err := s.inFile(text, name, files)
	if err == nil && id.Kind == Nothing {
		err = errors.New(name + " holds no login of IBM Cloud's: write CONTAINER_REGISTRY_APIKEY=... into it")
	}
	return id, err
}

// token is one that a variable holds. It is what it is, and takes on no profile,
// so that where a rule names one it is passed over.
func (s settings) token() (Identity, error) {
	if s.profile.ruled {
		return Identity{}, nil
	}
	return bearer()
}

// check holds what the settings say, alone and together.
func check(name registry.Name, u rule.Rule) error {
	if err := u.Only("docker-credential-icr", rule.Profile, rule.CredentialsFile, rule.Source, rule.Endpoint); err != nil {
		return err
	}
	text, source, path, endpoint := u.Get(rule.Profile), u.Get(rule.Source), u.Get(rule.CredentialsFile), u.Get(rule.Endpoint)
	r, _ := Parse(name)
	switch {
	case r.Entitled && text+source+path+endpoint != "":
		return mistake(u, "its settings are for IBM Cloud, and cp.icr.io takes an entitlement key alone: give cp.icr.io a rule of its own before it")
	case source != "" && source != ofKey && source != ofToken && source != ofCluster && source != ofServer:
		return mistake(u, "source is none of api_key, token, cluster and vpc: name one of them")
	case source != "" && path != "":
		return mistake(u, "credentials_file is one identity, and source is another: keep one")
	case source == ofToken && text != "":
		return mistake(u, "profile is for a key, a cluster or a server, and a token takes on none: take one out")
	case source == ofToken && endpoint != "", source == ofServer && endpoint != "":
		return mistake(u, "endpoint is IBM's IAM, which this source does not ask: take endpoint out")
	}
	s := settingsOf(u)
	if _, err := s.iam(); endpoint != "" && err != nil {
		return err
	}
	if !s.profile.ruled {
		return nil
	}
	_, err := profile(text, s.profile.where)
	return err
}

func mistake(u rule.Rule, what string) error {
	return errors.New(place(u) + what)
}

func place(u rule.Rule) string { return "config.toml, line " + strconv.Itoa(u.Line) + ": " }
