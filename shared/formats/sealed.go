package formats

import (
	"bytes"
	"encoding/base64"
	"errors"
	"strings"

	"github.com/dockercfg/dockercfg/shared/strictyaml"
)

// The errors for files that contain logins but are not read here. Each says how to open
// the file.
var (
	errSOPS   = errors.New("it is encrypted with SOPS: decrypt it first with `sops --decrypt FILE`")
	errSealed = errors.New("only its cluster can decrypt a SealedSecret: read the Secret there with " +
		"`kubectl get secret NAME -o yaml`")
	errExternal = errors.New("an ExternalSecret refers to a secret in another system: read the Secret that " +
		"its cluster creates from it with `kubectl get secret NAME -o yaml`")
	errTwice = errors.New("it is base64 of base64: decode it once, or put the text itself in stringData")
	errText  = errors.New("it is base64, but stringData must contain text: move it to data")
	errAge   = errors.New("it is encrypted with age: decrypt it first with `dockercfg decrypt`")
	errCoded = errors.New("it is base64: decode it first with `base64 -d FILE`")
)

// encryptionError returns the error for a file that is encrypted or encoded, by its beginning; nil
// for any other file.
func encryptionError(text []byte) error {
	for begin, err := range map[string]error{
		"age-encryption.org/v1":              errAge,
		"-----BEGIN AGE ENCRYPTED FILE-----": errAge,
		"codeship:v": errors.New(
			"it is encrypted for CodeShip: decrypt it first with `dockercfg decrypt`"),
		"$ANSIBLE_VAULT;": errors.New(
			"it is encrypted with Ansible Vault: decrypt it first with `ansible-vault decrypt`"),
		"-----BEGIN PGP MESSAGE-----": errors.New(
			"it is encrypted with PGP: decrypt it first with `gpg --decrypt`"),
	} {
		if bytes.HasPrefix(text, []byte(begin)) {
			return err
		}
	}
	if isBase64Of(text, "{") {
		return errCoded
	}
	return nil
}

// isBase64Of reports whether text is base64 of a text that starts with begin.
func isBase64Of(text []byte, begin string) bool {
	decoded, err := base64.StdEncoding.DecodeString(strings.Join(strings.Fields(string(text)), ""))
	return err == nil && bytes.HasPrefix(bytes.TrimSpace(decoded), []byte(begin))
}

// encrypted reports whether SOPS encrypted a document: it stores the data for decryption
// in it.
func encrypted(document strictyaml.Value) bool {
	sops, _ := document.Get("sops")
	_, code := sops.Get("mac")
	_, version := sops.Get("version")
	return code || version
}
