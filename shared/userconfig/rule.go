package userconfig

import (
	"strconv"
	"time"

	"github.com/dockercfg/dockercfg/shared/fault"
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
	Keep
	keys
)

// names are the keys as config.toml has them.
func names() [keys]string {
	return [keys]string{
		"profile", "role_arn", "external_id", "region", "endpoint", "account", "credentials_file", "impersonate", "delegates",
		"tenant", "client_id", "authority", "username", "source", "max_age", "on_failure", "keep",
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
		if v == "" || key == MaxAge || key == OnFailure || key == Keep {
			continue
		}
		known := false
		for _, u := range used {
			known = known || u == key
		}
		if !known {
			return r.Mistake("%s means nothing to %s: take it out of the rule, or name another helper in it", key, helper)
		}
	}
	return nil
}

// Mistake is an error about the rule.
func (r Rule) Mistake(format string, args ...any) error {
	return fault.New(fault.Config, "config.toml, line %d: "+format, append([]any{r.Line}, args...)...)
}

// Where names a setting, for the beginning of an error about it.
func (r Rule) Where(k Key) string {
	return "config.toml, line " + strconv.Itoa(r.Line) + ": " + k.String()
}

// ID is all settings that are set.
func (r Rule) ID() (id string) {
	for k, name := range names() {
		if v := r.values[k]; v != "" {
			id += "rule " + name + "=" + strconv.Itoa(len(v)) + " " + v + "\n"
		}
	}
	return id
}

// Words say which rule it is.
func (r Rule) Label() string {
	if !r.Found {
		return ""
	}
	return "rule in line " + strconv.Itoa(r.Line) + " of config.toml"
}

// Duration gives a setting that is one; 0 where it is not set. Load has checked it.
func (r Rule) Duration(k Key) time.Duration {
	d, _ := time.ParseDuration(r.Get(k))
	return d
}
