// Package dockerhub is the light half of docker-credential-dockerhub: which hosts are
// Docker's registries, and which variables can decide about their tokens. It imports
// light packages alone (shared/ascii). Who would be used is not known here.
package dockerhub

import "github.com/dockercfg/dockercfg/shared/registry"

// Hardened is the registry of Docker's hardened images. It takes the same
// identities as Docker Hub (https://docs.docker.com/dhi/how-to/use/).
const Hardened = "dhi.io"

// Match tells whether the name is Docker Hub, under any of the names that clients
// have for it, or Docker's registry of hardened images. hub.docker.com is a web
// site.
func Match(name registry.Name) bool {
	return name.Standard() && (name.IsHub() || name.Host == Hardened) && !Session(name)
}

// Session tells the two entries in which docker keeps the session of a login by
// browser, beside the login itself. They are no registries
// (https://github.com/docker/cli/blob/master/internal/oauth/manager/manager.go).
func Session(name registry.Name) bool {
	if !name.IsHub() {
		return false
	}
	switch name.Path {
	case "/v1/access-token", "/v1/access-token/", "/v1/refresh-token", "/v1/refresh-token/":
		return true
	}
	return false
}
