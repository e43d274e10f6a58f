package oidc

import "github.com/dockercfg/dockercfg/shared/credential"

// InRequest describes a pod's token in errors.
const InRequest = "the request"

// Pod decodes the pod's token in a kubelet's request. It returns an error if the token is not a
// JSON Web Token or has expired.
func Pod(token credential.Secret) (Token, error) {
	t, err := Decode(token.Reveal(), InRequest)
	if err != nil {
		return Token{}, err
	}
	return t, t.Check("", InRequest)
}
