package main

import (
	"github.com/dockercfg/dockercfg/helpers/internal/ecr"
	"github.com/dockercfg/dockercfg/shared/registry"
	"github.com/dockercfg/dockercfg/shared/userconfig"
)

// registryOf returns the registry of a name. If only a rule assigns the host to this
// helper, such as a company's own host name, the rule also gives account and region.
func registryOf(name registry.Name, u userconfig.Rule) (ecr.Registry, error) {
	if err := u.Only("docker-credential-ecr", userconfig.Profile, userconfig.RoleARN, userconfig.ExternalID,
		userconfig.Region, userconfig.Endpoint, userconfig.Account); err != nil {
		return ecr.Registry{}, err
	}
	r, ok := ecr.Parse(name)
	account, region := u.Get(userconfig.Account), u.Get(userconfig.Region)
	switch {
	case account != "" && !ecr.IsAccount(account):
		return r, u.Mistake("account must be 12 digits")
	case region != "" && !ecr.IsRegion(region):
		return r, u.Mistake("region is not valid: expected a name such as eu-west-1")
	case ok && (account != "" && account != r.Account || region != "" && region != r.Region):
		return r, u.Mistake("the account and region in the rule differ from those in the registry's name: " +
			"remove them from the rule")
	case !ok && (account == "" || region == ""):
		return r, u.Mistake("the account and region cannot be read from this host name: " +
			"add account and region to the rule")
	case !ok:
		return ecr.Registry{Account: account, Region: region, Partition: ecr.PartitionOf(region), Claimed: true}, nil
	}
	return r, nil
}
