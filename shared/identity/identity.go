// Package identity describes the identity that is used for a registry. A provider
// resolves it with the cloud's own library, without a request, for the caching and
// locking in shared/minting.
package identity

import (
	"strings"
	"time"

	"github.com/dockercfg/dockercfg/shared/tokencache"
)

// Identity is the identity that is used for a registry.
type Identity struct {
	// Label names it for people, without a secret.
	Label string
	// Username is the user name of its tokens; "" if it is not known in advance.
	Username string
	// Configured means that someone set it up. A machine's metadata service is not
	// configured, but may exist.
	Configured bool
	// Ambient means that it belongs to the machine.
	Ambient bool
	// Static is a credential that needs no exchange and is not cached.
	Static tokencache.Pair
	// None means that nothing is configured and there is no service to ask. The registry
	// also serves anonymous pulls.
	None bool
	// Lacks is the command that has to be run first, if that can be seen without a
	// request: for example, a login that never took place.
	Lacks string
	// Keeping says how far variables and files distinguish one such identity from
	// another.
	Keeping Keeping
}

// OfPair returns the identity of a user name and a secret that the registry accepts
// without an exchange.
func OfPair(label, user, secret string) Identity {
	pair := tokencache.Pair{Username: user, Secret: secret}
	return Identity{Label: label, Username: user, Configured: true, Static: pair}
}

// Nothing returns the identity for a registry that also serves anonymous pulls, if
// nothing is configured.
func Nothing(label string) Identity { return Identity{Label: label, None: true} }

// Keeping is the condition under which tokens of an identity are cached.
type Keeping int

// The conditions.
const (
	// ByInputs means that variables and files determine the identity. The token is cached
	// while they are unchanged.
	ByInputs Keeping = iota
	// ByMachine means that the machine or the container determines the identity. The
	// token is cached on this machine, for an hour at most, and until the machine
	// restarts.
	ByMachine
	// ByProgram means that another program determines the identity each time. The token
	// is cached together with that program's output.
	ByProgram
	// Unsafe means that such identities cannot be told apart. The token is used once,
	// unless a rule says how long it may be cached.
	Unsafe
)

// MachineFor is how long a machine's token is cached at most: its role may change without
// a trace on the machine.
const MachineFor = time.Hour

// OfMachine returns the Keeping for an identity from the platform's own metadata address.
// vendors are words that the firmware of the platform's machines contains, such as "Amazon
// EC2": on a machine of another vendor, another service answers at that address. endpoint
// means that a variable or a file selects another address, whose value then is an input.
func OfMachine(endpoint bool, vendors ...string) Keeping {
	if tokencache.MachineID() == "" {
		return Unsafe
	}
	if endpoint {
		return ByMachine
	}
	vendor := tokencache.FirmwareVendor()
	if vendor == "" {
		return ByMachine // the firmware names no vendor, as in some containers
	}
	for _, word := range vendors {
		if strings.Contains(vendor, word) {
			return ByMachine
		}
	}
	return Unsafe
}
