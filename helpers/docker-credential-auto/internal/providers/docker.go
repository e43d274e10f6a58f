package providers

import "github.com/dockercfg/dockercfg/shared/registry"

// DockerHub tells whether the name is Docker Hub, under any of its names, or
// Docker's registry of hardened images (https://docs.docker.com/dhi/how-to/use/).
// Beside a login by browser docker keeps two entries of its own, whose names only
// look like paths of Docker Hub
// (https://github.com/docker/cli/blob/master/internal/oauth/manager/manager.go).
func DockerHub(name registry.Name) bool {
	switch name.Path {
	case "/v1/access-token", "/v1/access-token/", "/v1/refresh-token", "/v1/refresh-token/":
		return !name.IsHub() && isHardened(name)
	}
	return name.IsHub() || isHardened(name)
}

func isHardened(name registry.Name) bool { return name.Standard() && name.Host == "dhi.io" }
