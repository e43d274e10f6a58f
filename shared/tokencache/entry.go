package tokencache

import (
	"os"
	"strconv"
	"time"

	"github.com/dockercfg/dockercfg/shared/ascii"
)

// Entry is one kept token, or the answer whose a registry is.
type Entry struct {
	Question
	Username, Secret string // both "" where there is no token
	Route            string // the short name of the helper that has the registry
	Source           string // human words for whose token it is, no secret
	Traits           Traits
	Minted, Expires  time.Time // to the second
	// Dir is the working directory, where an input has a relative path.
	Dir string
	// Machine is what MachineID said, where the identity is the machine's own.
	Machine string
	// Proof is a digest of what another program gave, where that is the identity:
	// the program has to run again before the token may be used.
	Proof  string
	Inputs []Input
}

// Traits are what a program decides by about a token's identity
// (shared/credential.Credential has the same).
type Traits struct{ Ambient, Configured, Program bool }

// String is Traits as one word.
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

// traitsOf undoes String.
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

// Foreign tells the answer that the registry is not the helper's.
func (e Entry) Foreign() bool { return e.Secret == "" && e.Route == "" }

const (
	head   = "dockercfg token 2\n"
	fixed  = 14 // fields before those of the inputs
	fields = 4  // of an input
)

// Encode writes the entry, with a keyed digest of it at the end.
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

// AppendField writes "<length> <bytes>\n".
func AppendField(out []byte, value string) []byte {
	out = strconv.AppendInt(out, int64(len(value)), 10)
	return append(append(append(out, ' '), value...), '\n')
}

func appendInt(out []byte, n int64) []byte { return append(strconv.AppendInt(out, n, 10), '\n') }

// Decode reads an entry that Encode wrote with the same key. One byte less, more or
// other than that is no entry.
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
	e := Entry{Question: Question{f[0], f[1], f[2]}, Username: f[3], Secret: f[4], Route: f[5], Source: f[6], Dir: f[10], Machine: f[11], Proof: f[12]}
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

// cutInputs reads the rest of an entry.
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
		guard := ascii.HasSuffix(how, " guard")
		inputs[i] = Input{Path: f[0], State: f[1], Digest: f[2], ByContent: ascii.HasPrefix(how, "content"), Guard: guard}
	}
	return inputs, text == ""
}

// CutField reads what AppendField wrote at the beginning of text.
func CutField(text string) (value, rest string, ok bool) {
	digits, rest, found := ascii.Cut(text, ' ')
	n, err := strconv.Atoi(digits)
	if !found || err != nil || n < 0 || n >= len(rest) || rest[n] != '\n' || strconv.Itoa(n) != digits {
		return "", "", false
	}
	return rest[:n], rest[n+1:], true
}

// Guarded tells that nothing came before the token's identity when it was kept, as
// long as the guards hold.
func (e Entry) Guarded() bool {
	for _, in := range e.Inputs {
		if in.Guard {
			return true
		}
	}
	return false
}

// unchanged tells whether everything that the token was made from is as it was, and
// whether the guards hold where guards asks for that.
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

// State is what may be done with a kept token.
type State int

// The states. Margins are shares of the token's life, so that a token of five
// minutes is of use too.
const (
	Expired State = iota // never served, whatever fails
	Aging                // a new one is tried for; if that fails, it is served
	Fresh                // served, and nothing else happens
)

// Worth tells whether a token of this life is kept at all.
func Worth(life time.Duration) bool { return life > time.Minute }

// State judges the entry at a time. An entry from the future, or one that lives
// longer than its own life, comes of a clock that was off: it is expired.
func (e Entry) State(now time.Time) State {
	life, left := e.Expires.Sub(e.Minted), e.Expires.Sub(now)
	switch {
	case !Worth(life) || left > life+5*time.Minute:
		return Expired
	case left >= min(max(5*time.Minute, life/5), life/2):
		return Fresh
	case left > min(time.Minute, life/10):
		return Aging
	}
	return Expired
}
