package main

import (
	"errors"
	"fmt"
	"os"

	"github.com/dockercfg/dockercfg/shared/inputs"
	"github.com/dockercfg/dockercfg/shared/userconfig"
)

// The variables other than those of keys and tokens. They come from IBM's command line
// (https://cloud.ibm.com/docs/cli?topic=cli-ibmcloud_env_var), from its Terraform provider
// (endpointVariable), and from IBM's scripts for cp.icr.io (entitledVariable). The converter
// sets staticVariable.
const (
	profileVariable     = "IBMCLOUD_CR_PROFILE"
	tokenVariable       = "IBMCLOUD_CR_TOKEN"
	metadataVariable    = "IBMCLOUD_CR_VPC_URL"
	credentialsVariable = "IBM_CREDENTIALS_FILE"
	endpointVariable    = "IBMCLOUD_IAM_API_ENDPOINT"
	entitledVariable    = "IBM_ENTITLEMENT_KEY"
	staticVariable      = "DOCKERCFG_STATIC"
)

// resolver resolves the identity for a registry. It records every file that it reads or looks
// for.
type resolver struct {
	in                *inputs.Recorder
	rule              userconfig.Rule
	profile, endpoint setting
	mounts            []string // where a platform mounts its token
}

func resolverOf(in *inputs.Recorder, u userconfig.Rule) resolver {
	of := func(k userconfig.Key, variable string) setting {
		if value := u.Get(k); value != "" {
			return setting{value, k.String(), u}
		}
		return setting{value: os.Getenv(variable), name: variable}
	}
	return resolver{
		in: in, rule: u, mounts: computeFiles(),
		profile: of(userconfig.Profile, profileVariable), endpoint: of(userconfig.Endpoint, endpointVariable),
	}
}

// setting is a value with its name for errors.
type setting struct {
	value, name string
	rule        userconfig.Rule // that contains it; the zero value for a variable or a property
}

func (s setting) fromRule() bool { return s.rule.Found }

// mistake returns an error whose subject is the setting.
func (s setting) mistake(format string, args ...any) error {
	text := s.name + " " + fmt.Sprintf(format, args...)
	if s.fromRule() {
		return s.rule.Mistake("%s", text)
	}
	return errors.New(text)
}

// trusted returns the profile that is set, if any.
func (r resolver) trusted() (profile, error) { return profileOf(r.profile) }

// ruleProfile returns the profile that the rule sets, if any. The variable for a profile does not
// apply to API keys.
func (r resolver) ruleProfile() (profile, error) {
	if !r.profile.fromRule() {
		return profile{}, nil
	}
	return r.trusted()
}

// iam returns the host of IAM that issues the tokens.
func (r resolver) iam() (string, error) {
	if r.endpoint.value == "" {
		return iamHost, nil
	}
	return checkEndpoint(r.endpoint)
}
