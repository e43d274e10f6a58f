// Package credential is the value that travels from a source to a client: who,
// with what, of which kind, until when. Its secret prints as "[redacted]"
// wherever it is printed by accident; only Reveal gives it.
package credential

import (
	"fmt"
	"log/slog"
	"time"
)

// TokenUser is the user name that marks the secret as an identity token:
// https://github.com/docker/docker-credential-helpers/blob/master/credentials/credentials.go
const TokenUser = "<token>"

// Kind tells how long a secret is meant to live.
type Kind string

// The kinds. A helper that is not of this suite says none.
const (
	Static    Kind = "static"    // lives until somebody changes it
	Exchanged Kind = "exchanged" // minted for a while
	Unknown   Kind = "unknown"
)

// Credential is what a registry is shown.
type Credential struct {
	Username string
	Secret   Secret
	Kind     Kind
	Expires  time.Time // zero: never, or not known
	Source   string    // human words for where it came from, no secret
	Cached   bool      // an earlier run minted it
	// Ambient: the identity is the machine's own: an instance's, a metadata
	// service's, a managed one. Only a request can tell whether there is one.
	Ambient bool
	// Configured: somebody set the ambient identity up, or the machine says by
	// itself whose it is. Of any other identity it goes without saying.
	Configured bool
	// Program: another program gives the identity, and runs each time.
	Program bool
	// Lacks is the command that has to be run before the identity can be used, such
	// as a login that was never made; "" for none that can be seen from here.
	Lacks string
}

// LogValue leaves the secret out of structured logs.
func (c Credential) LogValue() slog.Value {
	return slog.GroupValue(slog.String("username", c.Username), slog.String("kind", string(c.Kind)),
		slog.Time("expires", c.Expires), slog.String("source", c.Source))
}

// Secret is a password or token.
type Secret string

const redacted = "[redacted]"

// Reveal gives the secret; call it only where it is written for its reader.
func (s Secret) Reveal() string { return string(s) }

// String hides the secret from %s and from print.
func (Secret) String() string { return redacted }

// GoString hides the secret from %#v.
func (Secret) GoString() string { return redacted }

// Format hides the secret from every verb.
func (Secret) Format(f fmt.State, _ rune) { _, _ = f.Write([]byte(redacted)) }

// LogValue hides the secret from slog.
func (Secret) LogValue() slog.Value { return slog.StringValue(redacted) }

// MarshalText hides the secret from encoding/json and its like.
func (Secret) MarshalText() ([]byte, error) { return []byte(redacted), nil }
