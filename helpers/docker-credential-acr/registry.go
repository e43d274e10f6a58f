package main

import (
	"os"
	"path/filepath"
	"strings"

	"github.com/dockercfg/dockercfg/helpers/internal/acr"
	"github.com/dockercfg/dockercfg/shared/inputs"
	"github.com/dockercfg/dockercfg/shared/registry"
	"github.com/dockercfg/dockercfg/shared/userconfig"
)

// target is the registry that is asked for, and the Entra that knows its identities.
type target struct {
	host, name  string // name is its first label
	cloud       cloud
	authority   string // a URL
	authorityBy string // names the authority in words
	check       string // what to look at where the authority does not answer as it should
}

// targetOf is the registry of a name. The cloud of a host that only a rule gives to
// this helper is the one of the rule's authority, else the public one.
func targetOf(in *inputs.Recorder, name registry.Name, u userconfig.Rule) (target, error) {
	if err := checkRule(u); err != nil {
		return target{}, err
	}
	t := target{authorityBy: "the authority of this registry's cloud", check: "AZURE_AUTHORITY_HOST and the proxy"}
	r, ok := acr.Parse(name)
	if ok {
		t.cloud = cloudOf(r.Suffix)
	} else if own, described := ownCloud(in); described {
		r, ok = acr.Below(name, own.suffix)
		t.cloud = own
	}
	t.host, t.name = r.Host, r.Name
	if !ok {
		t.host, t.name, t.cloud = name.Registry(), "NAME", cloudBy(u.Get(userconfig.Authority))
		if label, _, _ := strings.Cut(name.Host, "."); acr.IsRegistryName(label) {
			t.name = label
		}
	}
	t.authority = t.cloud.authority
	if named := u.Get(userconfig.Authority); named != "" {
		t.authority, t.authorityBy, t.check = named, "authority in config.toml", "authority in config.toml and the proxy"
	} else if named := os.Getenv("AZURE_AUTHORITY_HOST"); named != "" {
		t.authority, t.authorityBy = named, "AZURE_AUTHORITY_HOST"
	}
	return t, nil
}

// checkRule holds what the settings of a rule say, alone and together.
func checkRule(u userconfig.Rule) error {
	err := u.Only("docker-credential-acr",
		userconfig.Tenant, userconfig.ClientID, userconfig.CredentialsFile, userconfig.Source, userconfig.Authority)
	if err != nil {
		return err
	}
	path, authority, source := u.Get(userconfig.CredentialsFile), u.Get(userconfig.Authority), strings.ToLower(u.Get(userconfig.Source))
	switch {
	case authority != "" && !isAuthority(authority):
		return u.Mistake("authority is not the address of an Entra: expected one such as https://login.microsoftonline.us")
	case path != "" && !filepath.IsAbs(path):
		return u.Mistake("credentials_file is a relative path: write the absolute path")
	case path != "" && source != "" && source != "environmentcredential":
		return u.Mistake("credentials_file is a certificate, but source asks for another credential: remove one of them")
	case u.Get(userconfig.ClientID) != "" && (source == "azureclicredential" || source == "dev"):
		return u.Mistake("client_id has no effect on the login of az: remove it")
	}
	return nil
}

// isAuthority accepts only TLS, since the authority gets the proof. The URL is read again,
// strictly, when a token is made.
func isAuthority(text string) bool {
	name, err := registry.Parse(text)
	return err == nil && name.Scheme == "https" && name.Registry() != ""
}

// namesIdentity tells whether a rule says who it is, so that it is an error where
// no such identity is there, and not "nothing configured".
func namesIdentity(u userconfig.Rule) bool {
	return namesClient(u) || u.Get(userconfig.Source) != ""
}

// namesClient tells whether a rule names a client, its tenant or its proof.
func namesClient(u userconfig.Rule) bool {
	return u.Get(userconfig.Tenant)+u.Get(userconfig.ClientID)+u.Get(userconfig.CredentialsFile) != ""
}
