package formats

import (
	"errors"
	"fmt"
	"strings"

	"github.com/dockercfg/dockercfg/shared/credential"
	"github.com/dockercfg/dockercfg/shared/dockerconfig"
	"github.com/dockercfg/dockercfg/shared/strictyaml"
)

// The kinds of repositories that Argo CD reads from a registry
// (https://argo-cd.readthedocs.io/en/stable/user-guide/oci/).
const (
	ArgoCDHelm = "helm" // Helm charts, whose repoURL has no scheme
	ArgoCDOCI  = "oci"  // any artifact, with a URL that begins with oci://
)

const (
	argoCDLabel  = "argocd.argoproj.io/secret-type"
	argoCDCreds  = "repo-creds"
	argoCDScheme = "oci://"
	argoCDType   = "Opaque"
)

// argoCD encodes a credential template of Argo CD: a Secret for all repositories whose
// URL begins with its url
// (https://argo-cd.readthedocs.io/en/stable/operator-manual/argocd-repo-creds-yaml/).
//
// Argo CD compares the texts. The final slash prevents ghcr.io's login from being used
// for ghcr.io.evil.example, which also begins with ghcr.io.
func argoCD(logins []login, o Options) ([]byte, error) {
	l := logins[0]
	values := map[string]string{"username": l.user, "password": l.secret}
	switch o.ArgoCDType {
	case "", ArgoCDHelm:
		if strings.Contains(l.key, ":") && l.key[0] >= '0' && l.key[0] <= '9' {
			return nil, errors.New("the URL of a Helm repository that begins with a digit and has a port " +
				"cannot be read by Argo CD: use --argocd-type oci")
		}
		values["type"], values["enableOCI"], values["url"] = ArgoCDHelm, "true", l.key+"/"
	case ArgoCDOCI:
		values["type"], values["url"] = ArgoCDOCI, argoCDScheme+l.key+"/"
	default:
		return nil, errors.New("--argocd-type must be helm or oci")
	}
	return secret(o, argoCDType, map[string]string{argoCDLabel: argoCDCreds}, values)
}

// readArgoCD parses the Secret as Argo CD does
// (https://github.com/argoproj/argo-cd/blob/master/util/db/repository_secrets.go).
func readArgoCD(data []byte) ([]login, error) {
	m, err := readSecret(data, argoCDType)
	if err != nil {
		return nil, err
	}
	if m.Metadata.Labels[argoCDLabel] != argoCDCreds {
		return nil, errors.New("it has no label of Argo CD")
	}
	key := strings.TrimPrefix(m.Data["url"], argoCDScheme)
	return []login{{key: strings.TrimSuffix(key, "/"), user: m.Data["username"], secret: m.Data["password"]}}, nil
}

// fromArgoCD returns the credentials of Argo CD for a registry: those for Helm or OCI
// repositories, whose url is a host with or without oci://. It skips those for git. Argo CD
// uses the values as they are, and a password may well be base64, as for Google's user
// _json_key_base64.
func fromArgoCD(secret strictyaml.Value) (all []dockerconfig.Entry, known bool, err error) {
	metadata, _ := secret.Get("metadata")
	labels, _ := metadata.Get("labels")
	if kind, _ := labels.Get(argoCDLabel); kind.Text != argoCDCreds && kind.Text != "repository" {
		return nil, false, nil
	}
	kind, _ := secret.Get("kind")
	read := func(name string) string {
		v, failed := stored(secret, name)
		if failed != nil && err == nil {
			err = fmt.Errorf("line %d: %w", kind.Line, failed)
		}
		return string(v.data)
	}
	// These two decide whether the URL is one of a registry.
	isOCI := read("type") == ArgoCDOCI || read("type") == ArgoCDHelm && read("enableOCI") == "true"
	if err != nil || !isOCI {
		return nil, err != nil, err
	}
	url, user, password := read("url"), read("username"), read("password")
	switch {
	case err != nil:
		return nil, true, err
	case user == "" || password == "":
		return nil, true, fmt.Errorf("line %d: the credentials of Argo CD have no username or no password", kind.Line)
	}
	key := strings.TrimSuffix(strings.TrimPrefix(url, argoCDScheme), "/")
	return []dockerconfig.Entry{{Key: key, Username: user, Secret: credential.Secret(password)}}, true, nil
}
