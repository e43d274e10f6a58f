package schedule

import (
	"errors"
	"strings"
	"unicode"
	"unicode/utf8"
)

// errText is the error for a text that no scheduler's file can contain.
var errText = errors.New("it contains a control character, or is not UTF-8")

// check refuses text that would end a line, or that is not UTF-8.
func check(text string) error {
	if !utf8.ValidString(text) || strings.ContainsFunc(text, unicode.IsControl) {
		return errText
	}
	return nil
}

// quoted returns a word of a command line or an assignment. Inside quotes, systemd
// interprets a backslash as C does, and then % as the beginning of a specifier
// (https://www.freedesktop.org/software/systemd/man/latest/systemd.syntax.html#Quoting).
func quoted(text string) (string, error) {
	if err := check(text); err != nil {
		return "", err
	}
	return `"` + strings.NewReplacer(`\`, `\\`, `"`, `\"`, "%", "%%").Replace(text) + `"`, nil
}

// argument returns a word after the program, where $ also begins a variable
// (https://www.freedesktop.org/software/systemd/man/latest/systemd.service.html#Command%20lines).
func argument(text string) (string, error) { return quoted(strings.ReplaceAll(text, "$", "$$")) }

// executable returns the program, in which systemd does not expand variables and accepts
// neither quotes nor backslashes.
func executable(path string) (string, error) {
	if strings.ContainsAny(path, `"'\`) {
		return "", errors.New("systemd does not start a program with a quote or a backslash in its path")
	}
	return quoted(path)
}

// plain returns the text of a setting that is one line, such as Description.
func plain(text string) (string, error) {
	if err := check(text); err != nil {
		return "", err
	}
	return strings.ReplaceAll(text, "%", "%%"), nil
}
