package userconfig

import (
	"strconv"
	"time"

	"github.com/dockercfg/dockercfg/shared/fault"
)

// Key is one setting of a rule.
type Key int

// The settings. Each helper defines what its own ones mean.
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

// names returns the keys as written in config.toml.
func names() [keys]string {
	return [keys]string{
		"profile", "role_arn", "external_id", "region", "endpoint", "account", "credentials_file",
		"impersonate", "delegates",
		"tenant", "client_id", "authority", "username", "source", "max_age", "on_failure", "keep",
	}
}

// String returns the key as written in config.toml.
func (k Key) String() string { return names()[k] }

// Named returns the key with a name.
func Named(name string) (Key, bool) {
	for k, n := range names() {
		if n == name {
			return Key(k), true
		}
	}
	return 0, false
}

// Rule contains the settings for one registry. The zero value means that there is no
// rule.
type Rule struct {
	values [keys]string
	Found  bool
	Line   int // of its [[registry]], for messages
}

// Get returns a setting, or "".
func (r Rule) Get(k Key) string { return r.values[k] }

// Set sets a setting.
func (r *Rule) Set(k Key, value string) { r.values[k] = value }

// Only returns an error if the rule has settings that the helper does not use: a rule
// that is silently ignored is worse than none.
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
			return r.Mistake(
				"%s is not used by %s: remove it from the rule, or name another helper in it", key, helper)
		}
	}
	return nil
}

// Mistake returns an error about the rule.
func (r Rule) Mistake(format string, args ...any) error {
	return fault.New(fault.Config, "config.toml, line %d: "+format, append([]any{r.Line}, args...)...)
}

// Where names a setting, for the beginning of an error about it.
func (r Rule) Where(k Key) string {
	return "config.toml, line " + strconv.Itoa(r.Line) + ": " + k.String()
}

// ID returns all settings that are set, as one string.
func (r Rule) ID() (id string) {
	for k, name := range names() {
		if v := r.values[k]; v != "" {
			id += "rule " + name + "=" + strconv.Itoa(len(v)) + " " + v + "\n"
		}
	}
	return id
}

// Label names the rule for people.
func (r Rule) Label() string {
	if !r.Found {
		return ""
	}
	return "rule in line " + strconv.Itoa(r.Line) + " of config.toml"
}

// Duration returns a setting that is a duration, or 0 if it is not set. Load has
// validated it.
func (r Rule) Duration(k Key) time.Duration {
	d, _ := time.ParseDuration(r.Get(k))
	return d
}
