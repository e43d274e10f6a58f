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

// line is a reply as Go's json.Encoder writes it.
func (r reply) line() string { return encoded(r) + "\n" }

func encoded(v any) string {
	text, _ := json.Marshal(v) // strings alone: never fails
	return string(text)
}

func quoted(s string) string { return encoded(s) }

// member is one member of a JSON object.
type member struct{ key, value string }

// members reads one object of strings: members in their order, and what follows it.
func members(text string) (list []member, rest string, err error) {
	d := json.NewDecoder(strings.NewReader(text))
	if token, err := d.Token(); err != nil || token != json.Delim('{') {
		return nil, "", errors.New("it is no JSON object")
	}
	for d.More() {
		key, err := d.Token()
		if err != nil {
			return nil, "", fmt.Errorf("it is no JSON object: %w", err)
		}
		value, err := d.Token()
		if err != nil {
			return nil, "", fmt.Errorf("it is no JSON object: %w", err)
		}
		text, isString := value.(string)
		if !isString {
			return nil, "", fmt.Errorf("the value of %q is no string", key)
		}
		list = append(list, member{key.(string), text})
	}
	if _, err := d.Token(); err != nil {
		return nil, "", fmt.Errorf("it is no JSON object: %w", err)
	}
	return list, text[d.InputOffset():], nil
}

// looseReply finds a credential in any form, as the laxest client would.
func looseReply(out string) (r reply, ok bool) {
	start := strings.IndexByte(out, '{')
	if start < 0 {
		return r, false
	}
	err := json.NewDecoder(strings.NewReader(out[start:])).Decode(&r)
	return r, err == nil
}

// isNotFound: some client would take it so, whatever stands around the text.
func (a answer) isNotFound() bool {
	return strings.Contains(a.out, notFound) || strings.Contains(a.err, notFound)
}

// answers tells that a credential was answered.
func (a answer) answers() bool {
	r, ok := looseReply(a.out)
	return ok && a.code == 0 && r.Secret != ""
}

// answersAs tells whose credential it was.
func (a answer) answersAs(l login) bool {
	r, _ := looseReply(a.out)
	return a.answers() && r.Username == l.user && r.Secret == l.secret
}

// refuses: it failed, and neither gave a credential nor said that there is none.
func (a answer) refuses() bool {
	return a.code == 1 && !a.isNotFound() && strings.TrimSpace(a.out+a.err) != "" && !strings.HasPrefix(a.out, "{")
}

// codes are the words that an error has after the program's name.
var codes = []string{
	"input", "config", "no-identity", "login-expired", "denied", "throttled", "upstream", "timeout", "dns", "tls",
	"proxy", "clock", "store", "backend", "helper", "internal",
}

// errorFault tells what is wrong with the form of an error, apart from its streams.
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
		return "it is not one line"
	case name != s.name || message == "" || !slices.Contains(codes, word):
		return "it is not `" + s.name + ": CODE: TEXT` with a known code"
	case code != "" && word != code:
		return "its code is " + word + ", not " + code
	case len(message) > 400:
		return fmt.Sprintf("its text has %d bytes", len(message))
	case strings.ContainsFunc(line, func(r rune) bool { return r < ' ' || r == 0x7f }):
		return "it holds a control byte"
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

// listed reads the answer of list, which has its keys in order.
func listed(out string) (map[string]string, error) {
	list, rest, err := members(out)
	if err != nil {
		return nil, err
	}
	if rest != "\n" {
		return nil, fmt.Errorf("after the object comes %q, not a line feed", rest)
	}
	users := map[string]string{}
	for i, m := range list {
		if i > 0 && m.key <= list[i-1].key {
			return nil, fmt.Errorf("the keys are not in order, or one is there twice: %q after %q", m.key, list[i-1].key)
		}
		users[m.key] = m.value
	}
	var want bytes.Buffer
	encoder := json.NewEncoder(&want)
	_ = encoder.Encode(users)
	if want.String() != out {
		return nil, errors.New("it is not written as Go's json.Encoder writes it")
	}
	return users, nil
}
