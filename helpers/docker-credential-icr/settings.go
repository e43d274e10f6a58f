package main

import (
	"errors"
	"fmt"
	"os"

	"github.com/dockercfg/dockercfg/shared/inputs"
	"github.com/dockercfg/dockercfg/shared/userconfig"
)

// The variables that are read, beside those of keys and tokens. They are those of
// IBM's command line (https://cloud.ibm.com/docs/cli?topic=cli-ibmcloud_env_var), of
// its Terraform provider (endpointVariable), and of IBM's scripts for cp.icr.io
// (entitledVariable). staticVariable is set by the converter.
const (
	profileVariable     = "IBMCLOUD_CR_PROFILE"
	tokenVariable       = "IBMCLOUD_CR_TOKEN"
	metadataVariable    = "IBMCLOUD_CR_VPC_URL"
	credentialsVariable = "IBM_CREDENTIALS_FILE"
	endpointVariable    = "IBMCLOUD_IAM_API_ENDPOINT"
	entitledVariable    = "IBM_ENTITLEMENT_KEY"
	staticVariable      = "DOCKERCFG_STATIC"
)

// resolver finds who would be used for a registry. It notes every file that it reads
// or looks for.
type resolver struct {
	in                *inputs.Recorder
	rule              userconfig.Rule
	profile, endpoint setting
	mounts            []string // where a platform puts its token
}

func resolverOf(in *inputs.Recorder, u userconfig.Rule) resolver {
	of := func(k userconfig.Key, variable string) setting {
		if value := u.Get(k); value != "" {
			return setting{value, k.String(), u}
		}
		return setting{value: os.Getenv(variable), name: variable}
	}
	return resolver{in, u, of(userconfig.Profile, profileVariable), of(userconfig.Endpoint, endpointVariable), computeFiles()}
}

// setting is a value, and what names it in errors.
type setting struct {
	value, name string
	rule        userconfig.Rule // which has it; the zero value for a variable or a property
}

func (s setting) ruled() bool { return s.rule.Found }

// mistake is an error about the setting, which is its subject.
func (s setting) mistake(format string, args ...any) error {
	text := s.name + " " + fmt.Sprintf(format, args...)
	if s.ruled() {
		return s.rule.Mistake("%s", text)
	}
	return errors.New(text)
}

// trusted is the profile that is named, if any.
func (r resolver) trusted() (profile, error) { return profileOf(r.profile) }

// ruled is the profile that the rule names, if any, for what the variable of a
// profile is not for.
func (r resolver) ruled() (profile, error) {
	if !r.profile.ruled() {
		return profile{}, nil
	}
	return r.trusted()
}

// iam is the host of IAM that makes the tokens.
func (r resolver) iam() (string, error) {
	if r.endpoint.value == "" {
		return iamHost, nil
	}
	return checkEndpoint(r.endpoint)
}
