// Package exit defines how a command of the converter ends. Scripts rely on the codes.
package exit

import (
	"errors"
	"fmt"
)

// The exit codes.
const (
	Done    = 0
	Failed  = 1 // nothing was written; verify: a registry refused; doctor, codeship: findings
	Usage   = 2 // wrong usage, or a question that no one can answer
	Partial = 3 // written without some registries
)

// Error is an error with an exit code; Text is "" if everything was printed already.
type Error struct {
	Code int
	Text string
}

func (e *Error) Error() string { return e.Text }

// With returns an error with a code and one line.
func With(code int, format string, args ...any) error {
	return &Error{code, fmt.Sprintf(format, args...)}
}

// Silently returns an error with a code and without a line.
func Silently(code int) error { return &Error{code, ""} }

// Misused returns the error for wrong usage.
func Misused(format string, args ...any) error { return With(Usage, format, args...) }

// Code returns the exit code for an error.
func Code(err error) int {
	var exit *Error
	switch {
	case err == nil:
		return Done
	case errors.As(err, &exit):
		return exit.Code
	}
	return Failed
}
