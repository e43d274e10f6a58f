package schedule

import (
	"errors"
	"strings"
	"unicode"
	"unicode/utf8"
)

// errText is a text that no file of a scheduler is to hold.
var errText = errors.New("it contains a control character, or is not UTF-8")

// check refuses what would end a line or is not text.
func check(text string) error {
	if !utf8.ValidString(text) || strings.ContainsFunc(text, unicode.IsControl) {
		return errText
	}
	return nil
}

// quoted is a word of a command line or an assignment. Inside quotes, systemd reads
// a backslash as C does, and then % as the beginning of a specifier
// (https://www.freedesktop.org/software/systemd/man/latest/systemd.syntax.html#Quoting).
func quoted(text string) (string, error) {
	if err := check(text); err != nil {
		return "", err
	}
	return `"` + strings.NewReplacer(`\`, `\\`, `"`, `\"`, "%", "%%").Replace(text) + `"`, nil
}

// argument is a word behind the program, where $ begins a variable, too
// (https://www.freedesktop.org/software/systemd/man/latest/systemd.service.html#Command%20lines).
func argument(text string) (string, error) { return quoted(strings.ReplaceAll(text, "$", "$$")) }

// executable is the program, in which systemd reads no variable and takes neither quotes
// nor a backslash.
func executable(path string) (string, error) {
	if strings.ContainsAny(path, `"'\`) {
		return "", errors.New("systemd starts no program with a quote or a backslash in its path")
	}
	return quoted(path)
}

// plain is the text of a setting that is one line, such as Description.
func plain(text string) (string, error) {
	if err := check(text); err != nil {
		return "", err
	}
	return strings.ReplaceAll(text, "%", "%%"), nil
}
