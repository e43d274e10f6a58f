package offline

import (
	"errors"
	"os"
	"strconv"

	"github.com/dockercfg/dockercfg/shared/ascii"
	"github.com/dockercfg/dockercfg/shared/registry"
	"github.com/dockercfg/dockercfg/shared/rule"
	"github.com/dockercfg/dockercfg/shared/tokencache"
)

// Of is the registry of a name. A host that only a rule gives to this helper, such
// as one of a cloud with another suffix, says nothing of its cloud: that is the one
// of the rule's authority, else the public one.
func Of(name registry.Name, u rule.Rule) (Registry, error) {
	if err := check(u); err != nil {
		return Registry{}, err
	}
	authority := u.Get(rule.Authority)
	r, ok := Parse(name)
	if !ok {
		label, _, _ := ascii.Cut(name.Host, '.')
		r = Registry{Host: name.Registry(), Name: "NAME", Cloud: cloudBy(authority)}
		if isRegistryName(label) {
			r.Name = label
		}
	}
	if authority != "" {
		r.Authority, r.LedBy = authority, "authority in config.toml"
	}
	return r, nil
}

// cloudBy finds the cloud by the host of its Entra. One that is not Microsoft's
// own has the public cloud's audience, as where a file describes it.
func cloudBy(authority string) Cloud {
	public := clouds()[0]
	if authority == "" {
		return public
	}
	asked, _ := registry.Parse(authority)
	for _, c := range clouds() {
		if known, _ := registry.Parse(c.Authority); known.Host == asked.Host {
			return c
		}
	}
	return Cloud{Authority: authority, Management: public.Management}
}

// check holds what the settings say, alone and together.
func check(u rule.Rule) error {
	if err := u.Only("docker-credential-acr", rule.Tenant, rule.ClientID, rule.CredentialsFile, rule.Source, rule.Authority); err != nil {
		return err
	}
	path, authority, source := u.Get(rule.CredentialsFile), u.Get(rule.Authority), ascii.Lower(u.Get(rule.Source))
	switch {
	case authority != "" && !isAuthority(authority):
		return mistake(u, "authority is no Entra: it has the form https://login.microsoftonline.us")
	case path != "" && !tokencache.Absolute(path):
		return mistake(u, "credentials_file is a relative path, which the working directory decides about: write the whole path")
	case path != "" && source != "" && source != "environmentcredential":
		return mistake(u, "credentials_file is a certificate, and source asks for another credential: keep one")
	case u.Get(rule.ClientID) != "" && (source == "azureclicredential" || source == "dev"):
		return mistake(u, "client_id means nothing to the login of az: take it out")
	}
	return nil
}

// isAuthority wants TLS; whoever is asked gets the proof. The URL is read again,
// strictly, when a token is made.
func isAuthority(text string) bool {
	name, err := registry.Parse(text)
	return err == nil && name.Scheme == "https" && name.Registry() != ""
}

// Names tells whether a rule says who it is, so that nobody being there is an
// error and not "nothing configured".
func Names(u rule.Rule) bool {
	return ofClient(u) || u.Get(rule.Source) != ""
}

// ofClient tells whether a rule names a client, its tenant or its proof.
func ofClient(u rule.Rule) bool {
	return u.Get(rule.Tenant)+u.Get(rule.ClientID)+u.Get(rule.CredentialsFile) != ""
}

// principalOf is the client that the rule names, else the variables.
func principalOf(u rule.Rule) principal {
	of := func(k rule.Key, variable string) setting {
		if value := u.Get(k); value != "" {
			return setting{value, k.String() + " in config.toml", place(u) + k.String(), true}
		}
		return setting{os.Getenv(variable), variable, variable, false}
	}
	t, c := of(rule.Tenant, "AZURE_TENANT_ID"), of(rule.ClientID, "AZURE_CLIENT_ID")
	return principal{tenant: t.value, client: c.value, named: [2]setting{t, c}, rule: u}
}

// setting is a value, what names it in words, and at the beginning of an error.
type setting struct {
	value, words, where string
	ruled               bool
}

// certificate is the client with the certificate that the rule names.
func (p principal) certificate() (Identity, error) {
	id, err := p.with(Certificate, "certificate", "credentials_file", "")
	id.File, id.FileBy = p.rule.Get(rule.CredentialsFile), "credentials_file in config.toml"
	return id, err
}

func mistake(u rule.Rule, what string) error { return errors.New(place(u) + what) }

func place(u rule.Rule) string { return "config.toml, line " + strconv.Itoa(u.Line) + ": " }
