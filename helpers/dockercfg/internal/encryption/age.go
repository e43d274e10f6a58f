package encryption

import (
	"bytes"
	"errors"
	"io"
	"io/fs"
	"strings"

	"filippo.io/age"
	"filippo.io/age/armor"

	"github.com/dockercfg/dockercfg/shared/fault"
	"github.com/dockercfg/dockercfg/shared/safefile"
	"github.com/dockercfg/dockercfg/shared/textfile"
)

// MaxPlain is the size of the largest content.
const MaxPlain = 8 << 20 // bytes

const ageHeader = "age-encryption.org/v1"

func (s *Sealer) age(out io.Writer, plain []byte) error {
	w, err := age.Encrypt(out, s.recipients...)
	if err != nil {
		return err
	}
	if _, err := w.Write(plain); err != nil {
		return err
	}
	return w.Close()
}

// IsAge reports whether data is an age file, armored or not, by its first line.
func IsAge(data []byte) bool {
	text := bytes.TrimLeft(data, " \t\r\n")
	return bytes.HasPrefix(data, []byte(ageHeader+"\n")) || bytes.HasPrefix(text, []byte(armor.Header))
}

// Open decrypts a whole age file: it returns nothing before the integrity of the whole
// file is proved.
func Open(data []byte, identities []age.Identity) ([]byte, error) {
	var in io.Reader = bytes.NewReader(data)
	if !bytes.HasPrefix(data, []byte(ageHeader)) {
		in = armor.NewReader(in)
	}
	out, err := age.Decrypt(in, identities...)
	var missingIdentity *age.NoIdentityMatchError
	switch {
	case errors.As(err, &missingIdentity) && isPassphrase(missingIdentity):
		return nil, fault.New(fault.Config, "it is encrypted with a passphrase, which is not supported here: use "+
			"`age --decrypt`")
	case errors.As(err, &missingIdentity):
		return nil, fault.New(fault.Config,
			"it is encrypted to other recipients: name an identity that can decrypt it "+
				"with --identity")
	case err != nil:
		return nil, fault.New(fault.Store, "it is damaged: its header is incomplete or was changed")
	}
	plain, err := io.ReadAll(io.LimitReader(out, MaxPlain+1))
	switch {
	case err != nil:
		return nil, fault.New(fault.Store, "it is damaged: it is incomplete or was changed")
	case len(plain) > MaxPlain:
		return nil, fault.New(fault.Config, "its content is larger than 8 MiB")
	}
	return plain, nil
}

// isPassphrase reports whether the only recipient of a file is a passphrase.
func isPassphrase(e *age.NoIdentityMatchError) bool {
	return len(e.StanzaTypes) == 1 && e.StanzaTypes[0] == "scrypt"
}

// Identities reads files of age identities, as age-keygen writes them. It refuses a file
// that other users can change.
func Identities(paths []string) (all []age.Identity, err error) {
	for _, path := range paths {
		data, err := safefile.ReadNamed(path, 64<<10, true)
		switch {
		case errors.Is(err, fs.ErrNotExist):
			return nil, fault.New(fault.Config, "%s does not exist: name an identity file that `age-keygen` or "+
				"`dockercfg keygen --age` created", path)
		case err != nil:
			return nil, fault.New(fault.Config, "reading the identity: %w", err)
		}
		text, err := textfile.UTF8(data)
		if err != nil {
			return nil, fault.New(fault.Config, "reading the identity %s: %w", path, err)
		}
		found, err := parseIdentities(string(text))
		if err != nil {
			return nil, fault.New(fault.Config, "reading the identity %s: %w", path, err)
		}
		all = append(all, found...)
	}
	return all, nil
}

func parseIdentities(text string) (all []age.Identity, err error) {
	if IsAge([]byte(text)) {
		return nil, errors.New("it is itself encrypted: decrypt it with `age --decrypt` first")
	}
	for line := range strings.Lines(text) {
		line = strings.TrimSpace(line)
		var one age.Identity
		switch {
		case line == "" || strings.HasPrefix(line, "#"):
			continue
		case strings.HasPrefix(line, "AGE-PLUGIN-"):
			return nil, errors.New("it is for a plugin, and plugins are not supported here: use a native age identity")
		case strings.HasPrefix(line, "-----BEGIN"):
			return nil, errors.New("it is an SSH key or similar: use a native age identity, as " +
				"`dockercfg keygen --age` creates it")
		case strings.HasPrefix(line, "AGE-SECRET-KEY-PQ-"):
			one, err = age.ParseHybridIdentity(line)
		default:
			one, err = age.ParseX25519Identity(line)
		}
		if err != nil {
			return nil, errors.New("a line is not an age identity: identities begin with AGE-SECRET-KEY-")
		}
		all = append(all, one)
	}
	if len(all) == 0 {
		return nil, errors.New("it contains no identity: identities begin with AGE-SECRET-KEY-")
	}
	return all, nil
}
