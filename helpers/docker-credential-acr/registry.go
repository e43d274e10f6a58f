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

// target is the requested registry, and the Entra that knows its identities.
type target struct {
	host, name  string // name is its first label
	cloud       cloud
	authority   string // a URL
	authorityBy string // the setting that contains the authority
	check       string // what to check if the authority does not answer as expected
}

// targetOf returns the registry of a name. If only a rule assigns the host to this helper,
// its cloud is that of the rule's authority, or the public one.
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
		t.authority, t.authorityBy = named, "authority in config.toml"
		t.check = t.authorityBy + " and the proxy"
	} else if named := os.Getenv("AZURE_AUTHORITY_HOST"); named != "" {
		t.authority, t.authorityBy = named, "AZURE_AUTHORITY_HOST"
	}
	return t, nil
}

// checkRule returns an error for settings of a rule that are not valid, alone or together.
func checkRule(u userconfig.Rule) error {
	err := u.Only("docker-credential-acr",
		userconfig.Tenant, userconfig.ClientID, userconfig.CredentialsFile, userconfig.Source, userconfig.Authority)
	if err != nil {
		return err
	}
	path, authority := u.Get(userconfig.CredentialsFile), u.Get(userconfig.Authority)
	source := strings.ToLower(u.Get(userconfig.Source))
	switch {
	case authority != "" && !isAuthority(authority):
		return u.Mistake("authority is not the address of an Entra login service: " +
			"expected one such as https://login.microsoftonline.us")
	case path != "" && !filepath.IsAbs(path):
		return u.Mistake("credentials_file is a relative path: " +
			"use an absolute path, which does not depend on the working directory")
	case path != "" && source != "" && source != "environmentcredential":
		return u.Mistake("credentials_file is a certificate, but source selects another credential: remove one of them")
	case u.Get(userconfig.ClientID) != "" && (source == "azureclicredential" || source == "dev"):
		return u.Mistake("client_id has no effect on the login of az: remove it")
	}
	return nil
}

// isAuthority accepts only https, since the authority gets the proof. The URL is parsed again,
// strictly, when a token is made.
func isAuthority(text string) bool {
	name, err := registry.Parse(text)
	return err == nil && name.Scheme == "https" && name.Registry() != ""
}

// namesIdentity reports whether a rule selects an identity. If that identity is missing, it is
// an error and not "nothing configured".
func namesIdentity(u userconfig.Rule) bool {
	return namesClient(u) || u.Get(userconfig.Source) != ""
}

// namesClient reports whether a rule names a client, its tenant or its proof.
func namesClient(u userconfig.Rule) bool {
	return u.Get(userconfig.Tenant)+u.Get(userconfig.ClientID)+u.Get(userconfig.CredentialsFile) != ""
}
