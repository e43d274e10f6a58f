package conformance

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strings"
)

// The fixed texts of the protocol, as upstream's library prints them:
// https://github.com/docker/docker-credential-helpers/blob/v0.9.3/credentials/error.go
const (
	notFound    = "credentials not found in native keychain"
	noServerURL = "no credentials server URL"
	noUsername  = "no credentials username"
)

const verbs = "<store|get|erase|list|version>"

// reply is a credential on the wire.
type reply struct{ ServerURL, Username, Secret string }

// line returns the reply as Go's json.Encoder writes it.
func (r reply) line() string { return encoded(r) + "\n" }

func encoded(v any) string {
	text, _ := json.Marshal(v) // never fails, since v contains only strings
	return string(text)
}

func quoted(s string) string { return encoded(s) }

// member is one member of a JSON object.
type member struct{ key, value string }

// members parses one object whose values are strings. It returns the members in their order,
// and the text after the object.
func members(text string) (list []member, rest string, err error) {
	d := json.NewDecoder(strings.NewReader(text))
	if token, err := d.Token(); err != nil || token != json.Delim('{') {
		return nil, "", errors.New("not a JSON object")
	}
	for d.More() {
		key, err := d.Token()
		if err != nil {
			return nil, "", fmt.Errorf("not a JSON object: %w", err)
		}
		value, err := d.Token()
		if err != nil {
			return nil, "", fmt.Errorf("not a JSON object: %w", err)
		}
		text, isString := value.(string)
		if !isString {
			return nil, "", fmt.Errorf("the value of %q is not a string", key)
		}
		list = append(list, member{key.(string), text})
	}
	if _, err := d.Token(); err != nil {
		return nil, "", fmt.Errorf("not a JSON object: %w", err)
	}
	return list, text[d.InputOffset():], nil
}

// looseReply finds a credential in any form, as the most lenient client would.
func looseReply(out string) (r reply, ok bool) {
	start := strings.IndexByte(out, '{')
	if start < 0 {
		return r, false
	}
	err := json.NewDecoder(strings.NewReader(out[start:])).Decode(&r)
	return r, err == nil
}

// isNotFound reports whether some client would read the answer as "not found": the fixed
// text, with anything around it.
func (a answer) isNotFound() bool {
	return strings.Contains(a.out, notFound) || strings.Contains(a.err, notFound)
}

// answers reports whether the answer is a credential.
func (a answer) answers() bool {
	r, ok := looseReply(a.out)
	return ok && a.code == 0 && r.Secret != ""
}

// answersAs reports whether the answer is the credential of l.
func (a answer) answersAs(l login) bool {
	r, _ := looseReply(a.out)
	return a.answers() && r.Username == l.user && r.Secret == l.secret
}

// refuses reports whether the answer is an error: neither a credential nor "not found".
func (a answer) refuses() bool {
	return a.code == 1 && !a.isNotFound() && strings.TrimSpace(a.out+a.err) != "" && !strings.HasPrefix(a.out, "{")
}

// codes are the error codes, which follow the program's name.
var codes = []string{
	"input", "config", "no-identity", "login-expired", "denied", "throttled", "upstream", "timeout", "dns", "tls",
	"proxy", "clock", "store", "backend", "helper", "internal",
}

// errorFault returns what is wrong with the form of an error, or ""; it does not compare the
// streams. A code other than "" is required.
func (s *session) errorFault(a answer, code string) string {
	text := a.out
	if text == "" {
		text = a.err
	}
	line, more, ended := strings.Cut(text, "\n")
	name, rest, _ := strings.Cut(line, ": ")
	word, message, _ := strings.Cut(rest, ": ")
	switch {
	case !ended || more != "":
		return "the error is not one line"
	case name != s.name || message == "" || !slices.Contains(codes, word):
		return "the error is not `" + s.name + ": CODE: TEXT` with a known code"
	case code != "" && word != code:
		return "the error's code is " + word + ", not " + code
	case len(message) > 400:
		return fmt.Sprintf("the error's text has %d bytes", len(message))
	case strings.ContainsFunc(line, func(r rune) bool { return r < ' ' || r == 0x7f }):
		return "the error contains a control byte"
	}
	return ""
}

var usageLine = regexp.MustCompile(`^Usage: (\S+) ` + regexp.QuoteMeta(verbs) + `\n$`)

func usageName(out string) (string, bool) {
	found := usageLine.FindStringSubmatch(out)
	if found == nil {
		return "", false
	}
	return found[1], true
}

// listed parses the answer of list and checks its form.
func listed(out string) (map[string]string, error) {
	list, rest, err := members(out)
	if err != nil {
		return nil, err
	}
	if rest != "\n" {
		return nil, fmt.Errorf("after the object there is %q, not a line feed", rest)
	}
	users := map[string]string{}
	for i, m := range list {
		if i > 0 && m.key <= list[i-1].key {
			return nil, fmt.Errorf("the keys are not sorted, or one appears twice: %q after %q", m.key, list[i-1].key)
		}
		users[m.key] = m.value
	}
	var want bytes.Buffer
	encoder := json.NewEncoder(&want)
	_ = encoder.Encode(users)
	if want.String() != out {
		return nil, errors.New("the object is not written as Go's json.Encoder writes it")
	}
	return users, nil
}
