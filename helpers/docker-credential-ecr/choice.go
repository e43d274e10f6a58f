package main

import (
	"os"
	"strings"

	"github.com/dockercfg/dockercfg/helpers/internal/ecr"
	"github.com/dockercfg/dockercfg/shared/fault"
	"github.com/dockercfg/dockercfg/shared/userconfig"
)

// choice is what the user's rule and the variables of this suite say of the
// identity, in this order: the rule, variables for the registry's account, the
// generator's role. What they leave open is the SDK's to resolve.
type choice struct {
	profile  string // named for this registry; it comes before keys in variables
	named    string // what names that profile
	suffix   string // of the variables that hold the keys: "_123456789012"
	role     string // ARN to assume with all this
	session  string // name of that role's session
	external string // id that the role's owner asks for
}

// ownSession is the name of the sessions that this helper begins.
const ownSession = "docker-credential-ecr"

func choose(r ecr.Registry, u userconfig.Rule) (choice, error) {
	c, found, err := byRule(r, u)
	if err == nil && !found {
		c, err = forAccount(r)
	}
	if err == nil && c.profile == "" && c.suffix == "" {
		err = halfSet()
	}
	if err == nil {
		err = stray(c.suffix)
	}
	if err == nil && c.role == "" && !u.Found {
		err = c.generatorRole(r)
	}
	return c, err
}

// byRule is what the user's rule names. A role without a profile is assumed with
// what the variables and files say.
func byRule(r ecr.Registry, u userconfig.Rule) (c choice, found bool, err error) {
	c = choice{profile: u.Get(userconfig.Profile), named: "the " + u.Words(), role: u.Get(userconfig.RoleARN)}
	if c.role == "" {
		if c.profile == "" && u.Get(userconfig.ExternalID) != "" {
			return c, false, u.Mistake("external_id is for a role: add role_arn")
		}
		return c, c.profile != "", nil
	}
	c.session, c.external = ownSession, u.Get(userconfig.ExternalID)
	if text := checkRole(c.role, r); text != "" {
		return c, true, u.Mistake("role_arn %s", text)
	}
	return c, true, nil
}

// forAccount reads AWS_PROFILE_<account> and its like, as docker-credential-env
// has them.
func forAccount(r ecr.Registry) (c choice, err error) {
	suffix := "_" + r.Account
	if r.Public {
		return choice{}, nil
	}
	c.named = "AWS_PROFILE" + suffix
	c.profile, c.role = os.Getenv(c.named), os.Getenv("AWS_ROLE_ARN"+suffix)
	if anySet("AWS_ACCESS_KEY_ID"+suffix, "AWS_SECRET_ACCESS_KEY"+suffix, "AWS_SESSION_TOKEN"+suffix) {
		c.suffix = suffix
		if c.profile != "" {
			return c, fault.New(fault.Config, "AWS_PROFILE%s and AWS_ACCESS_KEY_ID%s are both set: unset one", suffix, suffix)
		}
		if err := pair("AWS_ACCESS_KEY_ID"+suffix, "AWS_SECRET_ACCESS_KEY"+suffix); err != nil {
			return c, err
		}
	}
	if c.role == "" {
		return c, nil
	}
	c.session = ownSession
	if text := checkRole(c.role, r); text != "" {
		return c, fault.New(fault.Config, "AWS_ROLE_ARN%s %s", suffix, text)
	}
	return c, nil
}

// halfSet refuses half of what belongs together. The SDK passes over it, and the
// next identity in its chain could be one that was not meant.
func halfSet() error {
	id, secret := firstSet("AWS_ACCESS_KEY_ID", "AWS_ACCESS_KEY"), firstSet("AWS_SECRET_ACCESS_KEY", "AWS_SECRET_KEY")
	if id != "" || secret != "" {
		return pair(or(id, "AWS_ACCESS_KEY_ID"), or(secret, "AWS_SECRET_ACCESS_KEY"))
	}
	if anySet("AWS_WEB_IDENTITY_TOKEN_FILE") && !anySet("AWS_ROLE_ARN") {
		return fault.New(fault.Config, "AWS_ROLE_ARN is not set, AWS_WEB_IDENTITY_TOKEN_FILE is: set both")
	}
	return nil
}

// stray refuses what is no part of a key: an env file keeps quotes, and a command's
// output ends with a line end. Amazon would say that the signature is wrong.
func stray(suffix string) error {
	for _, name := range []string{
		"AWS_ACCESS_KEY_ID" + suffix, "AWS_SECRET_ACCESS_KEY" + suffix, "AWS_SESSION_TOKEN" + suffix,
		"AWS_ACCESS_KEY", "AWS_SECRET_KEY", "AWS_CONTAINER_AUTHORIZATION_TOKEN",
	} {
		value := os.Getenv(name)
		if value == "" {
			continue
		}
		first, last := value[0], value[len(value)-1]
		switch {
		case strings.TrimSpace(value) != value:
			return fault.New(fault.Config, "the value of %s begins or ends with a space or a line end: set it again without",
				name)
		case len(value) > 1 && first == last && (first == '"' || first == '\''):
			return fault.New(fault.Config, "the value of %s has quotes around it: set it again without", name)
		}
	}
	return nil
}

// pair refuses a key id without its secret, and the other way round.
func pair(id, secret string) error {
	switch {
	case !anySet(id):
		return fault.New(fault.Config, "%s is not set, its secret is: set both", id)
	case !anySet(secret):
		return fault.New(fault.Config, "%s is not set, %s is: set both", secret, id)
	}
	return nil
}

// generatorRole is AWS_STS_ROLE, a role's name, in AWS_STS_ACCOUNT.
func (c *choice) generatorRole(r ecr.Registry) error {
	role, account := os.Getenv("AWS_STS_ROLE"), os.Getenv("AWS_STS_ACCOUNT")
	switch {
	case role == "" && account == "":
		return nil
	case role == "":
		return fault.New(fault.Config, "AWS_STS_ROLE is not set, AWS_STS_ACCOUNT is: set both")
	case account == "":
		return fault.New(fault.Config, "AWS_STS_ACCOUNT is not set, AWS_STS_ROLE is: set both")
	case !ecr.IsAccount(account):
		return fault.New(fault.Config, "AWS_STS_ACCOUNT must be 12 digits")
	case strings.HasPrefix(role, "arn:"):
		return fault.New(fault.Config, "AWS_STS_ROLE must be a role's name, not its ARN: remove everything before the name")
	}
	c.role, c.session = "arn:"+r.Partition+":iam::"+account+":role/"+role, "aws_docker_creds"
	return nil
}

// checkRole says what is wrong with a role, if anything: a role of another partition
// could not make a token for the registry.
func checkRole(arn string, r ecr.Registry) (problem string) {
	prefix, rest, _ := strings.Cut(arn, ":")
	partition, _, more := strings.Cut(rest, ":")
	if prefix != "arn" || !more {
		return "is not a role's ARN: it has the form arn:aws:iam::123456789012:role/name"
	}
	if partition != r.Partition {
		return "belongs to the partition " + fault.Printable(partition, 30) +
			", the registry to " + r.Partition + ": name a role of that partition"
	}
	return ""
}

func anySet(names ...string) bool { return firstSet(names...) != "" }

// firstSet is the first of some variables that is set; "" for none.
func firstSet(names ...string) string {
	for _, name := range names {
		if os.Getenv(name) != "" {
			return name
		}
	}
	return ""
}

func or(text, fallback string) string {
	if text == "" {
		return fallback
	}
	return text
}
