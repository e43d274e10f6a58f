package main

import (
	"errors"
	"strings"
)

// identity reads the kinds of identity that IBM's IAM has. A file of another
// service with another kind of login is not for this registry.
func (p properties) identity() (source, error) {
	switch kind := strings.ToLower(p.kind()); {
	case kind == "iam", kind == "iamassume":
		return p.key(kind == "iamassume")
	case kind == "bearertoken" && p.profile.ruled():
		return source{}, p.profile.mistake("is set, but %s is a token, which cannot take on a profile: keep one", p.where("BEARER_TOKEN"))
	case kind == "bearertoken" && p.get("BEARER_TOKEN") != "":
		return borne(p.get("BEARER_TOKEN"), p.where("BEARER_TOKEN"))
	case kind == "container":
		return p.container()
	case kind == "vpc":
		return p.instance()
	case p.prefix == "CONTAINER_REGISTRY_":
		return source{}, errors.New(p.where("AUTH_TYPE") + " is not supported for this registry, or its token is missing: use iam, iamAssume, container, vpc or bearerToken")
	}
	return source{}, nil
}

// kind is what the file says, else what IBM's SDKs take it for.
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
		return source{}, errors.New(p.prefix + "APIKEY is not set, " + p.where("AUTH_TYPE") + " is: set both")
	}
	if err := checkSecret(value, where); err != nil {
		return source{}, err
	}
	host, err := p.host()
	if err != nil || !assume && !p.profile.ruled() {
		return keyed(value, where, profile{}, host), err
	}
	taken, err := p.taken(true)
	if err == nil && (taken.name == "") != (taken.account == "") {
		err = errors.New(p.where("IAM_PROFILE_NAME") + " and its IAM_ACCOUNT_ID belong together: set both, or IAM_PROFILE_ID alone")
		if p.profile.ruled() {
			err = p.profile.mistake("is a profile's name, which needs %s: set that, or set the profile's id", p.where("IAM_ACCOUNT_ID"))
		}
	}
	return keyed(value, where, taken, host), err
}

// container is the token of a cluster or app, from the file that is named or
// from where the platform puts it.
func (p properties) container() (source, error) {
	taken, err := p.taken(true)
	if err != nil {
		return source{}, err
	}
	token, where, err := p.computeToken()
	if err != nil {
		return source{}, err
	}
	host, err := p.host()
	return computed(token, where, taken, host), err
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
	taken, err := p.taken(false)
	if err != nil {
		return source{}, err
	}
	return serverOf(p.setting("AUTH_URL"), taken)
}

// taken is the profile that is named, by the rule or the file; needed makes its
// absence an error. A name is one within the account that the file has.
func (p properties) taken(needed bool) (profile, error) {
	if p.profile.ruled() {
		taken, err := p.trusted()
		if taken.name != "" {
			taken.account = p.get("IAM_ACCOUNT_ID")
		}
		return taken, err
	}
	taken := profile{account: p.get("IAM_ACCOUNT_ID"), from: p.setting("IAM_PROFILE_ID")}
	forms := 0
	for name, form := range map[string]*string{"IAM_PROFILE_ID": &taken.id, "IAM_PROFILE_CRN": &taken.crn, "IAM_PROFILE_NAME": &taken.name} {
		if *form = p.get(name); *form != "" {
			taken.from = p.setting(name)
			forms++
		}
	}
	switch {
	case forms > 1:
		return taken, errors.New(p.where("IAM_PROFILE_ID") + " is not the only form of the profile: keep one of IAM_PROFILE_ID, IAM_PROFILE_CRN and IAM_PROFILE_NAME")
	case forms == 0 && needed:
		return taken, taken.from.mistake("is not set: name the trusted profile")
	}
	return taken, taken.check()
}

// host is the one of IAM that the rule names, the file, or the variable.
func (p properties) host() (string, error) {
	if named := p.setting("AUTH_URL"); named.value != "" && !p.endpoint.ruled() {
		return checkEndpoint(named)
	}
	return p.iam()
}
