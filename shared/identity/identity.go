// Package identity is what the frame of a helper (shared/minting) is told of who
// would be used for a registry. The provider resolves it with the cloud's own
// library, without a request.
package identity

import (
	"strings"
	"time"

	"github.com/dockercfg/dockercfg/shared/tokencache"
)

// Identity is who would be used for a registry.
type Identity struct {
	// Label tells a person who it is, without a secret.
	Label string
	// Username is that of the tokens; "" where it is not known before.
	Username string
	// Configured: somebody set it up. The metadata service of a machine is not
	// configured but may be there.
	Configured bool
	// Ambient: it is the machine's own.
	Ambient bool
	// Static is a credential that is there as it is: nothing is made or kept.
	Static tokencache.Pair
	// None: nothing is configured, and there is no service to ask. The registry also
	// serves anonymous pulls.
	None bool
	// Lacks is the command that has to be run first, as far as that can be seen
	// without a request: a login that was never made.
	Lacks string
	// Keeping says how far variables and files tell one such identity from another.
	Keeping Keeping
}

// OfPair is a user name and a secret that the registry takes as they are.
func OfPair(label, user, secret string) Identity {
	return Identity{Label: label, Username: user, Configured: true, Static: tokencache.Pair{Username: user, Secret: secret}}
}

// Nothing is what is used where nothing is configured: the registry also serves
// anonymous pulls.
func Nothing(label string) Identity { return Identity{Label: label, None: true} }

// Keeping is under which conditions a token of an identity is kept.
type Keeping int

// The conditions.
const (
	// ByInputs: variables and files say all. The token is kept while they are as
	// they were.
	ByInputs Keeping = iota
	// ByMachine: the machine or the container says who it is. The token is kept for
	// an hour at most, and on this machine, as long as it runs.
	ByMachine
	// ByProgram: another program says who it is, each time. The token is kept for
	// what the program said.
	ByProgram
	// Unsafe: nothing tells one such identity from another. The token is used once,
	// unless a rule says how long it may be kept.
	Unsafe
)

// MachineFor is how long a machine's token is kept at most: its role may be changed
// without a trace on the machine.
const MachineFor = time.Hour

// OfMachine is how a machine's identity is kept that its own address gives. makers
// are words that the firmware of the platform's machines has, such as "Amazon EC2":
// on a machine of another maker, somebody else answers at that address. endpoint
// says that a variable or file leads elsewhere; then it is an input by its value.
func OfMachine(endpoint bool, makers ...string) Keeping {
	if tokencache.MachineID() == "" {
		return Unsafe
	}
	if endpoint {
		return ByMachine
	}
	maker := tokencache.FirmwareVendor()
	if maker == "" {
		return ByMachine // it says nothing, as in some containers
	}
	for _, word := range makers {
		if strings.Contains(maker, word) {
			return ByMachine
		}
	}
	return Unsafe
}
