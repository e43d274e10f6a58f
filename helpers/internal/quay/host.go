// Package quay is the light half of docker-credential-quay: which host is Quay's, and
// which variables can decide about its tokens. It imports light packages alone
// (shared/ascii). Who would be used is not known here.
package quay

import (
	"github.com/dockercfg/dockercfg/shared/registry"
	"github.com/dockercfg/dockercfg/shared/tokencache"
	"github.com/dockercfg/dockercfg/shared/warm"
)

// Host is the hosted registry. A Red Hat Quay of one's own has any name, and is
// claimed by a rule.
const Host = "quay.io"

// Match tells whether the name is the hosted registry, over TLS and on its port.
func Match(name registry.Name) bool { return name.Standard() && name.Host == Host }

// Provider is Quay to the frame. All variables of ours begin with QUAY_; the others
// are those by which a job asks its runner for the token that it shows
// (https://docs.github.com/en/actions/reference/security/oidc).
func Provider() warm.Provider {
	return warm.Provider{
		Name: "docker-credential-quay", Match: Match, Logins: true, Variables: []string{"QUAY_*", "ACTIONS_ID_TOKEN_REQUEST_*"},
		Listed: func() []string { return []string{Host} },
		Given:  func() bool { return tokencache.Set("QUAY_*") },
	}
}
