package offline

import (
	"errors"
	"os"
	"time"

	"github.com/dockercfg/dockercfg/shared/ascii"
	"github.com/dockercfg/dockercfg/shared/tokencache"
)

// entitlement is the key of cp.icr.io. Nothing else is ever given to it.
func entitlement() (Identity, error) {
	key, where, err := secret(entitledVariable)
	if err != nil || where == "" {
		return nothing(), err
	}
	return held(tokencache.Pair{Username: entitledUser, Secret: key}, "entitlement key of "+where), nil
}

// held is a credential that is there as it stands.
func held(proof tokencache.Pair, words string) Identity {
	return Identity{Kind: Held, Proof: proof, Source: tokencache.Source{ID: "held\n", Words: words, Configured: true, Static: proof}}
}

// keys are an API key of a user or a service ID, which takes on the profile that a
// rule names.
func (s settings) keys() (Identity, error) {
	for _, name := range []string{"IC_API_KEY", "IBMCLOUD_API_KEY", "BM_API_KEY", "BLUEMIX_API_KEY"} {
		key, where, err := secret(name)
		if err != nil {
			return Identity{}, err
		}
		if where != "" {
			return s.keyOf(key, where)
		}
	}
	return Identity{}, nil
}

func (s settings) keyOf(key, where string) (Identity, error) {
	p, err := s.ruled()
	if err == nil && p.Name != "" {
		err = errors.New(s.profile.where + " is a profile's name, which a key takes on only together with its account: give its id, Profile-..., or its CRN")
	}
	if err != nil {
		return Identity{}, err
	}
	host, err := s.iam()
	return keyed(key, where, p, host), err
}

// keyed is an API key, alone or for a profile that its service ID takes on. The
// registry takes both as they are, the profile's id as the user name
// (https://cloud.ibm.com/docs/Registry?topic=Registry-registry_access_trusted_profiles);
// they are exchanged where the converter asks for that, or the profile has no id.
func keyed(key, where string, p Profile, iam string) Identity {
	id := Identity{Kind: Key, Proof: tokencache.Pair{Username: KeyUser, Secret: key}, Where: where, Profile: p, IAM: iam, Source: tokencache.Source{
		ID: "key " + tokencache.Digest(key) + "\n" + p.id(), Scope: scope(iam), Words: "API key of " + where + p.words(), Configured: true,
	}}
	if p.ID != "" {
		id.Proof.Username = p.ID
	}
	if os.Getenv(staticVariable) != "swap" && p.CRN+p.Name == "" {
		id.Static = id.Proof
	}
	return id
}

func scope(iam string) string { return "iam " + iam + "\n" }

// bearer is a token that somebody else made. `ibmcloud iam oauth-tokens` prints
// it behind a word, which may stand in the variable, too.
func bearer() (Identity, error) {
	for _, name := range []string{"IC_IAM_TOKEN", "IBMCLOUD_IAM_TOKEN"} {
		if token := os.Getenv(name); token != "" {
			return borne(token, name)
		}
	}
	return Identity{}, nil
}

func borne(token, where string) (Identity, error) {
	const word = "bearer "
	if len(token) > len(word) && ascii.Lower(token[:len(word)]) == word {
		token = token[len(word):]
	}
	if err := checkSecret(token, where); err != nil {
		return Identity{}, err
	}
	id := held(tokencache.Pair{Username: BearerUser, Secret: token}, "IAM token of "+where)
	id.Where = where
	if ended(token, time.Now()) {
		id.Kind, id.ID, id.Static = Ended, "ended "+tokencache.Digest(token)+"\n", tokencache.Pair{}
	}
	return id, nil
}
