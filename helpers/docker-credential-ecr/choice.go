package main

import (
	"os"
	"strings"

	"github.com/dockercfg/dockercfg/helpers/internal/ecr"
	"github.com/dockercfg/dockercfg/shared/envname"
	"github.com/dockercfg/dockercfg/shared/fault"
	"github.com/dockercfg/dockercfg/shared/userconfig"
)

// choice is the identity that the user's config.toml rule and this suite's own
// variables select. The first of these that is set wins: the rule, the variables
// for the registry's account, the generator's role. The SDK resolves the rest.
type choice struct {
	profile  string // selected for this registry; overrides keys in variables
	setBy    string // the setting that selects the profile, for errors
	suffix   string // of the variables that hold the keys: "_123456789012"
	role     string // ARN of the role to assume with this identity
	session  string // session name for that role
	external string // external ID that the role's trust policy requires
}

// ownSession is the name of the role sessions that this helper starts.
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
		err = checkKeyText(c.suffix)
	}
	if err == nil && c.role == "" && !u.Found {
		err = c.generatorRole(r)
	}
	return c, err
}

// byRule returns the identity that the user's rule selects. A role without a
// profile is assumed with the identity that variables and files configure.
func byRule(r ecr.Registry, u userconfig.Rule) (c choice, found bool, err error) {
	c = choice{profile: u.Get(userconfig.Profile), setBy: "the " + u.Label(), role: u.Get(userconfig.RoleARN)}
	if c.role == "" {
		if c.profile == "" && u.Get(userconfig.ExternalID) != "" {
			return c, false, u.Mistake("external_id needs a role: add role_arn")
		}
		return c, c.profile != "", nil
	}
	c.session, c.external = ownSession, u.Get(userconfig.ExternalID)
	if text := checkRole(c.role, r); text != "" {
		return c, true, u.Mistake("role_arn %s", text)
	}
	return c, true, nil
}

// forAccount reads AWS_PROFILE_<account> and similar variables, whose names come
// from docker-credential-env.
func forAccount(r ecr.Registry) (c choice, err error) {
	suffix := "_" + r.Account
	if r.Public {
		return choice{}, nil
	}
	c.setBy = "AWS_PROFILE" + suffix
	c.profile, c.role = os.Getenv(c.setBy), os.Getenv("AWS_ROLE_ARN"+suffix)
	if anySet("AWS_ACCESS_KEY_ID"+suffix, "AWS_SECRET_ACCESS_KEY"+suffix, "AWS_SESSION_TOKEN"+suffix) {
		c.suffix = suffix
		if c.profile != "" {
			return c, fault.New(fault.Config, "AWS_PROFILE%s and AWS_ACCESS_KEY_ID%s are both set: unset one of them",
				suffix, suffix)
		}
		if err := checkPair("AWS_ACCESS_KEY_ID"+suffix, "AWS_SECRET_ACCESS_KEY"+suffix); err != nil {
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

// halfSet returns an error if only one of two variables that belong together is
// set. The SDK ignores such a variable and may then use an identity further down
// its chain, which the user did not intend.
func halfSet() error {
	id, secret := firstSet("AWS_ACCESS_KEY_ID", "AWS_ACCESS_KEY"), firstSet("AWS_SECRET_ACCESS_KEY", "AWS_SECRET_KEY")
	if id != "" || secret != "" {
		return checkPair(or(id, "AWS_ACCESS_KEY_ID"), or(secret, "AWS_SECRET_ACCESS_KEY"))
	}
	if anySet("AWS_WEB_IDENTITY_TOKEN_FILE") && !anySet("AWS_ROLE_ARN") {
		return fault.New(fault.Config, "AWS_WEB_IDENTITY_TOKEN_FILE is set but AWS_ROLE_ARN is not: set both")
	}
	return nil
}

// checkKeyText refuses keys with quotes around them, which an env file keeps, or with
// a newline, which a command's output has. Amazon would only say that the signature
// is wrong.
func checkKeyText(suffix string) error {
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
			return fault.New(fault.Config, "the value of %s begins or ends with white space: "+
				"set it again without the white space", name)
		case len(value) > 1 && first == last && (first == '"' || first == '\''):
			return fault.New(fault.Config, "the value of %s is in quotes: set it again without the quotes", name)
		}
	}
	return nil
}

// checkPair returns an error if only one of a key ID and its secret is set.
func checkPair(id, secret string) error {
	return envname.BothSet(id, os.Getenv(id), secret, os.Getenv(secret))
}

// generatorRole sets the role named by AWS_STS_ROLE in the account AWS_STS_ACCOUNT.
func (c *choice) generatorRole(r ecr.Registry) error {
	role, account := os.Getenv("AWS_STS_ROLE"), os.Getenv("AWS_STS_ACCOUNT")
	if err := envname.BothSet("AWS_STS_ROLE", role, "AWS_STS_ACCOUNT", account); err != nil || role == "" {
		return err
	}
	switch {
	case !ecr.IsAccount(account):
		return fault.New(fault.Config, "AWS_STS_ACCOUNT must be 12 digits")
	case strings.HasPrefix(role, "arn:"):
		return fault.New(fault.Config, "AWS_STS_ROLE must be the name of a role, not an ARN: "+
			"remove everything before the name")
	}
	c.role, c.session = "arn:"+r.Partition+":iam::"+account+":role/"+role, "aws_docker_creds"
	return nil
}

// checkRole returns what is wrong with a role's ARN, or "". A role of another
// partition cannot get a token for the registry.
func checkRole(arn string, r ecr.Registry) (problem string) {
	prefix, rest, _ := strings.Cut(arn, ":")
	partition, _, more := strings.Cut(rest, ":")
	if prefix != "arn" || !more {
		return "is not the ARN of a role: expected the form arn:aws:iam::123456789012:role/name"
	}
	if partition != r.Partition {
		return "belongs to the partition " + fault.Printable(partition, 30) +
			", but the registry belongs to " + r.Partition + ": use a role of that partition"
	}
	return ""
}

func anySet(names ...string) bool { return firstSet(names...) != "" }

// firstSet returns the first of the variables that is set, or "".
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
