package offline

import (
	"github.com/dockercfg/dockercfg/shared/registry"
	"github.com/dockercfg/dockercfg/shared/rule"
	"github.com/dockercfg/dockercfg/shared/tokencache"
)

// Kind is how an identity becomes a credential.
type Kind int

// The kinds.
const (
	Nothing  Kind = iota
	Key           // an API key: taken by the registry as it is, or exchanged
	Held          // another secret that the registry takes as it is
	Ended         // a token that was held and is over
	Compute       // the token of a cluster or app, exchanged
	Instance      // asked from the metadata service of a virtual server
)

// Identity is what would be used for a registry.
type Identity struct {
	Kind     Kind
	Proof    tokencache.Pair // user name and secret that the registry or IAM is shown
	Where    string          // the proof stands, for errors
	Profile  Profile
	IAM      string // host that makes the token
	LedBy    string // names that host in errors, where it is not the variable
	Metadata string // URL of the metadata service
	tokencache.Source
}

// The user names of the registry that stand for no user
// (https://cloud.ibm.com/docs/Registry?topic=Registry-registry_access#registry_access_programmatic).
const (
	KeyUser      = "iamapikey"
	BearerUser   = "iambearer"
	entitledUser = "cp"
)

// Variables of IBM's command line
// (https://cloud.ibm.com/docs/cli?topic=cli-ibmcloud_env_var), the one in which
// IBM's scripts have the key of cp.icr.io, and the converter's.
const (
	profileVariable  = "IBMCLOUD_CR_PROFILE"
	tokenVariable    = "IBMCLOUD_CR_TOKEN"
	metadataVariable = "IBMCLOUD_CR_VPC_URL"
	entitledVariable = "IBM_ENTITLEMENT_KEY"
	staticVariable   = "DOCKERCFG_STATIC"
)

// Source is Find for the cache and the frame.
func Source(name registry.Name, u rule.Rule) (tokencache.Source, error) {
	id, err := Find(name, u)
	return id.Source, err
}

func nothing() Identity {
	return Identity{Source: tokencache.Source{ID: "nothing\n", Words: "no identity"}}
}
