package main

import (
	"errors"

	"github.com/dockercfg/dockercfg/shared/safefile"
)

// computeFiles are the paths where IBM's clusters and apps find their token, in the order of
// IBM's SDK (https://github.com/IBM/go-sdk-core/blob/main/Authentication.md).
func computeFiles() []string {
	return []string{
		"/var/run/secrets/tokens/vault-token",
		"/var/run/secrets/tokens/sa-token",
		"/var/run/secrets/codeengine.cloud.ibm.com/compute-resource-token/token",
	}
}

// compute returns the token of a cluster or app that a variable contains or names.
func (r resolver) compute() (source, error) {
	token, where, err := r.secret(tokenVariable)
	if err != nil || where == "" {
		return source{}, err
	}
	if r.profile.value == "" {
		return source{}, errors.New(tokenVariable + " is set but " + profileVariable + " is not: set both")
	}
	return r.forProfile(token, where)
}

// forProfile returns a compute resource token for the profile that is set.
func (r resolver) forProfile(token, where string) (source, error) {
	p, err := r.trusted()
	if err != nil {
		return source{}, err
	}
	host, err := r.iam()
	return computeSource(token, where, p, host), err
}

func computeSource(token, where string, p profile, iam string) source {
	s := source{kind: compute, where: where, profile: p, iam: iam}
	s.label = "compute resource token of " + where + p.label()
	s.proof.Secret = token
	return s
}

// mounted returns a token that the platform has mounted. Some clusters mount one into every
// container, so it is only used if a profile is set.
func (r resolver) mounted() (source, error) {
	if r.profile.value == "" {
		return source{}, nil
	}
	if _, err := r.trusted(); err != nil {
		return source{}, err
	}
	token, where, err := r.platform()
	if err != nil || where == "" {
		return source{}, err
	}
	return r.forProfile(token, where)
}

// platform reads the first token that the platform has mounted; where is "" if there is
// none. It records the paths before it too, since a new file there would be first. Like IBM's
// SDK, it skips a token that it cannot read; if there is no other, that is the error.
func (r resolver) platform() (token, where string, err error) {
	for _, path := range r.mounts {
		data, failed := r.in.Read(path, maxSecret, false)
		if failed == nil {
			token = trimLine(string(data))
			return token, path, checkSecret(token, path)
		}
		if !safefile.Absent(failed) && err == nil {
			err = errors.New("reading the token in " + path + ": " + safefile.Problem(failed) +
				": have the platform write it")
		}
	}
	return "", "", err
}
