// Package credential defines the credential that a source returns to a client: user name,
// secret, kind and expiry time. The secret prints as "[redacted]" wherever it is printed
// by accident; only Reveal returns it.
package credential

import (
	"fmt"
	"log/slog"
	"time"
)

// TokenUser is the user name that marks the secret as an identity token:
// https://github.com/docker/docker-credential-helpers/blob/master/credentials/credentials.go
const TokenUser = "<token>"

// Kind says how long a secret is meant to live.
type Kind string

// The kinds. Helpers that do not belong to this suite return none.
const (
	Static    Kind = "static"    // lives until someone changes it
	Exchanged Kind = "exchanged" // minted for a limited time
	Unknown   Kind = "unknown"
)

// Credential is a login for a registry.
type Credential struct {
	Username string
	Secret   Secret
	Kind     Kind
	Expires  time.Time // zero if it does not expire, or if that is not known
	Source   string    // its origin, for people; not a secret
	Cached   bool      // minted by an earlier run
	// Ambient means that the identity belongs to the machine: that of an instance, a
	// metadata service, or a managed one. Only a request can tell whether it exists.
	Ambient bool
	// Configured means that someone set the ambient identity up, or that the machine
	// itself says which one it has. It is not set for other identities, which are always
	// configured.
	Configured bool
	// Program means that another program provides the identity, and runs each time.
	Program bool
	// Lacks is the command that has to be run before the identity can be used, such as a
	// login that never took place; "" if no such command is known.
	Lacks string
}

// LogValue omits the secret from structured logs.
func (c Credential) LogValue() slog.Value {
	return slog.GroupValue(slog.String("username", c.Username), slog.String("kind", string(c.Kind)),
		slog.Time("expires", c.Expires), slog.String("source", c.Source))
}

// Secret is a password or token.
type Secret string

const redacted = "[redacted]"

// Reveal returns the secret. Call it only to write the secret for its recipient.
func (s Secret) Reveal() string { return string(s) }

// String hides the secret from %s and from print.
func (Secret) String() string { return redacted }

// GoString hides the secret from %#v.
func (Secret) GoString() string { return redacted }

// Format hides the secret from every verb.
func (Secret) Format(f fmt.State, _ rune) { _, _ = f.Write([]byte(redacted)) }

// LogValue hides the secret from slog.
func (Secret) LogValue() slog.Value { return slog.StringValue(redacted) }

// MarshalText hides the secret from encoding/json and similar packages.
func (Secret) MarshalText() ([]byte, error) { return []byte(redacted), nil }
