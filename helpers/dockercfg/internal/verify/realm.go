package verify

import (
	"errors"
	"net/url"
	"strings"

	"golang.org/x/net/publicsuffix"

	"github.com/dockercfg/dockercfg/shared/fault"
	"github.com/dockercfg/dockercfg/shared/registry"
)

// elsewhere are registries whose token service has a name of another owner's
// form, by what their own documents say.
func elsewhere(registryHost, realmHost string) bool {
	return registryHost == "dhi.io" && realmHost == "auth.docker.io" // https://docs.docker.com/dhi/
}

// checkRealm tells whose the token service is that a registry names. A registry
// that somebody made up could name any, and would be handed the login there. mayBePlain
// tells the hosts that need no TLS.
func checkRealm(at registry.Name, text string, mayBePlain func(host string) bool) (*url.URL, error) {
	u, err := url.Parse(text)
	if err != nil || u.Host == "" || u.User != nil || u.Fragment != "" {
		return nil, errors.New("it names a token service that is no URL")
	}
	realm, err := registry.Parse(u.Host)
	shown := fault.Printable(u.Host, 100)
	switch {
	case err != nil || realm.Path != "":
		return nil, errors.New("it names a token service that is no URL")
	case u.Scheme != "https" && (u.Scheme != "http" || !mayBePlain(u.Host)):
		return nil, errors.New("its token service " + shown + " has no TLS, so the login is not sent there")
	case at.Loopback() && realm.Loopback():
		return u, nil
	case realm.Host == at.Host || elsewhere(at.Host, realm.Host):
		return u, nil
	case isAddress(realm.Host) || !sameDomain(at.Host, realm.Host):
		return nil, errors.New("its token service " + shown + " is of another domain, so the login is not sent there")
	}
	return u, nil
}

// sameDomain tells two hosts that one owner registered: registry.example.com and
// auth.example.com, but not a.example and b.example, nor two tenants of a cloud
// (https://publicsuffix.org).
func sameDomain(a, b string) bool {
	one, err := publicsuffix.EffectiveTLDPlusOne(a)
	other, otherErr := publicsuffix.EffectiveTLDPlusOne(b)
	return err == nil && otherErr == nil && one == other
}

// isAddress tells a host without a name: no domain says whose it is.
func isAddress(host string) bool {
	return strings.HasPrefix(host, "[") || strings.Trim(host, "0123456789.") == ""
}
