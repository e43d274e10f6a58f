package main

import (
	"context"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/config"
	"github.com/aws/aws-sdk-go-v2/service/sts"

	"github.com/dockercfg/dockercfg/helpers/internal/ecr"
	"github.com/dockercfg/dockercfg/shared/fault"
	"github.com/dockercfg/dockercfg/shared/inputs"
	"github.com/dockercfg/dockercfg/shared/registry"
	"github.com/dockercfg/dockercfg/shared/userconfig"
)

// placeholderAccount is used in the registry's name until the account is known.
const placeholderAccount = "000000000000"

// registries returns the private registry of the identity in effect, in its region.
// GetCallerIdentity returns the account and needs no permission
// (https://docs.aws.amazon.com/STS/latest/APIReference/API_GetCallerIdentity.html).
func registries(ctx context.Context) ([]string, error) {
	region, err := regionInEffect(ctx)
	if err != nil {
		return nil, err
	}
	s, _, err := identify(ctx, &inputs.Recorder{}, registryIn(placeholderAccount, region), userconfig.Rule{})
	if err != nil {
		return nil, err
	}
	if _, err := retrieve(ctx, s); err != nil {
		return nil, err
	}
	who, err := sts.NewFromConfig(s.cfg).GetCallerIdentity(ctx, &sts.GetCallerIdentityInput{})
	if err != nil {
		return nil, s.explain(ctx, err)
	}
	account := aws.ToString(who.Account)
	if !ecr.IsAccount(account) {
		return nil, fault.New(fault.Upstream, "Amazon's response contains no account: "+
			"try again, or set AWS_ECR_REGISTRY_IDS")
	}
	return []string{registryIn(account, region).Host}, nil
}

// regionInEffect returns the region that the SDK finds in variables and files.
func regionInEffect(ctx context.Context) (string, error) {
	cfg, err := config.LoadDefaultConfig(ctx)
	switch {
	case err != nil:
		return "", session{}.explain(ctx, err)
	case cfg.Region == "":
		return "", fault.New(fault.Config, "no region is set, neither in AWS_REGION nor in the profile: set AWS_REGION")
	case !ecr.IsRegion(cfg.Region):
		return "", fault.New(fault.Config, "the region is not valid: set AWS_REGION to a name such as eu-west-1")
	}
	return cfg.Region, nil
}

// registryIn returns the registry of an account in a region, in the domain of the
// region's partition.
func registryIn(account, region string) registry.Name {
	suffix := "amazonaws.com"
	for _, other := range []string{
		"amazonaws.com.cn", "amazonaws.eu", "c2s.ic.gov", "sc2s.sgov.gov", "cloud.adc-e.uk", "csp.hci.ic.gov",
	} {
		name := strings.Join([]string{account, "dkr.ecr", region, other}, ".")
		if r, ok := ecr.Parse(registry.Name{Host: name}); ok && r.Partition == ecr.PartitionOf(region) {
			suffix = other
		}
	}
	host := strings.Join([]string{account, "dkr.ecr", region, suffix}, ".")
	return registry.Name{Asked: host, Host: host}
}
