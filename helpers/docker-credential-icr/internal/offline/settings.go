package offline

import (
	"os"

	"github.com/dockercfg/dockercfg/shared/rule"
)

// settings are what goes with a proof, by the user's rule, else by variables.
type settings struct {
	rule              rule.Rule
	profile, endpoint setting
}

// setting is a value, and what names it in errors.
type setting struct {
	value, where string
	name         string // without the place in config.toml
	ruled        bool
}

// placed are the settings for a caller that puts the rule's place before every
// error itself.
func (s settings) placed() settings {
	s.profile.where, s.endpoint.where = s.profile.name, s.endpoint.name
	return s
}

func settingsOf(u rule.Rule) settings {
	of := func(k rule.Key, variable string) setting {
		if value := u.Get(k); value != "" {
			return setting{value, place(u) + k.String(), k.String(), true}
		}
		return setting{os.Getenv(variable), variable, variable, false}
	}
	return settings{u, of(rule.Profile, profileVariable), of(rule.Endpoint, endpointVariable)}
}

// trusted is the profile that is named, if any.
func (s settings) trusted() (Profile, error) { return profile(s.profile.value, s.profile.where) }

// ruled is the profile that the rule names, if any, for what the variable of a
// profile is not for.
func (s settings) ruled() (Profile, error) {
	if !s.profile.ruled {
		return Profile{}, nil
	}
	return s.trusted()
}

// iam is the host of IAM that makes the tokens.
func (s settings) iam() (string, error) {
	if s.endpoint.value == "" {
		return IAM, nil
	}
	return checkEndpoint(s.endpoint.value, s.endpoint.where)
}
