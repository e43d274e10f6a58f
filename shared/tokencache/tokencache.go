// Package tokencache keeps minted tokens: one file an entry, readable without a
// parser of JSON before most of the program is initialised (shared/warm). Reading
// is here; locking and writing, which only a mint does, are in shared/minting.
//
// A kept token is valid while its inputs are unchanged, as a build cache records
// what a step has read. Which identity the variables and files lead to is decided
// by the cloud's own library alone, when a token is made; nothing here reads them.
//
//	variables that can decide ──► digest ──► <group>-<digest>.v2.token
//	                                              │ keyed digest of itself: whole?
//	files that were read, absent ones too ────────┤ each as it was?
//	the machine, the working directory ───────────┤ where they decide: the same?
//	the clock ────────────────────────────────────┘ fresh?  ──► answered
//
// The cut is this way because two readings of one configuration always differ
// somewhere, and each difference would serve one identity's token to another.
package tokencache

import (
	"hash/fnv"

	"github.com/dockercfg/dockercfg/shared/ascii"
	"github.com/dockercfg/dockercfg/shared/rawfile"
	"github.com/dockercfg/dockercfg/shared/registry"
)

// What the names of files end in. Another format has other endings.
const (
	Suffix        = ".v2.token"   // an entry with a token
	ForeignSuffix = ".v2.foreign" // an entry that says that a registry is not the helper's
	RouteSuffix   = ".v2.route"   // an entry of the router's that says whose the registry is
	ResultSuffix  = ".v2.result"  // what is handed to processes that wait
)

// Ours tells the names of files that may be removed: they can be made again.
func Ours(name string) bool {
	for _, suffix := range [...]string{Suffix, ForeignSuffix, RouteSuffix, ResultSuffix} {
		if ascii.HasSuffix(name, suffix) {
			return true
		}
	}
	return Earlier(name)
}

// Earlier tells the files of the format before this one, which nothing reads now.
func Earlier(name string) bool {
	return ascii.HasSuffix(name, ".v1.token") || ascii.HasSuffix(name, ".v1.token.failed") || ascii.HasSuffix(name, ".v1.rule")
}

// Max bounds an entry's file, in bytes.
const Max = 1 << 20

// Pair is a user name and its secret; the zero value is none.
type Pair struct {
	Username, Secret string
	Ends             bool // with the job that it was given to, no one says when
}

// String hides the secret.
func (Pair) String() string { return "[redacted]" }

// GoString hides the secret.
func (Pair) GoString() string { return "[redacted]" }

// Group begins the names of all entries of a helper for one registry. It needs no
// key, so that `erase` and `cache clear HOST` find them without one.
func Group(helper, registry string) string { return hash(helper, registry) + "-" }

// ForeignGroup begins the names of a helper's entries that say that a registry is
// not its own, whatever rules there are.
func ForeignGroup(helper string) string { return hash(helper, "", "foreign") + "-" }

// hash is not cryptographic and need not be: helper and registry are in the entry
// and are compared.
func hash(parts ...string) string {
	h := fnv.New128a()
	for _, p := range parts {
		_, _ = h.Write([]byte(p))
		_, _ = h.Write([]byte{0})
	}
	sum := h.Sum(nil)
	return string(appendHex(appendHex(nil, word(string(sum))), word(string(sum[8:]))))
}

// Question is what an entry is looked for by.
type Question struct {
	Helper, Registry string
	Variables        string // Key.Variables
}

// Ask makes the question for a registry. patterns are those of the variables that
// can decide.
func (k Key) Ask(helper string, environ, patterns []string, name registry.Name) Question {
	return Question{helper, name.Registry(), k.Variables(environ, patterns, name)}
}

// File is the name of the entry with a token.
func (q Question) File() string { return Group(q.Helper, q.Registry) + q.Variables + Suffix }

// RouteFile is the name of the entry that says which helper has the registry.
func (q Question) RouteFile() string { return Group(q.Helper, q.Registry) + q.Variables + RouteSuffix }

// ForeignFile is the name of the entry that says that the registry is not the helper's.
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

// Open reads an entry's content and tells whether it may be used: it is whole and of
// this question, and its inputs are as they were. What its Proof stands for is for
// the caller to compare. guards asks for the guards, too. Anything else is no entry.
func (q Question) Open(k Key, data []byte, guards bool) (Entry, bool) {
	e, ok := Decode(k, data)
	if !ok || e.Question != q || !e.unchanged(k, guards) {
		return Entry{}, false
	}
	return e, true
}
