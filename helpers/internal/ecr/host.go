// Package ecr is the light half of docker-credential-ecr: which hosts are Amazon's registries, and
// which variables can influence their tokens. The helper uses it to answer cached tokens before the
// AWS SDK is initialised, so it imports only light packages (shared/ascii). It does not resolve the
// identity: the SDK does that when a token is made.
package ecr

import (
	"github.com/dockercfg/dockercfg/shared/ascii"
	"github.com/dockercfg/dockercfg/shared/registry"
)

// Registry is an Amazon registry.
type Registry struct {
	Public    bool   // public.ecr.aws
	Account   string // twelve digits; "" for the public registry
	Region    string
	Partition string // of ARNs: aws, aws-cn, aws-us-gov, ...
	FIPS      bool
	DualStack bool
	Claimed   bool // only a rule says that the host is Amazon's
}

// ending is the domain of private registries in a partition.
type ending struct {
	suffix, partition string
	dualStack         bool
}

// endings returns all of them; the regions of GovCloud share the first one.
func endings() [9]ending {
	return [9]ending{
		{"amazonaws.com", "aws", false},
		{"on.aws", "aws", true},
		{"amazonaws.com.cn", "aws-cn", false},
		{"on.amazonwebservices.com.cn", "aws-cn", true},
		{"amazonaws.eu", "aws-eusc", false},
		{"c2s.ic.gov", "aws-iso", false},
		{"sc2s.sgov.gov", "aws-iso-b", false},
		{"cloud.adc-e.uk", "aws-iso-e", false},
		{"csp.hci.ic.gov", "aws-iso-f", false},
	}
}

// Match reports whether the name is one of Amazon's registries.
func Match(name registry.Name) bool {
	_, ok := Parse(name)
	return ok
}

// Parse parses
//
//	<account>.dkr.ecr[-fips].<region>.<suffix>, also with dkr-ecr
//	public.ecr.aws, ecr-public.aws.com
//
// as a whole; the registry must have TLS and the default port
// (https://docs.aws.amazon.com/general/latest/gr/ecr.html).
func Parse(name registry.Name) (Registry, bool) {
	if !name.Standard() {
		return Registry{}, false
	}
	switch name.Host {
	case "public.ecr.aws", "ecr-public.aws.com":
		return Registry{Public: true, Region: "us-east-1", Partition: "aws"}, true
	}
	account, rest, _ := ascii.Cut(name.Host, '.')
	if !IsAccount(account) {
		return Registry{}, false
	}
	r := Registry{Account: account}
	switch {
	case ascii.HasPrefix(rest, "dkr.ecr"), ascii.HasPrefix(rest, "dkr-ecr"):
		rest = rest[len("dkr.ecr"):]
	default:
		return Registry{}, false
	}
	if ascii.HasPrefix(rest, "-fips") {
		r.FIPS, rest = true, rest[len("-fips"):]
	}
	if !ascii.HasPrefix(rest, ".") {
		return Registry{}, false
	}
	region, suffix, _ := ascii.Cut(rest[1:], '.')
	r.Region = region
	return r, IsRegion(region) && r.ends(suffix)
}

// ends sets the partition from the domain after the region, and reports whether it is known.
func (r *Registry) ends(suffix string) bool {
	for _, e := range endings() {
		if e.suffix == suffix {
			r.Partition, r.DualStack = e.partition, e.dualStack
			if e.partition == "aws" && ascii.HasPrefix(r.Region, "us-gov-") {
				r.Partition = "aws-us-gov"
			}
			return true
		}
	}
	return false
}

// PartitionOf returns the partition of a region.
func PartitionOf(region string) string {
	for _, e := range [...]struct{ begins, partition string }{
		{"cn-", "aws-cn"}, {"us-gov-", "aws-us-gov"}, {"eusc-", "aws-eusc"}, {"us-iso-", "aws-iso"},
		{"us-isob-", "aws-iso-b"}, {"eu-isoe-", "aws-iso-e"}, {"us-isof-", "aws-iso-f"},
	} {
		if ascii.HasPrefix(region, e.begins) {
			return e.partition
		}
	}
	return "aws"
}

// IsAccount reports whether s has the form of an account: twelve digits.
func IsAccount(s string) bool {
	if len(s) != 12 {
		return false
	}
	for i := 0; i < len(s); i++ {
		if s[i] < '0' || s[i] > '9' {
			return false
		}
	}
	return true
}

// IsRegion reports whether s has the form of a region; Amazon adds regions without notice.
func IsRegion(s string) bool {
	for i := 0; i < len(s); i++ {
		c := s[i]
		if !(c >= 'a' && c <= 'z' || c >= '0' && c <= '9' || c == '-' && i > 0 && i < len(s)-1) {
			return false
		}
	}
	return s != ""
}
