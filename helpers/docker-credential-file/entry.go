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

// padding hides the length of a secret, and so its kind, from a reader of the disk.
const padding = 4 << 10

// entry is one kept login.
type entry struct{ serverURL, username, secret string }

// seal encrypts the entry as a JSON document padded with spaces.
func (e entry) seal(to age.Recipient) ([]byte, error) {
	document, err := json.Marshal(map[string]string{"serverURL": e.serverURL, "username": e.username, "secret": e.secret})
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

// unseal decrypts an entry read from path. A wrong key and a damaged file are
// told apart, and neither changes the file.
func (k *key) unseal(sealed []byte, path string) (entry, error) {
	var noMatch *age.NoIdentityMatchError
	r, err := age.Decrypt(bytes.NewReader(sealed), k.identities...)
	if errors.As(err, &noMatch) {
		return entry{}, fault.New(fault.Store, "cannot decrypt %s with the key %s: restore the key it was kept with, or remove it and log in again", path, k.path)
	}
	var document []byte
	if err == nil {
		document, err = io.ReadAll(io.LimitReader(r, maxEntry))
	}
	if err != nil {
		return entry{}, damaged(path)
	}
	object, err := strictjson.Parse(document)
	if err != nil {
		return entry{}, damaged(path)
	}
	fields := [3]string{}
	for i, name := range [...]string{"serverURL", "username", "secret"} {
		value, _ := object.Get(name)
		if value.Kind != strictjson.String {
			return entry{}, damaged(path)
		}
		fields[i] = value.Text
	}
	return entry{fields[0], fields[1], fields[2]}, nil
}

func damaged(path string) error {
	return fault.New(fault.Store, "cannot decrypt %s: it is damaged: remove it and log in again", path)
}

// newKeyFile is the text of a fresh identity, in age-keygen's form.
func newKeyFile() ([]byte, error) {
	identity, err := age.GenerateX25519Identity()
	if err != nil {
		return nil, err
	}
	return fmt.Appendf(nil, "# key of docker-credential-file\n# public key: %s\n%s\n", identity.Recipient(), identity), nil
}
