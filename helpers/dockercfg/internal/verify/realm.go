package verify

import (
	"errors"
	"net/url"
	"strings"

	"golang.org/x/net/publicsuffix"

	"github.com/dockercfg/dockercfg/shared/fault"
	"github.com/dockercfg/dockercfg/shared/registry"
)

// elsewhere lists registries whose token service is in another domain, by their own
// documentation.
func elsewhere(registryHost, realmHost string) bool {
	return registryHost == "dhi.io" && realmHost == "auth.docker.io" // https://docs.docker.com/dhi/
}

// checkRealm checks that the token service which a registry names belongs to the
// registry: a malicious registry could name any server and would be sent the login.
// mayBePlain reports whether a host needs no TLS.
func checkRealm(at registry.Name, text string, mayBePlain func(host string) bool) (*url.URL, error) {
	u, err := url.Parse(text)
	if err != nil || u.Host == "" || u.User != nil || u.Fragment != "" {
		return nil, errors.New("its token service has an invalid URL")
	}
	realm, err := registry.Parse(u.Host)
	shown := fault.Printable(u.Host, 100)
	switch {
	case err != nil || realm.Path != "":
		return nil, errors.New("its token service has an invalid URL")
	case u.Scheme != "https" && (u.Scheme != "http" || !mayBePlain(u.Host)):
		return nil, errors.New("its token service " + shown + " does not use TLS, so the login is not sent there")
	case at.Loopback() && realm.Loopback():
		return u, nil
	case realm.Host == at.Host || elsewhere(at.Host, realm.Host):
		return u, nil
	case isAddress(realm.Host) || !sameDomain(at.Host, realm.Host):
		return nil, errors.New("its token service " + shown + " is in another domain, so the login is not sent there")
	}
	return u, nil
}

// sameDomain reports whether two hosts belong to one registered domain:
// registry.example.com and auth.example.com do, but not a.example and b.example, nor two
// tenants of a cloud (https://publicsuffix.org).
func sameDomain(a, b string) bool {
	one, err := publicsuffix.EffectiveTLDPlusOne(a)
	other, otherErr := publicsuffix.EffectiveTLDPlusOne(b)
	return err == nil && otherErr == nil && one == other
}

// isAddress reports whether a host is an IP address, which has no domain to compare.
func isAddress(host string) bool {
	return strings.HasPrefix(host, "[") || strings.Trim(host, "0123456789.") == ""
}
