package offline

import (
	"errors"

	"github.com/dockercfg/dockercfg/shared/ascii"
)

// identity reads the kinds of identity that IBM's IAM has. A file of another
// service with another kind of login is not for this registry.
func (p properties) identity(files []string) (Identity, error) {
	switch kind := ascii.Lower(p.kind()); {
	case kind == "iam", kind == "iamassume":
		return p.key(kind == "iamassume")
	case kind == "bearertoken" && p.settings.profile.ruled:
		return Identity{}, errors.New(p.settings.profile.where + " is set, and " + p.where("BEARER_TOKEN") + " is a token that takes on none: keep one")
	case kind == "bearertoken" && p.get("BEARER_TOKEN") != "":
		return borne(p.get("BEARER_TOKEN"), p.where("BEARER_TOKEN"))
	case kind == "container":
		return p.container(files)
	case kind == "vpc":
		return p.instance()
	case p.prefix == "CONTAINER_REGISTRY_":
		return Identity{}, errors.New(p.where("AUTH_TYPE") + " is none that this registry takes, or lacks its token: use iam, iamAssume, container, vpc or bearerToken")
	}
	return Identity{}, nil
}

// kind is what the file says, else what IBM's SDKs take it for.
func (p properties) kind() string {
	switch {
	case p.get("AUTH_TYPE") != "":
		return p.get("AUTH_TYPE")
	case p.get("APIKEY") != "":
		return "iam"
	case p.get("BEARER_TOKEN") != "":
		return "bearerToken"
	}
	return "container"
}

func (p properties) key(assume bool) (Identity, error) {
	key, where := p.get("APIKEY"), p.where("APIKEY")
	if key == "" {
		return Identity{}, errors.New(p.prefix + "APIKEY is not set, " + p.where("AUTH_TYPE") + " is: set both")
	}
	if err := checkSecret(key, where); err != nil {
		return Identity{}, err
	}
	host, err := p.host()
	if err != nil || !assume && !p.settings.profile.ruled {
		return keyed(key, where, Profile{}, host), err
	}
	profile, err := p.trusted(true)
	if err == nil && (profile.Name == "") != (profile.Account == "") {
		err = errors.New(p.where("IAM_PROFILE_NAME") + " and its IAM_ACCOUNT_ID belong together: set both, or IAM_PROFILE_ID alone")
		if p.settings.profile.ruled {
			err = errors.New(p.settings.profile.where + " is a profile's name, which needs " + p.where("IAM_ACCOUNT_ID") + ": set that, or give the profile's id")
		}
	}
	return keyed(key, where, profile, host), err
}

// container is the token of a cluster or app, from the file that is named or
// from where the platform puts it.
func (p properties) container(files []string) (Identity, error) {
	profile, err := p.trusted(true)
	if err != nil {
		return Identity{}, err
	}
	name := p.where("CR_TOKEN_FILENAME")
	token, where, err := platform(files)
	if path := p.get("CR_TOKEN_FILENAME"); path != "" {
		where = name
		if token, err = file(path, name); err == nil {
			token = trimLine(token)
			err = checkSecret(token, name)
		}
	}
	if err == nil && where == "" {
		err = errors.New("no token is mounted for the trusted profile: set " + name)
	}
	if err != nil {
		return Identity{}, err
	}
	host, err := p.host()
	return computed(token, where, profile, host), err
}

func (p properties) instance() (Identity, error) {
	profile, err := p.trusted(false)
	if err != nil {
		return Identity{}, err
	}
	url := metadataAddress
	if text := p.get("AUTH_URL"); text != "" {
		if url, err = checkMetadata(text, p.where("AUTH_URL")); err != nil {
			return Identity{}, err
		}
	}
	where := p.where("IAM_PROFILE_NAME")
	if p.settings.profile.ruled {
		where = p.settings.profile.where
	}
	return instance(url, profile, where)
}

// trusted is the profile that is named, by the rule or the file; needed makes its
// absence an error. A name is one within the account that the file has.
func (p properties) trusted(needed bool) (Profile, error) {
	if p.settings.profile.ruled {
		profile, err := p.settings.trusted()
		if profile.Name != "" {
			profile.Account = p.get("IAM_ACCOUNT_ID")
		}
		return profile, err
	}
	profile := Profile{ID: p.get("IAM_PROFILE_ID"), CRN: p.get("IAM_PROFILE_CRN"), Name: p.get("IAM_PROFILE_NAME"), Account: p.get("IAM_ACCOUNT_ID")}
	forms := 0
	for _, form := range []string{profile.ID, profile.CRN, profile.Name} {
		if form != "" {
			forms++
		}
	}
	where := p.where("IAM_PROFILE_ID")
	switch {
	case forms > 1:
		return profile, errors.New(where + " is not the only form of the profile: keep one of IAM_PROFILE_ID, IAM_PROFILE_CRN and IAM_PROFILE_NAME")
	case forms == 0 && needed:
		return profile, errors.New(where + " is not set: name the trusted profile")
	}
	return profile, checkLine(profile.Text()+profile.Account, where)
}

// host is the one of IAM that the rule names, the file, or the variable.
func (p properties) host() (string, error) {
	if text := p.get("AUTH_URL"); text != "" && !p.endpoint.ruled {
		return checkEndpoint(text, p.where("AUTH_URL"))
	}
	return p.iam()
}
