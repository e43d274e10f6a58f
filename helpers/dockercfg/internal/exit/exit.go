// Package exit is how a command of the converter ends. The codes are a contract
// with scripts.
package exit

import (
	"errors"
	"fmt"
)

// The exit codes.
const (
	Done    = 0
	Failed  = 1 // nothing was written; verify: one is refused; doctor, codeship: findings
	Usage   = 2 // or a question that nobody is there to answer
	Partial = 3 // written without some registries
)

// Error carries an exit code; Text is "" where everything is said already.
type Error struct {
	Code int
	Text string
}

func (e *Error) Error() string { return e.Text }

// With ends a command with a code and a line.
func With(code int, format string, args ...any) error {
	return &Error{code, fmt.Sprintf(format, args...)}
}

// Silently ends a command that has said everything.
func Silently(code int) error { return &Error{code, ""} }

// Misused is the error of a command line that means nothing.
func Misused(format string, args ...any) error { return With(Usage, format, args...) }

// Code is the code that an error ends the program with.
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
