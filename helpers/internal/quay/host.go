// Package quay is the light half of docker-credential-quay: which host is Quay's, and which variables
// can influence its tokens. It imports only light packages (shared/ascii). It does not resolve the
// identity.
package quay

import (
	"github.com/dockercfg/dockercfg/shared/registry"
	"github.com/dockercfg/dockercfg/shared/tokencache"
	"github.com/dockercfg/dockercfg/shared/warm"
)

// Host is the hosted registry. Your own Red Hat Quay has any name, and needs a rule.
const Host = "quay.io"

// Match reports whether the name is the hosted registry, with TLS and the default port.
func Match(name registry.Name) bool { return name.Standard() && name.Host == Host }

// Provider returns the light half for package warm. Our own variables begin with QUAY_; the others are
// those with which a job requests its token from the runner
// (https://docs.github.com/en/actions/reference/security/oidc).
func Provider() warm.Provider {
	return warm.Provider{
		Name: "docker-credential-quay", Match: Match, Logins: true,
		Variables: []string{"QUAY_*", "ACTIONS_ID_TOKEN_REQUEST_*"},
		Listed:    func() []string { return []string{Host} },
		Given:     func() bool { return tokencache.AnySet("QUAY_*") },
	}
}
