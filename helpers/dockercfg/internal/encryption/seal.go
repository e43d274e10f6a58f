// Package encryption encrypts answers, and opens what was encrypted: with age, and in
// jet's format for who still has to read that.
//
//	recipients ──► age, armored   (age-encryption.org/v1; the stock tool opens it)
//	key file   ──► jet, version 2 (internal/jet: proves nothing about its author)
//
// Neither says who wrote a file: whoever has a recipient's public line, or a jet
// key, can write one. No plugin is ever started and no passphrase asked for: both
// would let a file decide what runs here, or how long.
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

// Sealer encrypts with what was named for it.
type Sealer struct {
	recipients []age.Recipient
	Binary     bool // an age file without armor
	key        *jet.Key
}

// New makes a Sealer for recipients or for the key in a file, and nil where
// neither is named. It is checked before anything else is done.
func New(recipients []string, keyFile string) (*Sealer, error) {
	switch {
	case len(recipients) > 0 && keyFile != "":
		return nil, exit.Misused("one file is encrypted to age recipients or with a jet key: choose one")
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
	// age refuses to weaken a post-quantum recipient by one that is none.
	if _, err := s.Seal(nil); err != nil {
		return nil, exit.Misused("the recipients do not go together: %s", fault.Printable(err.Error(), 200))
	}
	return s, nil
}

func parseRecipient(text string) (age.Recipient, error) {
	switch {
	case strings.HasPrefix(text, "age1pq1"):
		if r, err := age.ParseHybridRecipient(text); err == nil {
			return r, nil
		}
		return nil, errors.New("it begins as a post-quantum recipient of age and is none: a character is wrong or missing")
	case strings.HasPrefix(text, "AGE-SECRET-KEY-"), strings.HasPrefix(text, "AGE-PLUGIN-"):
		return nil, errors.New("it is a secret identity, not a recipient: use its public line, which begins with age1, and consider that the identity has been shown")
	}
	if r, err := age.ParseX25519Recipient(text); err == nil {
		return r, nil
	}
	return nil, errors.New("it is no age recipient: those begin with age1, and `dockercfg keygen --age` or `age-keygen` makes one")
}

// Jet tells whether jet's format is written.
func (s *Sealer) Jet() bool { return s != nil && s.key != nil }

// Seal encrypts the whole of plain.
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
