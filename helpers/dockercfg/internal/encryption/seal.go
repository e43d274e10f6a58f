// Package encryption encrypts answers and decrypts files: with age, and in jet's format
// for those who still have to read that.
//
//	recipients ──► age, armored   (age-encryption.org/v1; the age tool decrypts it)
//	key file   ──► jet, version 2 (internal/jet: does not prove who wrote it)
//
// Neither proves who wrote a file: anyone with a recipient's public line, or with a jet
// key, can write one. Plugins are never started and passphrases never asked for: both
// would let a file decide what runs here, or for how long.
package encryption

import (
	"bytes"
	"errors"
	"strings"

	"filippo.io/age"
	"filippo.io/age/armor"

	"github.com/dockercfg/dockercfg/helpers/dockercfg/internal/exit"
	"github.com/dockercfg/dockercfg/helpers/dockercfg/internal/jet"
	"github.com/dockercfg/dockercfg/shared/fault"
)

// Sealer encrypts to the recipients, or with the key, that it was created with.
type Sealer struct {
	recipients []age.Recipient
	Binary     bool // an age file without armor
	key        *jet.Key
}

// New returns a Sealer for recipients or for the key in a file, and nil if neither is
// named. It checks them before any other work is done.
func New(recipients []string, keyFile string) (*Sealer, error) {
	switch {
	case len(recipients) > 0 && keyFile != "":
		return nil, exit.Misused("a file is encrypted either to age recipients or with a jet key: choose one")
	case keyFile != "":
		key, err := jet.ReadKey(keyFile)
		return &Sealer{key: &key}, err
	case len(recipients) == 0:
		return nil, nil
	}
	s := &Sealer{}
	for i, text := range recipients {
		r, err := parseRecipient(text)
		if err != nil {
			return nil, exit.Misused("recipient %d: %s", i+1, err)
		}
		s.recipients = append(s.recipients, r)
	}
	// age refuses to mix post-quantum recipients with others.
	if _, err := s.Seal(nil); err != nil {
		return nil, exit.Misused("the recipients cannot be combined: %s", fault.Printable(err.Error(), 200))
	}
	return s, nil
}

func parseRecipient(text string) (age.Recipient, error) {
	switch {
	case strings.HasPrefix(text, "age1pq1"):
		if r, err := age.ParseHybridRecipient(text); err == nil {
			return r, nil
		}
		return nil, errors.New("it is not a valid post-quantum recipient of age: a character is wrong or missing")
	case strings.HasPrefix(text, "AGE-SECRET-KEY-"), strings.HasPrefix(text, "AGE-PLUGIN-"):
		return nil, errors.New("it is a secret identity, not a recipient: use its public line, which begins with " +
			"age1, " +
			"and consider replacing the identity, since it has been shown")
	}
	if r, err := age.ParseX25519Recipient(text); err == nil {
		return r, nil
	}
	return nil, errors.New("it is not an age recipient: recipients begin with age1; create one with " +
		"`dockercfg keygen --age` or `age-keygen`")
}

// Jet reports whether the Sealer writes jet's format.
func (s *Sealer) Jet() bool { return s != nil && s.key != nil }

// Seal encrypts plain.
func (s *Sealer) Seal(plain []byte) ([]byte, error) {
	if s.key != nil {
		return jet.Encrypt(*s.key, plain)
	}
	var out bytes.Buffer
	if s.Binary {
		if err := s.age(&out, plain); err != nil {
			return nil, err
		}
		return out.Bytes(), nil
	}
	text := armor.NewWriter(&out)
	if err := s.age(text, plain); err != nil {
		return nil, err
	}
	if err := text.Close(); err != nil {
		return nil, err
	}
	return out.Bytes(), nil
}
