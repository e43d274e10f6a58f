package main

import (
	"os"
	"strings"
	"time"

	"github.com/dockercfg/dockercfg/shared/credential"
	"github.com/dockercfg/dockercfg/shared/envname"
	"github.com/dockercfg/dockercfg/shared/tokencache"
)

// The registry's user names that are not a user
// (https://cloud.ibm.com/docs/Registry?topic=Registry-registry_access#registry_access_programmatic).
const (
	keyUser      = "iamapikey"
	bearerUser   = "iambearer"
	entitledUser = "cp"
)

// entitlement returns the key for cp.icr.io, which never gets any other secret.
func (r resolver) entitlement() (source, error) {
	key, where, err := r.secret(entitledVariable)
	if err != nil || where == "" {
		return source{}, err
	}
	s := source{kind: static, where: where, label: "entitlement key of " + where}
	s.proof = tokencache.Pair{Username: entitledUser, Secret: key}
	return s, nil
}

// keys returns the API key of a user or of a service ID. The service ID assumes the profile
// that a rule sets.
func (r resolver) keys() (source, error) {
	for _, name := range []string{"IC_API_KEY", "IBMCLOUD_API_KEY", "BM_API_KEY", "BLUEMIX_API_KEY"} {
		value, where, err := r.secret(name)
		if err != nil {
			return source{}, err
		}
		if where != "" {
			return r.keyOf(value, where)
		}
	}
	return source{}, nil
}

func (r resolver) keyOf(value, where string) (source, error) {
	p, err := r.ruleProfile()
	if err == nil && p.name != "" {
		err = p.from.mistake("is the name of a profile, which also needs its account: " +
			"set it to the profile's ID, Profile-..., or its CRN")
	}
	if err != nil {
		return source{}, err
	}
	host, err := r.iam()
	return keySource(value, where, p, host), err
}

// keySource returns an API key, alone or with a profile that its service ID assumes. The registry
// accepts both directly, with the profile's ID as the user name
// (https://cloud.ibm.com/docs/Registry?topic=Registry-registry_access_trusted_profiles). They
// are only exchanged if the converter asks for that, or if the profile is not given by its ID.
func keySource(value, where string, p profile, iam string) source {
	s := source{kind: key, where: where, profile: p, iam: iam, label: "API key of " + where + p.label()}
	s.proof = tokencache.Pair{Username: keyUser, Secret: value}
	if p.id != "" {
		s.proof.Username = p.id
	}
	if os.Getenv(staticVariable) != "swap" && p.crn+p.name == "" {
		s.kind = static
	}
	return s
}

// bearer returns a token that the user has created.
func bearer() (source, error) {
	for _, name := range []string{"IC_IAM_TOKEN", "IBMCLOUD_IAM_TOKEN"} {
		token, err := envname.Secret(name)
		if err != nil {
			return source{}, err
		}
		if token != "" {
			return bearerSource(token, name)
		}
	}
	return source{}, nil
}

// bearerSource returns such a token as a source. `ibmcloud iam oauth-tokens` prints a word before the
// token, which may be in the variable too.
func bearerSource(token, where string) (source, error) {
	const word = "bearer "
	if len(token) > len(word) && strings.EqualFold(token[:len(word)], word) {
		token = token[len(word):]
	}
	if err := checkSecret(token, where); err != nil {
		return source{}, err
	}
	s := source{kind: static, where: where, label: "IAM token of " + where}
	s.proof = tokencache.Pair{Username: bearerUser, Secret: token}
	if end, known := credential.Secret(token).Expiry(); known && !time.Now().Before(end) {
		s.kind = expired
	}
	return s, nil
}
