package main

import (
	"errors"
	"strings"
)

// identity returns the identity in the file, of one of the kinds that IBM's IAM has. A file of
// another service with another kind of login is not for this registry.
func (p properties) identity() (source, error) {
	switch kind := strings.ToLower(p.kind()); {
	case kind == "iam", kind == "iamassume":
		return p.key(kind == "iamassume")
	case kind == "bearertoken" && p.profile.fromRule():
		return source{}, p.profile.mistake("is set, but %s is a token, which cannot assume a profile: "+
			"remove one of them", p.where("BEARER_TOKEN"))
	case kind == "bearertoken" && p.get("BEARER_TOKEN") != "":
		return bearerSource(p.get("BEARER_TOKEN"), p.where("BEARER_TOKEN"))
	case kind == "container":
		return p.container()
	case kind == "vpc":
		return p.instance()
	case p.prefix == "CONTAINER_REGISTRY_":
		return source{}, errors.New(p.where("AUTH_TYPE") + " is not supported for this registry, " +
			"or its token is missing: use iam, iamAssume, container, vpc or bearerToken")
	}
	return source{}, nil
}

// kind returns the kind in the file, or else the kind that IBM's SDKs assume.
func (p properties) kind() string {
	switch {
	case p.get("AUTH_TYPE") != "":
		return p.get("AUTH_TYPE")
	case p.get("AUTHTYPE") != "": // the other spelling of IBM's SDKs
		return p.get("AUTHTYPE")
	case p.get("APIKEY") != "":
		return "iam"
	case p.get("BEARER_TOKEN") != "":
		return "bearerToken"
	}
	return "container"
}

func (p properties) key(assume bool) (source, error) {
	value, where := p.get("APIKEY"), p.where("APIKEY")
	if value == "" {
		return source{}, errors.New(p.where("AUTH_TYPE") + " is set but " + p.prefix + "APIKEY is not: set both")
	}
	if err := checkSecret(value, where); err != nil {
		return source{}, err
	}
	host, err := p.host()
	if err != nil || !assume && !p.profile.fromRule() {
		return keySource(value, where, profile{}, host), err
	}
	assumed, err := p.trustedProfile(true)
	if err == nil && (assumed.name == "") != (assumed.account == "") {
		err = errors.New(p.where("IAM_PROFILE_NAME") + " and its IAM_ACCOUNT_ID belong together: " +
			"set both, or only IAM_PROFILE_ID")
		if p.profile.fromRule() {
			err = p.profile.mistake("is the name of a profile, which needs %s: set that, or set the profile's ID",
				p.where("IAM_ACCOUNT_ID"))
		}
	}
	return keySource(value, where, assumed, host), err
}

// container returns the token of a cluster or app, from the file that is set or from where the
// platform mounts it.
func (p properties) container() (source, error) {
	assumed, err := p.trustedProfile(true)
	if err != nil {
		return source{}, err
	}
	token, where, err := p.computeToken()
	if err != nil {
		return source{}, err
	}
	host, err := p.host()
	return computeSource(token, where, assumed, host), err
}

func (p properties) computeToken() (token, where string, err error) {
	name := p.where("CR_TOKEN_FILENAME")
	if path := p.get("CR_TOKEN_FILENAME"); path != "" {
		text, err := p.resolver.file(path, name)
		if err != nil {
			return "", name, err
		}
		token = trimLine(text)
		return token, name, checkSecret(token, name)
	}
	token, where, err = p.platform()
	if err == nil && where == "" {
		err = errors.New("no token is mounted for the trusted profile: set " + name)
	}
	return token, where, err
}

func (p properties) instance() (source, error) {
	assumed, err := p.trustedProfile(false)
	if err != nil {
		return source{}, err
	}
	return serverOf(p.setting("AUTH_URL"), assumed)
}

// trustedProfile returns the profile that the rule or the file sets; if needed is true, a missing one is
// an error. A profile's name belongs to the account in the file.
func (p properties) trustedProfile(needed bool) (profile, error) {
	if p.profile.fromRule() {
		assumed, err := p.trusted()
		if assumed.name != "" {
			assumed.account = p.get("IAM_ACCOUNT_ID")
		}
		return assumed, err
	}
	assumed := profile{account: p.get("IAM_ACCOUNT_ID"), from: p.setting("IAM_PROFILE_ID")}
	forms := 0
	for name, form := range map[string]*string{
		"IAM_PROFILE_ID": &assumed.id, "IAM_PROFILE_CRN": &assumed.crn, "IAM_PROFILE_NAME": &assumed.name,
	} {
		if *form = p.get(name); *form != "" {
			assumed.from = p.setting(name)
			forms++
		}
	}
	switch {
	case forms > 1:
		return assumed, errors.New(p.where("IAM_PROFILE_ID") + " is not the only form of the profile: " +
			"keep one of IAM_PROFILE_ID, IAM_PROFILE_CRN and IAM_PROFILE_NAME")
	case forms == 0 && needed:
		return assumed, assumed.from.mistake("is not set: set it to the trusted profile")
	}
	return assumed, assumed.check()
}

// host returns the host of IAM that the rule, the file or the variable sets.
func (p properties) host() (string, error) {
	if named := p.setting("AUTH_URL"); named.value != "" && !p.endpoint.fromRule() {
		return checkEndpoint(named)
	}
	return p.iam()
}
