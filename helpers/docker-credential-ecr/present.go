package main

import (
	"strings"

	"github.com/dockercfg/dockercfg/shared/fault"
	"github.com/dockercfg/dockercfg/shared/rawfile"
	"github.com/dockercfg/dockercfg/shared/tokenhttp"
)

// present refuses what cannot be asked.
func (s session) present() error {
	switch named := or(s.env.EC2IMDSEndpoint, s.shared.EC2IMDSEndpoint); {
	case s.kind == noIdentity:
		return s.unconfigured()
	case s.kind == instanceRole && named != "":
		_, err := tokenhttp.ParseURL(named, or(firstSet("AWS_EC2_METADATA_SERVICE_ENDPOINT"),
			"ec2_metadata_service_endpoint in ~/.aws/config"))
		return err
	}
	return nil
}

// unconfigured: a file that may hold an identity and cannot be read is the error. The
// public registry also serves anonymous pulls, a private one does
// not. A profile that is named and holds no credentials is an error in any case.
func (s session) unconfigured() error {
	if err := s.ofProfiles(); err != nil {
		return err
	}
	switch name := s.profileNamed(); {
	case name != "":
		return fault.New(fault.NoIdentity, "the profile %s has no credentials, and this machine has no role: run `aws "+
			"configure --profile %s`", plain(name), plain(name))
	case s.registry.Public:
		return fault.ErrNotFound
	}
	return fault.New(fault.NoIdentity, "no AWS identity is configured for this registry: set AWS_PROFILE or "+
		"AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or run `aws configure`")
}

// onEC2 reads what EC2 writes into its machines' firmware.
func onEC2() bool {
	tag, ok := rawfile.ReadSystem("/sys/class/dmi/id/board_asset_tag", 64)
	return ok && strings.HasPrefix(string(tag), "i-")
}
