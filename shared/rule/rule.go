// Package rule is what the user's config.toml says for one registry, in a form
// that the warm path can use: a rule that was found once is kept beside the
// registry's tokens, together with the state of the file that it was found in. So
// a cached token costs one look at the file's state, and no reading of it.
//
//	config.toml ── shared/rules: first match ──► Rule ──► <registry>.v1.rule
//	     │                                                    │
//	   stat: size, time, inode ────────── the same? ──────────┘──► Rule, by the warm path
package rule

import (
	"errors"
	"strconv"

	"github.com/dockercfg/dockercfg/shared/ascii"
	"github.com/dockercfg/dockercfg/shared/tokencache"
)

// Key is one setting of a rule.
type Key int

// The settings. What each of them means is its helper's.
const (
	Profile Key = iota
	RoleARN
	ExternalID
	Region
	Endpoint
	Account
	CredentialsFile
	Impersonate
	Delegates
	Tenant
	ClientID
	Authority
	Username
	Source
	MaxAge
	OnFailure
	keys
)

// names are the keys as config.toml has them.
func names() [keys]string {
	return [keys]string{
		"profile", "role_arn", "external_id", "region", "endpoint", "account", "credentials_file", "impersonate", "delegates",
		"tenant", "client_id", "authority", "username", "source", "max_age", "on_failure",
	}
}

// String is the key as config.toml has it.
func (k Key) String() string { return names()[k] }

// Named gives the key of a name.
func Named(name string) (Key, bool) {
	for k, n := range names() {
		if n == name {
			return Key(k), true
		}
	}
	return 0, false
}

// Rule holds the settings for one registry; the zero value is no rule.
type Rule struct {
	values [keys]string
	Found  bool
	Line   int // of its [[registry]], for words to show
}

// Get gives a setting, or "".
func (r Rule) Get(k Key) string { return r.values[k] }

// Set gives a setting a value.
func (r *Rule) Set(k Key, value string) { r.values[k] = value }

// Only refuses settings that the helper has no use for: a rule that is passed over
// in silence is worse than none.
func (r Rule) Only(helper string, used ...Key) error {
	for k, v := range r.values {
		key := Key(k)
		if v == "" || key == MaxAge || key == OnFailure {
			continue
		}
		known := false
		for _, u := range used {
			known = known || u == key
		}
		if !known {
			return errors.New("config.toml, line " + strconv.Itoa(r.Line) + ": " + key.String() + " means nothing to " + helper + ": take it out of the rule, or name another helper in it")
		}
	}
	return nil
}

// ID is all settings that are set, as part of a token's key.
func (r Rule) ID() (id string) {
	for k, name := range names() {
		if v := r.values[k]; v != "" {
			id += "rule " + name + "=" + strconv.Itoa(len(v)) + " " + v + "\n"
		}
	}
	return id
}

// Words say which rule it is.
func (r Rule) Words() string {
	if !r.Found {
		return ""
	}
	return "rule in line " + strconv.Itoa(r.Line) + " of config.toml"
}

const (
	head = "dockercfg rule 1\n"
	tail = "end\n"
)

// Max bounds an encoded rule, in bytes.
const Max = 64 << 10

// Encode writes a rule with the state of its file.
func (r Rule) Encode(state string) []byte {
	found := "no"
	if r.Found {
		found = "yes"
	}
	out := []byte(head)
	for _, field := range append([]string{state, found, strconv.Itoa(r.Line)}, r.values[:]...) {
		out = tokencache.AppendField(out, field)
	}
	return append(out, tail...)
}

// Decode reads what Encode wrote for the file's state; anything else is no rule.
func Decode(data []byte, state string) (r Rule, ok bool) {
	text := string(data)
	if !ascii.HasPrefix(text, head) {
		return Rule{}, false
	}
	text = text[len(head):]
	var fields [3 + keys]string
	for i := range fields {
		if fields[i], text, ok = tokencache.CutField(text); !ok {
			return Rule{}, false
		}
	}
	line, err := strconv.Atoi(fields[2])
	if text != tail || fields[0] != state || err != nil {
		return Rule{}, false
	}
	r = Rule{Found: fields[1] == "yes", Line: line}
	copy(r.values[:], fields[3:])
	return r, true
}
