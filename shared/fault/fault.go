// Package fault defines the form in which errors reach the user:
//
//	<program>: <code>: <text>
//
// on one line, in lower case, with the next command to type. Codes are stable: scripts
// and the other programs of this suite read them. "Not found" is not a failure, so it has
// no code: it is the sentinel ErrNotFound. No failure may wrap it, because every client
// continues anonymously when it sees it.
package fault

import (
	"errors"
	"fmt"
	"slices"

	"github.com/dockercfg/dockercfg/shared/printable"
)

// Code is the word after the program's name, one of the constants below.
type Code string

// The codes, each with what the user has to look at.
const (
	Input        Code = "input"         // the request on standard input
	Config       Code = "config"        // a variable or a configuration file
	NoIdentity   Code = "no-identity"   // no credential source is configured
	LoginExpired Code = "login-expired" // a login has to be renewed
	Denied       Code = "denied"        // the provider refused the identity
	Throttled    Code = "throttled"     // the provider asks to wait
	Upstream     Code = "upstream"      // the provider returned an invalid answer or 5xx
	Timeout      Code = "timeout"       // a deadline passed
	DNS          Code = "dns"           // a name did not resolve
	TLS          Code = "tls"           // a certificate was not accepted
	Proxy        Code = "proxy"         // the proxy did not answer
	Clock        Code = "clock"         // this machine's clock is wrong
	Store        Code = "store"         // the credential store or its key
	Backend      Code = "backend"       // a required program is missing
	Helper       Code = "helper"        // another credential helper failed
	Internal     Code = "internal"      // a bug in this program
)

// Codes returns all codes, for readers of such lines.
func Codes() []Code {
	return []Code{
		Input, Config, NoIdentity, LoginExpired, Denied, Throttled, Upstream, Timeout,
		DNS, TLS, Proxy, Clock, Store, Backend, Helper, Internal,
	}
}

// Known reports whether word is a code.
func Known(word string) bool { return slices.Contains(Codes(), Code(word)) }

// ErrNotFound means that there is no credential: the registry does not belong to the
// helper, a store has no entry, or nothing is configured for a registry that also serves
// anonymous pulls.
var ErrNotFound = errors.New("credentials not found in native keychain")

// Error is an error with a code. Its text never contains a secret, a response body, or
// the input that caused it.
type Error struct {
	Code Code
	// Hint says what to do, at the end of the line. It is "" if the text already says it,
	// or if nothing is known.
	Hint  string
	text  string
	cause error
}

// New returns an Error. The format accepts %w like fmt.Errorf.
func New(code Code, format string, args ...any) *Error {
	err := fmt.Errorf(format, args...)
	return &Error{Code: code, text: err.Error(), cause: errors.Unwrap(err)}
}

// WithHint returns the error with a hint.
func (e *Error) WithHint(format string, args ...any) *Error {
	hinted := *e
	hinted.Hint = fmt.Sprintf(format, args...)
	return &hinted
}

// Error returns "<code>: <text>".
func (e *Error) Error() string { return string(e.Code) + ": " + e.Text() }

// Text returns the line without its code, with the hint at its end.
func (e *Error) Text() string {
	if e.Hint == "" {
		return e.text
	}
	return e.text + ": " + e.Hint
}

// Unwrap returns the cause, for errors.Is and errors.As.
func (e *Error) Unwrap() error { return e.cause }

// Within puts where the error occurred before its text, and keeps its code. It returns
// other errors, such as ErrNotFound, unchanged.
func Within(err error, where string) error {
	var coded *Error
	if !errors.As(err, &coded) {
		return err
	}
	return &Error{Code: coded.Code, Hint: coded.Hint, text: where + ": " + coded.text, cause: coded.cause}
}

// Text returns the error's line without its code.
func Text(err error) string {
	var coded *Error
	if !errors.As(err, &coded) {
		return err.Error()
	}
	return coded.Text()
}

// Line returns err as the user sees it after a program's name: one printable line of at
// most 400 bytes. An error without a code is a bug, with the code Internal.
func Line(err error) string {
	var coded *Error
	if !errors.As(err, &coded) {
		return Printable(string(Internal)+": "+err.Error(), 400)
	}
	return Printable(coded.Error(), 400)
}

// Printable returns text as one printable line (shared/printable) of at most max bytes.
func Printable(s string, max int) string { return printable.Cut(s, max) }
