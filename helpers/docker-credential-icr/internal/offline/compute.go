package offline

import (
	"errors"

	"github.com/dockercfg/dockercfg/shared/rawfile"
	"github.com/dockercfg/dockercfg/shared/subject"
	"github.com/dockercfg/dockercfg/shared/tokencache"
)

// computeFiles are where IBM's clusters and apps find their token, in the order
// of IBM's SDK (https://github.com/IBM/go-sdk-core/blob/main/Authentication.md).
func computeFiles() []string {
	return []string{
		"/var/run/secrets/tokens/vault-token",
		"/var/run/secrets/tokens/sa-token",
		"/var/run/secrets/codeengine.cloud.ibm.com/compute-resource-token/token",
	}
}

// compute is a token of a cluster or app that a variable holds or names.
func (s settings) compute() (Identity, error) {
	token, where, err := secret(tokenVariable)
	if err != nil || where == "" {
		return Identity{}, err
	}
	if s.profile.value == "" {
		return Identity{}, errors.New(profileVariable + " is not set, " + tokenVariable + " is: set both")
	}
	p, err := s.trusted()
	if err != nil {
		return Identity{}, err
	}
	host, err := s.iam()
	return computed(token, where, p, host), err
}

// computed stays the same when the platform writes a new token of the same
// subject.
func computed(token, where string, p Profile, iam string) Identity {
	return Identity{Kind: Compute, Proof: tokencache.Pair{Secret: token}, Where: where, Profile: p, IAM: iam, Source: tokencache.Source{
		ID: "compute\n" + p.id() + subject.Of(token) + "\n", Scope: scope(iam), Words: "compute resource token of " + where + p.words(), Configured: true,
	}}
}

// mounted is a token that the platform has put there. It happens to be there in
// any container of some clusters, so it is used only for a profile that is named.
func (s settings) mounted(files []string) (Identity, error) {
	if s.profile.value == "" {
		return Identity{}, nil
	}
	p, err := s.trusted()
	if err != nil {
		return Identity{}, err
	}
	token, where, err := platform(files)
	if err != nil || where == "" {
		return Identity{}, err
	}
	host, err := s.iam()
	return computed(token, where, p, host), err
}

// platform reads the first token that the platform has put there; where is "" if
// there is none.
func platform(files []string) (token, where string, err error) {
	for _, path := range files {
		if data, ok := rawfile.Read(path, maxSecret); ok {
			token = trimLine(string(data))
			return token, path, checkSecret(token, path)
		}
	}
	return "", "", nil
}
