package main

import (
	"errors"
	"os"
	"strings"

	"github.com/dockercfg/dockercfg/shared/credential"
	"github.com/dockercfg/dockercfg/shared/envname"
	"github.com/dockercfg/dockercfg/shared/fault"
	"github.com/dockercfg/dockercfg/shared/inputs"
	"github.com/dockercfg/dockercfg/shared/registry"
)

const prefix = "DOCKER_"

// perRegistry is DOCKER_<registry>_USR with _PSW or _PSW_FILE.
type perRegistry struct{}

// get looks for the registry's variables in its own spelling and all in upper case. Docker Hub has
// several names, and port 443 may be left out; each form may be used.
func (perRegistry) get(r target) (credential.Credential, error) {
	for _, host := range spellings(r) {
		code := prefix + envname.Encode(host)
		for _, base := range []string{code, strings.ToUpper(code)} {
			c, err := readPair(base)
			if !errors.Is(err, fault.ErrNotFound) {
				return c, err
			}
		}
	}
	return credential.Credential{}, fault.ErrNotFound
}

func spellings(r target) []string {
	if r.registry == registry.Hub {
		return registry.HubHosts()
	}
	if r.name.Port == "" || r.name.Port == "443" {
		return []string{r.registry, r.registry + ":443"}
	}
	return []string{r.registry}
}

// readPair reads the variables that begin with base.
func readPair(base string) (credential.Credential, error) {
	user, secret, err := envname.Pair(base+"_USR", base+"_PSW")
	if err != nil {
		return credential.Credential{}, err
	}
	file := os.Getenv(base + "_PSW_FILE")
	if file == "" {
		return newCredential(user, base+"_USR", secret, base+"_PSW")
	}
	if secret != "" {
		return credential.Credential{}, fault.New(fault.Config, "%s_PSW and %s_PSW_FILE are both set: "+
			"unset one of them", base, base)
	}
	var unrecorded *inputs.Recorder // this helper caches nothing
	text, err := unrecorded.Secret(file, base+"_PSW_FILE")
	if err != nil {
		return credential.Credential{}, err
	}
	return newCredential(user, base+"_USR", text, base+"_PSW_FILE")
}

func (perRegistry) hosts() []string { return envname.Registries(os.Environ()) }
