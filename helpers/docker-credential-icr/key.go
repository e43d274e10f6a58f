package main

import (
	"os"
	"strings"
	"time"

	"github.com/dockercfg/dockercfg/shared/credential"
	"github.com/dockercfg/dockercfg/shared/envname"
	"github.com/dockercfg/dockercfg/shared/tokencache"
)

// The user names of the registry that stand for no user
// (https://cloud.ibm.com/docs/Registry?topic=Registry-registry_access#registry_access_programmatic).
const (
	keyUser      = "iamapikey"
	bearerUser   = "iambearer"
	entitledUser = "cp"
)

// entitlement is the key of cp.icr.io. Nothing else is ever given to it.
func (r resolver) entitlement() (source, error) {
	key, where, err := r.secret(entitledVariable)
	if err != nil || where == "" {
		return source{}, err
	}
	s := source{kind: held, where: where, label: "entitlement key of " + where}
	s.proof = tokencache.Pair{Username: entitledUser, Secret: key}
	return s, nil
}

// keys are an API key of a user or a service ID, which takes on the profile that a
// rule names.
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
	p, err := r.ruled()
	if err == nil && p.name != "" {
		err = p.from.mistake("is a profile's name, which a key takes on only together with its account: set its id, Profile-..., or its CRN")
	}
	if err != nil {
		return source{}, err
	}
	host, err := r.iam()
	return keyed(value, where, p, host), err
}

// keyed is an API key, alone or for a profile that its service ID takes on. The
// registry takes both as they are, the profile's id as the user name
// (https://cloud.ibm.com/docs/Registry?topic=Registry-registry_access_trusted_profiles);
// they are exchanged where the converter asks for that, or the profile has no id.
func keyed(value, where string, p profile, iam string) source {
	s := source{kind: key, where: where, profile: p, iam: iam, label: "API key of " + where + p.label()}
	s.proof = tokencache.Pair{Username: keyUser, Secret: value}
	if p.id != "" {
		s.proof.Username = p.id
	}
	if os.Getenv(staticVariable) != "swap" && p.crn+p.name == "" {
		s.kind = held
	}
	return s
}

// bearer is a token that somebody else made.
func bearer() (source, error) {
	for _, name := range []string{"IC_IAM_TOKEN", "IBMCLOUD_IAM_TOKEN"} {
		token, err := envname.Secret(name)
		if err != nil {
			return source{}, err
		}
		if token != "" {
			return borne(token, name)
		}
	}
	return source{}, nil
}

// borne is such a token. `ibmcloud iam oauth-tokens` prints it behind a word, which
// may be in the variable, too.
func borne(token, where string) (source, error) {
	const word = "bearer "
	if len(token) > len(word) && strings.EqualFold(token[:len(word)], word) {
		token = token[len(word):]
	}
	if err := checkSecret(token, where); err != nil {
		return source{}, err
	}
	s := source{kind: held, where: where, label: "IAM token of " + where}
	s.proof = tokencache.Pair{Username: bearerUser, Secret: token}
	if end, known := credential.Secret(token).Expiry(); known && !time.Now().Before(end) {
		s.kind = expired
	}
	return s, nil
}
