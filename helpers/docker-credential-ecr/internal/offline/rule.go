package offline

import (
	"errors"
	"strconv"

	"github.com/dockercfg/dockercfg/shared/registry"
	"github.com/dockercfg/dockercfg/shared/rule"
)

// Of is the registry of a name. A host that only a rule gives to this helper, such
// as a company's own name for a registry, says nothing of its account and region:
// the rule does.
func Of(name registry.Name, u rule.Rule) (Registry, error) {
	if err := u.Only("docker-credential-ecr", rule.Profile, rule.RoleARN, rule.ExternalID, rule.Region, rule.Endpoint, rule.Account); err != nil {
		return Registry{}, err
	}
	r, ok := Parse(name)
	account, region := u.Get(rule.Account), u.Get(rule.Region)
	switch {
	case account != "" && !isAccount(account):
		return r, mistake(u, "account is no account: it is twelve digits")
	case region != "" && !isRegion(region):
		return r, mistake(u, "region is none: it has the form eu-west-1")
	case ok && (account != "" && account != r.Account || region != "" && region != r.Region):
		return r, mistake(u, "account and region stand in this registry's name, and the rule names others: take them out")
	case !ok && (account == "" || region == ""):
		return r, mistake(u, "this host says nothing of its account and region: add account and region")
	case !ok:
		r = Registry{Account: account, Region: region, Partition: partitionOf(region), Claimed: true}
	}
	return r, nil
}

func mistake(u rule.Rule, what string) error {
	return errors.New("config.toml, line " + strconv.Itoa(u.Line) + ": " + what)
}

// byRule is the identity that the user's rule names. A role without a profile is
// assumed with what the variables and files say.
func byRule(r Registry, u rule.Rule) (id Identity, err error) {
	switch profile := u.Get(rule.Profile); {
	case profile != "":
		id, err = ofProfile(profile, "the rule in line "+strconv.Itoa(u.Line)+" of config.toml")
		id.Named = true
	case u.Get(rule.RoleARN) != "":
		id, err = chain()
	case u.Get(rule.ExternalID) != "":
		return id, mistake(u, "external_id is for a role: add role_arn")
	}
	if id.Role = u.Get(rule.RoleARN); id.Role != "" && err == nil {
		id.Session, id.External = "docker-credential-ecr", u.Get(rule.ExternalID)
		err = checkRole(id.Role, r, "role_arn in line "+strconv.Itoa(u.Line)+" of config.toml")
	}
	return id, err
}

// Endpoint is the one that a rule sets for a registry, or "".
func Endpoint(u rule.Rule) string { return u.Get(rule.Endpoint) }
