package tokencache

import (
	"os"
	"strconv"
	"time"

	"github.com/dockercfg/dockercfg/shared/ascii"
)

// Entry is one cached answer: a token, a route, or the fact that a registry does not
// belong to the helper.
type Entry struct {
	Question
	Username, Secret string // both "" if there is no token
	Route            string // the short name of the helper that serves the registry
	Source           string // whose token it is, for people; not a secret
	Traits           Traits
	Minted, Expires  time.Time // in whole seconds
	// Dir is the working directory, if an input has a relative path.
	Dir string
	// Machine is the result of MachineID, if the identity belongs to the machine.
	Machine string
	// Proof is a digest of the output of another program, if that program provides the
	// identity. The program has to run again before the token may be used.
	Proof  string
	Inputs []Input
}

// Traits are the properties of a token's identity on which programs base decisions.
// shared/credential.Credential has the same ones.
type Traits struct{ Ambient, Configured, Program bool }

// String encodes the traits as one word.
func (t Traits) String() string {
	word := ""
	for _, trait := range [...]struct {
		has    bool
		letter string
	}{{t.Ambient, "a"}, {t.Configured, "c"}, {t.Program, "p"}} {
		if trait.has {
			word += trait.letter
		}
	}
	return word
}

// traitsOf decodes the result of String.
func traitsOf(word string) (t Traits, ok bool) {
	for i := 0; i < len(word); i++ {
		switch word[i] {
		case 'a':
			t.Ambient = true
		case 'c':
			t.Configured = true
		case 'p':
			t.Program = true
		}
	}
	return t, t.String() == word
}

// Foreign reports whether the entry says that the registry does not belong to the helper.
func (e Entry) Foreign() bool { return e.Secret == "" && e.Route == "" }

const (
	head   = "dockercfg token 2\n"
	fixed  = 14 // number of fields before those of the inputs
	fields = 4  // number of fields of one input
)

// Encode serialises the entry, followed by its keyed digest.
func (e Entry) Encode(k Key) []byte {
	out := make([]byte, 0, 1024+len(e.Secret))
	out = append(out, head...)
	for _, f := range [fixed - 1]string{
		e.Helper, e.Registry, e.Variables, e.Username, e.Secret, e.Route, e.Source, e.Traits.String(),
		strconv.FormatInt(e.Minted.Unix(), 10), strconv.FormatInt(e.Expires.Unix(), 10), e.Dir, e.Machine, e.Proof,
	} {
		out = AppendField(out, f)
	}
	out = AppendField(out, strconv.Itoa(len(e.Inputs)))
	for _, in := range e.Inputs {
		how := "state"
		if in.ByContent {
			how = "content"
		}
		if in.Guard {
			how += " guard"
		}
		out = AppendField(AppendField(AppendField(AppendField(out, in.Path), in.State), in.Digest), how)
	}
	return append(out, k.Digest(string(out))...)
}

// AppendField appends "<length> <bytes>\n".
func AppendField(out []byte, value string) []byte {
	out = strconv.AppendInt(out, int64(len(value)), 10)
	return append(append(append(out, ' '), value...), '\n')
}

func appendInt(out []byte, n int64) []byte { return append(strconv.AppendInt(out, n, 10), '\n') }

// Decode parses an entry that Encode wrote with the same key. ok is false if a single
// byte is missing, added or changed.
func Decode(k Key, data []byte) (Entry, bool) {
	text := string(data)
	if !ascii.HasPrefix(text, head) || len(text) < len(head)+DigestSize {
		return Entry{}, false
	}
	text, sum := text[:len(text)-DigestSize], text[len(text)-DigestSize:]
	if k.Digest(text) != sum {
		return Entry{}, false
	}
	text = text[len(head):]
	var f [fixed]string
	for i := range f {
		var ok bool
		if f[i], text, ok = CutField(text); !ok {
			return Entry{}, false
		}
	}
	e := Entry{
		Question: Question{f[0], f[1], f[2]}, Username: f[3], Secret: f[4], Route: f[5], Source: f[6],
		Dir: f[10], Machine: f[11], Proof: f[12],
	}
	var ok, also, known bool
	e.Traits, known = traitsOf(f[7])
	e.Minted, ok = seconds(f[8])
	e.Expires, also = seconds(f[9])
	if !ok || !also || !known || (e.Username == "") != (e.Secret == "") || e.Route != "" && e.Secret != "" {
		return Entry{}, false
	}
	e.Inputs, ok = cutInputs(f[13], text)
	return e, ok
}

func seconds(text string) (time.Time, bool) {
	n, err := strconv.ParseInt(text, 10, 64)
	return time.Unix(n, 0), err == nil
}

// cutInputs parses the rest of an entry.
func cutInputs(count, text string) ([]Input, bool) {
	n, err := strconv.Atoi(count)
	if err != nil || n < 0 || n > len(text)/(2*fields) {
		return nil, false
	}
	inputs := make([]Input, n)
	for i := range inputs {
		var f [fields]string
		for j := range f {
			var ok bool
			if f[j], text, ok = CutField(text); !ok {
				return nil, false
			}
		}
		how := f[3]
		inputs[i] = Input{
			Path: f[0], State: f[1], Digest: f[2],
			ByContent: ascii.HasPrefix(how, "content"), Guard: ascii.HasSuffix(how, " guard"),
		}
	}
	return inputs, text == ""
}

// CutField parses one field that AppendField wrote at the beginning of text.
func CutField(text string) (value, rest string, ok bool) {
	digits, rest, found := ascii.Cut(text, ' ')
	n, err := strconv.Atoi(digits)
	if !found || err != nil || n < 0 || n >= len(rest) || rest[n] != '\n' || strconv.Itoa(n) != digits {
		return "", "", false
	}
	return rest[:n], rest[n+1:], true
}

// HasGuards reports whether the entry has guards. If it has, no explicit login took
// precedence over the token's identity when it was cached, and none does while the guards
// are unchanged.
func (e Entry) HasGuards() bool {
	for _, in := range e.Inputs {
		if in.Guard {
			return true
		}
	}
	return false
}

// unchanged reports whether everything that the token was made from is unchanged, and the
// guards too if guards is true.
func (e Entry) unchanged(k Key, guards bool) bool {
	if e.Machine != "" && e.Machine != MachineID() {
		return false
	}
	if e.Dir != "" {
		if dir, err := os.Getwd(); err != nil || dir != e.Dir {
			return false
		}
	}
	for _, in := range e.Inputs {
		if (guards || !in.Guard) && !in.unchanged(k) {
			return false
		}
	}
	return true
}

// State says how a cached token may be used.
type State int

// The states. Their margins are shares of the token's lifetime, so that a token of five
// minutes is useful too.
const (
	Expired State = iota // never used
	Stale                // refresh it; use it if the refresh fails
	Fresh                // used without a refresh
)

// WorthKeeping reports whether a token with this lifetime is cached at all.
func WorthKeeping(life time.Duration) bool { return life > time.Minute }

// State returns the entry's state at a time. An entry from the future, or one with more
// time left than its lifetime, was written with a wrong clock and counts as expired.
func (e Entry) State(now time.Time) State {
	life, left := e.Expires.Sub(e.Minted), e.Expires.Sub(now)
	switch {
	case !WorthKeeping(life) || left > life+5*time.Minute:
		return Expired
	case left >= min(max(5*time.Minute, life/5), life/2):
		return Fresh
	case left > min(time.Minute, life/10):
		return Stale
	}
	return Expired
}
