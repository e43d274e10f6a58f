package providers

import (
	"github.com/dockercfg/dockercfg/shared/ascii"
	"github.com/dockercfg/dockercfg/shared/registry"
)

// ECR tells whether the name is a registry of Amazon ECR:
//
//	<account>.dkr.ecr[-fips].<region>.<ending>, also with dkr-ecr
//	public.ecr.aws, ecr-public.aws.com
//
// Amazon adds regions without notice, so there is no list of them
// (https://docs.aws.amazon.com/general/latest/gr/ecr.html).
func ECR(name registry.Name) bool {
	if !name.Standard() {
		return false
	}
	if name.Host == "public.ecr.aws" || name.Host == "ecr-public.aws.com" {
		return true
	}
	account, rest, _ := ascii.Cut(name.Host, '.')
	if len(account) != 12 || !digits(account) {
		return false
	}
	if !ascii.HasPrefix(rest, "dkr.ecr") && !ascii.HasPrefix(rest, "dkr-ecr") {
		return false
	}
	service, rest, _ := ascii.Cut(rest[len("dkr."):], '.')
	region, ending, _ := ascii.Cut(rest, '.')
	return (service == "ecr" || service == "ecr-fips") && label(region) && isAmazon(ending)
}

// isAmazon tells what a partition's private registries end in.
func isAmazon(ending string) bool {
	switch ending {
	case "amazonaws.com", "on.aws",
		"amazonaws.com.cn", "on.amazonwebservices.com.cn",
		"amazonaws.eu",
		"c2s.ic.gov", "sc2s.sgov.gov", "cloud.adc-e.uk", "csp.hci.ic.gov":
		return true
	}
	return false
}
