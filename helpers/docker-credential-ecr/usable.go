package main

import (
	"strings"

	"github.com/dockercfg/dockercfg/shared/fault"
	"github.com/dockercfg/dockercfg/shared/rawfile"
	"github.com/dockercfg/dockercfg/shared/shellword"
	"github.com/dockercfg/dockercfg/shared/tokenhttp"
)

// checkUsable returns an error if the identity cannot be used.
func (s session) checkUsable() error {
	switch endpoint := or(s.env.EC2IMDSEndpoint, s.shared.EC2IMDSEndpoint); {
	case s.kind == noIdentity:
		return s.unconfigured()
	case s.kind == instanceRole && endpoint != "":
		_, err := tokenhttp.ParseURL(endpoint, or(firstSet("AWS_EC2_METADATA_SERVICE_ENDPOINT"),
			"ec2_metadata_service_endpoint in ~/.aws/config"))
		return err
	}
	return nil
}

// unconfigured returns the error for a missing identity. A file that may contain one
// and cannot be read comes first. The public registry also allows anonymous pulls, so
// ErrNotFound is enough there, unless a profile without credentials was selected by name.
func (s session) unconfigured() error {
	if err := s.profileFileError(); err != nil {
		return err
	}
	switch name := s.profileNamed(); {
	case name != "":
		return fault.New(fault.NoIdentity, "the profile %s has no credentials, and this machine has no role: "+
			"run `aws configure --profile %s`", plain(name), shellword.Quote(plain(name)))
	case s.registry.Public:
		return fault.ErrNotFound
	}
	return fault.New(fault.NoIdentity, "no AWS identity is configured for this registry: set AWS_PROFILE or "+
		"AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or run `aws configure`")
}

// onEC2 reports whether the firmware says that this machine is an EC2 instance.
func onEC2() bool {
	tag, ok := rawfile.ReadSystem("/sys/class/dmi/id/board_asset_tag", 64)
	return ok && strings.HasPrefix(string(tag), "i-")
}
