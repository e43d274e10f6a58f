// Package dockerhub is the light half of docker-credential-dockerhub: which hosts are Docker's
// registries, and which variables can influence their tokens. It imports only light packages
// (shared/ascii). It does not resolve the identity.
package dockerhub

import "github.com/dockercfg/dockercfg/shared/registry"

// Hardened is the registry of Docker's hardened images. It accepts the same identities as Docker
// Hub (https://docs.docker.com/dhi/how-to/use/).
const Hardened = "dhi.io"

// Match reports whether the name is Docker Hub, under any of its names in clients, or Docker's
// registry of hardened images. hub.docker.com is a web site.
func Match(name registry.Name) bool {
	return name.Standard() && (name.IsHub() || name.Host == Hardened) && !Session(name)
}

// Session reports whether the name is one of the two entries in which docker stores the session of a
// login with a browser, beside the login itself. They are not registries
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
