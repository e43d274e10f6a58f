package formats

import (
	"bytes"
	"encoding/base64"
	"errors"
	"strings"

	"github.com/dockercfg/dockercfg/shared/strictyaml"
)

// What holds logins and is not read here, with what opens it.
var (
	errSOPS   = errors.New("it is encrypted with SOPS: decrypt it first with `sops --decrypt FILE`")
	errSealed = errors.New("only its cluster can decrypt a SealedSecret: read the Secret there with " +
		"`kubectl get secret NAME -o yaml`")
	errExternal = errors.New("an ExternalSecret refers to a secret in another system: read the Secret that " +
		"its cluster creates from it with `kubectl get secret NAME -o yaml`")
	errTwice = errors.New("it is base64 of base64: decode it once, or put the text itself in stringData")
	errText  = errors.New("it is base64, but stringData holds text: move it to data")
	errCoded = errors.New("it is base64: decode it first with `base64 -d FILE`")
)

// sealed names a file that is encrypted or encoded, by how it begins; nil for any other.
func sealed(text []byte) error {
	for begin, err := range map[string]error{
		"age-encryption.org/v1":              errors.New("it is encrypted with age: decrypt it first with `dockercfg decrypt`"),
		"-----BEGIN AGE ENCRYPTED FILE-----": errors.New("it is encrypted with age: decrypt it first with `dockercfg decrypt`"),
		"codeship:v":                         errors.New("it is encrypted for CodeShip: decrypt it first with `dockercfg decrypt`"),
		"$ANSIBLE_VAULT;":                    errors.New("it is encrypted with Ansible Vault: decrypt it first with `ansible-vault decrypt`"),
		"-----BEGIN PGP MESSAGE-----":        errors.New("it is encrypted with PGP: decrypt it first with `gpg --decrypt`"),
	} {
		if bytes.HasPrefix(text, []byte(begin)) {
			return err
		}
	}
	if encodes(text, "{") {
		return errCoded
	}
	return nil
}

// encodes tells base64 of a text with a beginning.
func encodes(text []byte, begin string) bool {
	decoded, err := base64.StdEncoding.DecodeString(strings.Join(strings.Fields(string(text)), ""))
	return err == nil && bytes.HasPrefix(bytes.TrimSpace(decoded), []byte(begin))
}

// encrypted tells a document that SOPS encrypted: it puts what opens it beside the data.
func encrypted(document strictyaml.Value) bool {
	sops, _ := document.Get("sops")
	_, code := sops.Get("mac")
	_, version := sops.Get("version")
	return code || version
}
