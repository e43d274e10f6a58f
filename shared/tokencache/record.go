package tokencache

import (
	"strconv"
	"time"

	"github.com/dockercfg/dockercfg/shared/ascii"
)

// Record is one kept token.
type Record struct {
	Key
	Username, Secret string
	Minted, Expires  time.Time // to the second
}

const (
	head = "dockercfg token 1\n"
	tail = "end\n"
)

// fields in their order in the file; each is "<length> <bytes>\n".
func (r Record) fields() [8]string {
	return [8]string{
		r.Helper, r.Registry, r.ID, r.Scope, r.Username, r.Secret,
		strconv.FormatInt(r.Minted.Unix(), 10), strconv.FormatInt(r.Expires.Unix(), 10),
	}
}

// Encode writes the record.
func (r Record) Encode() []byte {
	out := []byte(head)
	for _, f := range r.fields() {
		out = AppendField(out, f)
	}
	return append(out, tail...)
}

// AppendField writes "<length> <bytes>\n".
func AppendField(out []byte, value string) []byte {
	out = strconv.AppendInt(out, int64(len(value)), 10)
	return append(append(append(out, ' '), value...), '\n')
}

// Decode reads a record that Encode wrote; anything else, also one byte less or
// more, is no record.
func Decode(data []byte) (Record, bool) {
	text := string(data)
	if !ascii.HasPrefix(text, head) {
		return Record{}, false
	}
	text = text[len(head):]
	var f [8]string
	for i := range f {
		var ok bool
		if f[i], text, ok = CutField(text); !ok {
			return Record{}, false
		}
	}
	minted, bad := strconv.ParseInt(f[6], 10, 64)
	expires, worse := strconv.ParseInt(f[7], 10, 64)
	if bad != nil || worse != nil || text != tail {
		return Record{}, false
	}
	r := Record{Username: f[4], Secret: f[5], Minted: time.Unix(minted, 0), Expires: time.Unix(expires, 0)}
	r.Helper, r.Registry, r.ID, r.Scope = f[0], f[1], f[2], f[3]
	return r, r.Username != "" && r.Secret != ""
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

// For tells whether the record belongs to the key, compared in full.
func (r Record) For(k Key) bool {
	return r.Helper == k.Helper && r.Registry == k.Registry && r.ID == k.ID && r.Scope == k.Scope
}

// State is what may be done with a kept token.
type State int

// The states. Margins are shares of the token's life, so that a token of five
// minutes is of use too.
const (
	Spent State = iota // never served, whatever fails
	Aging              // a new one is tried for; if that fails, it is served
	Fresh              // served, and nothing else happens
)

// Worth tells whether a token of this life is kept at all.
func Worth(life time.Duration) bool { return life > time.Minute }

// State judges the record at a time. A record from the future, or one that
// lives longer than its own life, comes of a clock that was off: it is spent.
func (r Record) State(now time.Time) State {
	life, left := r.Expires.Sub(r.Minted), r.Expires.Sub(now)
	switch {
	case !Worth(life) || left > life+5*time.Minute:
		return Spent
	case left >= min(max(5*time.Minute, life/5), life/2):
		return Fresh
	case left > min(time.Minute, life/10):
		return Aging
	}
	return Spent
}
