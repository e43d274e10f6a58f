package helperclient

import (
	"errors"
	"time"

	"github.com/dockercfg/dockercfg/shared/credential"
	"github.com/dockercfg/dockercfg/shared/fault"
	"github.com/dockercfg/dockercfg/shared/registry"
	"github.com/dockercfg/dockercfg/shared/strictjson"
)

// Explanation is a helper's answer to `explain`.
type Explanation struct {
	Username, Source string
	Cached           bool
	Ambient          bool // see credential.Credential
	Configured       bool
	Program          bool
	Lacks            string
	Kind             credential.Kind
	Expires          time.Time
}

// fieldsOf parses a JSON object and rejects unknown keys. Keys are case-sensitive.
func fieldsOf(data []byte, known ...string) (map[string]strictjson.Value, error) {
	object, err := strictjson.Parse(data)
	if err != nil {
		return nil, err
	}
	if object.Kind != strictjson.Object {
		return nil, errors.New("it is not a JSON object")
	}
	fields := map[string]strictjson.Value{}
	for _, m := range object.Members {
		fields[m.Name] = m.Value
	}
	for _, name := range known {
		delete(fields, name)
	}
	if len(fields) > 0 {
		return nil, errors.New("it has a key that is not in the protocol")
	}
	for _, m := range object.Members {
		fields[m.Name] = m.Value
	}
	return fields, nil
}

// replyNames are the keys of get's answer, explanationNames those of explain's.
var (
	replyNames       = []string{"ServerURL", "Username", "Secret"}
	explanationNames = []string{"ServerURL", "Username", "Helper", "Source", "Cached", "Expires", "Kind", "Ambient",
		"Configured", "Program", "Lacks"}
)

// readReply parses the answer of get. Some released helpers print both fields empty for
// "not found". Any other incomplete answer is an error.
func readReply(data []byte, asked string) (credential.Credential, error) {
	fields, err := fieldsOf(data, replyNames...)
	if err != nil {
		return credential.Credential{}, err
	}
	return replyOf(fields, asked)
}

func replyOf(fields map[string]strictjson.Value, asked string) (credential.Credential, error) {
	none := credential.Credential{}
	for _, name := range replyNames {
		if v, ok := fields[name]; ok && v.Kind != strictjson.String {
			return none, errors.New("a field is not a string")
		}
	}
	user, hasUser := fields["Username"]
	secret, hasSecret := fields["Secret"]
	server, hasServer := fields["ServerURL"]
	// "Not found" as two empty fields has no server either.
	empty := hasUser && hasSecret && user.Text+secret.Text+server.Text == ""
	if hasServer && !empty && !sameServer(server.Text, asked) {
		return none, errors.New("it is for another server")
	}
	switch {
	case !hasUser || !hasSecret:
		return none, errors.New("it has no Username or no Secret")
	case user.Text == "" && secret.Text == "":
		return none, fault.ErrNotFound
	case user.Text == "" || secret.Text == "":
		return none, errors.New("its Username or its Secret is empty")
	}
	c := credential.Credential{Username: user.Text, Secret: credential.Secret(secret.Text), Kind: credential.Unknown}
	if expires, ok := c.Secret.Expiry(); ok {
		c.Kind, c.Expires = credential.Exchanged, expires
	}
	return c, nil
}

func sameServer(a, b string) bool {
	if a == b {
		return true
	}
	x, errX := registry.Parse(a)
	y, errY := registry.Parse(b)
	return errX == nil && errY == nil && x.Key() == y.Key()
}

func readList(data []byte) (map[string]string, error) {
	object, err := strictjson.Parse(data)
	if err != nil {
		return nil, err
	}
	if object.Kind == strictjson.Null {
		return nil, nil // printed by Go helpers for a nil map
	}
	if object.Kind != strictjson.Object {
		return nil, errors.New("it is not a JSON object")
	}
	listed := map[string]string{}
	for _, m := range object.Members {
		if m.Value.Kind != strictjson.String {
			return nil, errors.New("a user name is not a string")
		}
		listed[m.Name] = m.Value.Text
	}
	return listed, nil
}

// errNoKind means that the answer is one of get.
var errNoKind = errors.New("it has no Kind")

// readAnswer parses the answer of the verb answer.
func readAnswer(data []byte, asked string) (credential.Credential, error) {
	fields, err := fieldsOf(data, append([]string{"Secret"}, explanationNames...)...)
	if err != nil {
		return credential.Credential{}, err
	}
	c, err := replyOf(fields, asked)
	if err != nil {
		return c, err
	}
	if fields["Kind"].Kind != strictjson.String {
		return c, errNoKind
	}
	e, err := explanationOf(fields)
	return e.Of(c), err
}

// Of adds the explanation to a credential.
func (e Explanation) Of(c credential.Credential) credential.Credential {
	c.Kind, c.Source, c.Cached = e.Kind, e.Source, e.Cached
	c.Ambient, c.Configured, c.Program, c.Lacks = e.Ambient, e.Configured, e.Program, e.Lacks
	if !e.Expires.IsZero() {
		c.Expires = e.Expires
	}
	return c
}

func readExplanation(data []byte) (Explanation, error) {
	fields, err := fieldsOf(data, explanationNames...)
	if err != nil {
		return Explanation{}, err
	}
	return explanationOf(fields)
}

func explanationOf(fields map[string]strictjson.Value) (e Explanation, err error) {
	e = Explanation{
		Username:   fields["Username"].Text,
		Source:     fault.Printable(fields["Source"].Text, 400),
		Cached:     fields["Cached"].Text == "true",
		Ambient:    fields["Ambient"].Text == "true",
		Configured: fields["Configured"].Text == "true",
		Program:    fields["Program"].Text == "true",
		Lacks:      fault.Printable(fields["Lacks"].Text, 200),
		Kind:       credential.Kind(fields["Kind"].Text),
	}
	if text := fields["Expires"].Text; text != "" {
		if e.Expires, err = time.Parse(time.RFC3339, text); err != nil {
			return e, errors.New("its Expires is not an RFC 3339 time")
		}
	}
	return e, nil
}
