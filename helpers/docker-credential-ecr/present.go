package main

import (
	"context"
	"net/http"
	"os"
	"strings"

	"github.com/dockercfg/dockercfg/helpers/docker-credential-ecr/internal/offline"
	"github.com/dockercfg/dockercfg/shared/fault"
	"github.com/dockercfg/dockercfg/shared/tokenhttp"
)

// present asks, where nothing is configured, whether this is an instance at all.
// A service that is not there, or knows nothing, is "nothing configured"; one
// that refuses is an error of its own, which the SDK's call brings.
func present(ctx context.Context, id offline.Identity, r offline.Registry) error {
	switch {
	case id.Kind == offline.Nothing:
		return unconfigured(r)
	case id.Kind != offline.Instance:
		return nil
	}
	base := "http://169.254.169.254"
	if named := os.Getenv("AWS_EC2_METADATA_SERVICE_ENDPOINT"); named != "" {
		base = strings.TrimRight(named, "/")
	}
	ctx, cancel := context.WithTimeout(ctx, tokenhttp.ProvenFor)
	defer cancel()
	request, err := http.NewRequestWithContext(ctx, http.MethodPut, base+"/latest/api/token", nil)
	if err != nil {
		return fault.New(fault.Config, "AWS_EC2_METADATA_SERVICE_ENDPOINT is no URL: mend or unset it")
	}
	if err := tokenhttp.CheckURL(request.URL); err != nil {
		return err
	}
	request.Header.Set("X-Aws-Ec2-Metadata-Token-Ttl-Seconds", "60")
	reply, err := direct(tokenhttp.ProvenFor).Do(request)
	if err != nil {
		return unconfigured(r)
	}
	defer reply.Body.Close()
	if reply.StatusCode == http.StatusNotFound {
		return unconfigured(r)
	}
	return nil
}

// unconfigured: the public registry serves anonymous pulls, a private one none.
func unconfigured(r offline.Registry) error {
	if r.Public {
		return fault.ErrNotFound
	}
	return fault.New(fault.NoIdentity, "no AWS identity is configured for this registry: set AWS_PROFILE or AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or run `aws configure`")
}
