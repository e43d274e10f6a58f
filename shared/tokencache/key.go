// Package tokencache is the form in which a minted token is kept: one file per
// key, readable without a parser of JSON, before most of the program is
// initialised (shared/warm). Reading it is here; locking and writing, which only
// a mint does, are in shared/minting.
//
// A token is kept under the identity source that would be used for it, which is
// known offline, and not under the identity that the source leads to, which would
// take a request to know. That is why a hit needs neither network nor keys.
package tokencache

import "hash/fnv"

// Suffix ends a token's file name. Another format gets another suffix, so that
// two versions leave each other's files alone.
const Suffix = ".v1.token"

// FailedSuffix ends the name of what a failed mint leaves for those who waited.
const FailedSuffix = Suffix + ".failed"

// Max bounds a token's file, in bytes.
const Max = 1 << 20

// Source is the identity that would be used for a host, found offline.
type Source struct {
	// ID names it without a secret: variables and settings as they stand,
	// digests of what is private. Two identities never share one.
	ID string
	// Scope is what else decides about the token: endpoints set by the user.
	Scope string
	// Words tell a person what it is.
	Words string
	// Username is that of the tokens, where it is not the same for all of the
	// helper's; "" where it is, or where nobody knows it before.
	Username string
	// Configured: somebody set it up. The metadata service of a machine is not
	// configured but may be there.
	Configured bool
	// Ambient: the identity is the machine's own: an instance's, a metadata
	// service's, a managed one.
	Ambient bool
	// Static is a credential that is there as it stands: nothing is made or kept.
	Static Pair
	// None: nothing is configured, and there is nobody to ask. The registry also
	// serves anonymous pulls.
	None bool
}

// Pair is a user name and its secret; the zero value is none.
type Pair struct {
	Username, Secret string
	Ends             bool // with the job that it was given to, nobody says when
}

// String hides the secret.
func (Pair) String() string { return "[redacted]" }

// GoString hides the secret.
func (Pair) GoString() string { return "[redacted]" }

// Key is all that a token belongs to.
type Key struct {
	Helper   string // program
	Registry string // registry.Name.Registry
	Source
}

// File is the name of the key's file. The hashes are not cryptographic and need
// not be: the whole key lies in the file and is compared, so a collision is a
// miss.
func (k Key) File() string { return k.Group() + hash(k.ID, k.Scope) + Suffix }

// Group begins the names of all files of one helper and registry.
func (k Key) Group() string { return hash(k.Helper, k.Registry) + "-" }

func hash(parts ...string) string {
	h := fnv.New128a()
	for _, p := range parts {
		_, _ = h.Write([]byte(p))
		_, _ = h.Write([]byte{0})
	}
	return encode(h.Sum(nil))
}

// Digest stands for a value that is not to be kept as it is, such as the id of a
// key. It is for telling values apart, not for hiding what can be guessed.
func Digest(value string) string { return hash(value) }

func encode(sum []byte) string {
	const digits = "0123456789abcdef"
	out := make([]byte, 0, 2*len(sum))
	for _, b := range sum {
		out = append(out, digits[b>>4], digits[b&15])
	}
	return string(out)
}
