package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"

	"filippo.io/age"

	"github.com/dockercfg/dockercfg/shared/fault"
	"github.com/dockercfg/dockercfg/shared/strictjson"
)

// padding hides the length of a secret, and so its kind, from someone who can read the disk.
const padding = 4 << 10

// entry is one saved login.
type entry struct{ serverURL, username, secret string }

// encrypt encrypts the entry as a JSON document padded with spaces.
func (e entry) encrypt(to age.Recipient) ([]byte, error) {
	document, err := json.Marshal(map[string]string{
		"serverURL": e.serverURL, "username": e.username, "secret": e.secret,
	})
	if err != nil {
		return nil, err
	}
	fill := padding - len(document)%padding
	document = append(document, bytes.Repeat([]byte(" "), fill)...)
	var out bytes.Buffer
	w, err := age.Encrypt(&out, to)
	if err != nil {
		return nil, err
	}
	if _, err := w.Write(document); err != nil {
		return nil, err
	}
	err = w.Close() // writes the last block
	return out.Bytes(), err
}

// decrypt decrypts an entry that was read from path. Its error says whether the key is wrong or the
// file is damaged.
func (k *key) decrypt(sealed []byte, path string) (entry, error) {
	var noMatch *age.NoIdentityMatchError
	r, err := age.Decrypt(bytes.NewReader(sealed), k.identities...)
	if errors.As(err, &noMatch) {
		return entry{}, fault.New(fault.Store, "cannot decrypt %s with the key %s: "+
			"restore the key that it was encrypted with, or remove it and log in again", path, k.path)
	}
	var document []byte
	if err == nil {
		document, err = io.ReadAll(io.LimitReader(r, maxEntry))
	}
	if err != nil {
		return entry{}, damagedError(path)
	}
	object, err := strictjson.Parse(document)
	if err != nil {
		return entry{}, damagedError(path)
	}
	fields := [3]string{}
	for i, name := range [...]string{"serverURL", "username", "secret"} {
		value, _ := object.Get(name)
		if value.Kind != strictjson.String {
			return entry{}, damagedError(path)
		}
		fields[i] = value.Text
	}
	return entry{fields[0], fields[1], fields[2]}, nil
}

func damagedError(path string) error {
	return fault.New(fault.Store, "cannot decrypt %s: it is damaged: remove it and log in again", path)
}

// newKeyFile returns the text of a new identity, in age-keygen's form.
func newKeyFile() ([]byte, error) {
	identity, err := age.GenerateX25519Identity()
	if err != nil {
		return nil, err
	}
	const form = "# key of docker-credential-file\n# public key: %s\n%s\n"
	return fmt.Appendf(nil, form, identity.Recipient(), identity), nil
}
