// Package tokencache reads cached tokens. Each entry is one file, which can be parsed
// without a JSON parser before most of the program is initialised (shared/warm). Reading
// is here. Locking and writing, which only happen when a token is minted, are in
// shared/minting and shared/cachedir.
//
// A cached token is valid while its inputs are unchanged, just as a build cache records
// what a step has read. Only the cloud's own library decides which identity the variables
// and files select, at the time when the token is minted; nothing here interprets them.
//
//	variables that matter ───────► digest ──► <group>-<digest>.v2.token
//	                                              │ its own keyed digest: intact?
//	files that were read, or missing ─────────────┤ each unchanged?
//	the machine, the working directory ───────────┤ the same, if they matter?
//	the clock ────────────────────────────────────┘ fresh?  ──► answered
//
// The reason is that two parsers of one configuration always differ somewhere, and each
// difference would serve one identity's token to another.
package tokencache

import (
	"hash/fnv"

	"github.com/dockercfg/dockercfg/shared/ascii"
	"github.com/dockercfg/dockercfg/shared/rawfile"
	"github.com/dockercfg/dockercfg/shared/registry"
)

// Suffixes of file names. Another format has other suffixes.
const (
	Suffix        = ".v2.token"   // an entry with a token
	ForeignSuffix = ".v2.foreign" // an entry that says that a registry does not belong to the helper
	RouteSuffix   = ".v2.route"   // an entry of the router that says which helper serves the registry
	ResultSuffix  = ".v2.result"  // a result that is handed to waiting processes
)

// IsCacheFile reports whether name is a file of the cache that may be removed, since it
// can be created again. Files of the earlier format count too.
func IsCacheFile(name string) bool {
	for _, suffix := range [...]string{Suffix, ForeignSuffix, RouteSuffix, ResultSuffix} {
		if ascii.HasSuffix(name, suffix) {
			return true
		}
	}
	return IsOldFormat(name)
}

// IsOldFormat reports whether name is a file of the earlier format, which is no longer
// read.
func IsOldFormat(name string) bool {
	return ascii.HasSuffix(name, ".v1.token") || ascii.HasSuffix(name, ".v1.token.failed") ||
		ascii.HasSuffix(name, ".v1.rule")
}

// Max is the maximum size of an entry's file, in bytes.
const Max = 1 << 20

// Pair is a user name and its secret. The zero value means that there is none.
type Pair struct {
	Username, Secret string
	Ends             bool // it expires with the job that received it, at an unknown time
}

// String hides the secret.
func (Pair) String() string { return "[redacted]" }

// GoString hides the secret.
func (Pair) GoString() string { return "[redacted]" }

// Group is the prefix of the file names of all entries of a helper for one registry. It
// does not depend on the key, so that `erase` and `cache clear HOST` find the entries
// without it.
func Group(helper, registry string) string { return hash(helper, registry) + "-" }

// ForeignGroup is the prefix of the file names of all entries that say that a registry
// does not belong to the helper under any rule.
func ForeignGroup(helper string) string { return hash(helper, "", "foreign") + "-" }

// hash is not cryptographic and need not be: helper and registry are in the entry and are
// compared.
func hash(parts ...string) string {
	h := fnv.New128a()
	for _, p := range parts {
		_, _ = h.Write([]byte(p))
		_, _ = h.Write([]byte{0})
	}
	sum := h.Sum(nil)
	return string(appendHex(appendHex(nil, word(string(sum))), word(string(sum[8:]))))
}

// Question identifies an entry.
type Question struct {
	Helper, Registry string
	Variables        string // result of Key.Variables
}

// Ask returns the question for a registry. patterns select the variables that can matter.
func (k Key) Ask(helper string, environ, patterns []string, name registry.Name) Question {
	return Question{helper, name.Registry(), k.Variables(environ, patterns, name)}
}

// File returns the name of the file with a token.
func (q Question) File() string { return Group(q.Helper, q.Registry) + q.Variables + Suffix }

// RouteFile returns the name of the file that says which helper serves the registry.
func (q Question) RouteFile() string { return Group(q.Helper, q.Registry) + q.Variables + RouteSuffix }

// ForeignFile returns the name of the file that says that the registry does not belong to
// the helper.
func (q Question) ForeignFile(k Key) string {
	return ForeignGroup(q.Helper) + k.Digest(q.Registry+" "+q.Variables) + ForeignSuffix
}

// ReadKey reads the cache directory's key.
func ReadKey(dir string) (Key, bool) {
	data, ok := rawfile.ReadOwn(dir, KeyFile, KeySize)
	if !ok {
		return Key{}, false
	}
	return KeyOf(data)
}

// Open parses an entry and checks that it may be used: it is intact, it belongs to this
// question, and its inputs are unchanged, and so are its guards if guards is true. The
// caller has to compare Proof. ok is false for any other data.
func (q Question) Open(k Key, data []byte, guards bool) (Entry, bool) {
	e, ok := Decode(k, data)
	if !ok || e.Question != q || !e.unchanged(k, guards) {
		return Entry{}, false
	}
	return e, true
}
