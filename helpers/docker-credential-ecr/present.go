package main

import (
	"context"
	"net/http"
	"os"
	"strings"

	"github.com/dockercfg/dockercfg/shared/fault"
	"github.com/dockercfg/dockercfg/shared/rawfile"
	"github.com/dockercfg/dockercfg/shared/tokenhttp"
)

// present asks, where nothing is configured, whether this is an instance at all.
// A service that is not there, or knows nothing, is "nothing configured"; one
// that refuses is an error of its own, which the SDK's call brings.
func (s session) present(ctx context.Context) error {
	switch {
	case s.kind == noIdentity:
		return s.unconfigured()
	case s.kind != instanceRole:
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
		return s.unconfigured()
	}
	defer reply.Body.Close()
	if reply.StatusCode == http.StatusNotFound {
		return s.unconfigured()
	}
	return nil
}

// unconfigured: the public registry also serves anonymous pulls, a private one does
// not. A profile that is named and holds no credentials is an error in any case.
func (s session) unconfigured() error {
	switch name := s.profileNamed(); {
	case name != "":
		return fault.New(fault.NoIdentity, "the profile %s has no credentials, and this machine has no role: run `aws configure --profile %s`", plain(name), plain(name))
	case s.registry.Public:
		return fault.ErrNotFound
	}
	return fault.New(fault.NoIdentity, "no AWS identity is configured for this registry: set AWS_PROFILE or AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or run `aws configure`")
}

// onEC2 reads what EC2 writes into its machines' firmware.
func onEC2() bool {
	tag, ok := rawfile.ReadSystem("/sys/class/dmi/id/board_asset_tag", 64)
	return ok && strings.HasPrefix(string(tag), "i-")
}
