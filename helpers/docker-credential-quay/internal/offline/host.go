// Package offline is what is known of Quay without a request: whether a host is
// its, and which identity would be used for it. It serves the frame and the mint,
// so that both see the same.
package offline

import (
	"github.com/dockercfg/dockercfg/shared/registry"
	"github.com/dockercfg/dockercfg/shared/warm"
)

// Host is the hosted registry. A Red Hat Quay of one's own has any name, and is
// claimed by a rule.
const Host = "quay.io"

// Match tells whether the name is the hosted registry, over TLS and on its port.
func Match(name registry.Name) bool { return name.Standard() && name.Host == Host }

// Provider is Quay to the frame.
func Provider() warm.Provider {
	return warm.Provider{
		Name: "docker-credential-quay", Match: Match, Source: Source, Listed: func() []string { return []string{"quay.io"} },
	}
}
