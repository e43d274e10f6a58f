package main

import (
	"context"

	"github.com/dockercfg/dockercfg/shared/credential"
	"github.com/dockercfg/dockercfg/shared/fault"
	"github.com/dockercfg/dockercfg/shared/registry"
	"github.com/dockercfg/dockercfg/shared/rule"
)

// mint is never called: every credential of GitLab's is there as it stands.
func mint(context.Context, registry.Name, rule.Rule) (credential.Credential, error) {
	return credential.Credential{}, fault.New(fault.Internal, "a credential was to be made, and there is nothing to make: please report this")
}
