// Package fault holds the one form in which a failure reaches a user:
//
//	<program>: <code>: <text>
//
// on one line, lower case, with the next command to type. Codes are stable:
// scripts and the other programs of this suite read them. "Not found" is not a
// failure, so it has no code: it is the sentinel ErrNotFound, and nothing that
// went wrong may wrap it, because every client goes on anonymously when it
// sees it.
package fault

import (
	"errors"
	"fmt"
	"slices"

	"github.com/dockercfg/dockercfg/shared/printable"
)

// Code is the word after the program's name. The list is closed.
type Code string

// The codes, each with what the user is to look at.
const (
	Input        Code = "input"         // the request on standard input
	Config       Code = "config"        // a variable or a configuration file
	NoIdentity   Code = "no-identity"   // no credential source is configured
	LoginExpired Code = "login-expired" // a login has to be renewed
	Denied       Code = "denied"        // the provider refused the identity
	Throttled    Code = "throttled"     // the provider asks to wait
	Upstream     Code = "upstream"      // the provider answered nonsense or 5xx
	Timeout      Code = "timeout"       // a deadline passed
	DNS          Code = "dns"           // a name did not resolve
	TLS          Code = "tls"           // a certificate was not accepted
	Proxy        Code = "proxy"         // the proxy did not answer
	Clock        Code = "clock"         // this machine's clock is off
	Store        Code = "store"         // the credential store or its key
	Backend      Code = "backend"       // a program that is needed is missing
	Helper       Code = "helper"        // another credential helper failed
	Internal     Code = "internal"      // a defect of this program
)

// Codes is every code, for whoever reads a line back.
func Codes() []Code {
	return []Code{
		Input, Config, NoIdentity, LoginExpired, Denied, Throttled, Upstream, Timeout,
		DNS, TLS, Proxy, Clock, Store, Backend, Helper, Internal,
	}
}

// Known tells whether word is a code.
func Known(word string) bool { return slices.Contains(Codes(), Code(word)) }

// ErrNotFound is the answer "there is no credential": a foreign host, no entry in
// a store, or nothing configured for a host that also serves anonymous pulls.
var ErrNotFound = errors.New("credentials not found in native keychain")

// Error is a failure with its code. Its text never holds a secret, a response
// body, or the input that caused it.
type Error struct {
	Code Code
	// Hint is what to do about it, as the end of the line says it; "" where the
	// text says it, or nobody knows.
	Hint  string
	text  string
	cause error
}

// New makes an Error; the format takes %w as fmt.Errorf does.
func New(code Code, format string, args ...any) *Error {
	err := fmt.Errorf(format, args...)
	return &Error{Code: code, text: err.Error(), cause: errors.Unwrap(err)}
}

// WithHint is the error with what to do about it.
func (e *Error) WithHint(format string, args ...any) *Error {
	hinted := *e
	hinted.Hint = fmt.Sprintf(format, args...)
	return &hinted
}

// Error is "<code>: <text>".
func (e *Error) Error() string { return string(e.Code) + ": " + e.Text() }

// Text is the line without its code; the hint ends it.
func (e *Error) Text() string {
	if e.Hint == "" {
		return e.text
	}
	return e.text + ": " + e.Hint
}

// Unwrap gives the cause, for errors.Is and errors.As.
func (e *Error) Unwrap() error { return e.cause }

// Within puts where it happened before an error's text and keeps its code. What
// is no Error, such as ErrNotFound, stays as it is.
func Within(err error, where string) error {
	var coded *Error
	if !errors.As(err, &coded) {
		return err
	}
	return &Error{Code: coded.Code, Hint: coded.Hint, text: where + ": " + coded.text, cause: coded.cause}
}

// Text is err's line without its code.
func Text(err error) string {
	var coded *Error
	if !errors.As(err, &coded) {
		return err.Error()
	}
	return coded.Text()
}

// Line is err as the user sees it behind a program's name: one line, printable,
// at most 400 bytes. An error that carries no code is a defect: Internal.
func Line(err error) string {
	var coded *Error
	if !errors.As(err, &coded) {
		return Printable(string(Internal)+": "+err.Error(), 400)
	}
	return Printable(coded.Error(), 400)
}

// Printable is text on one line that prints (shared/printable), at most max bytes.
func Printable(s string, max int) string { return printable.Cut(s, max) }
