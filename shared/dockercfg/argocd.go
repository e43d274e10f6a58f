package dockercfg

import (
	"errors"
	"strings"
)

// The kinds of repository that Argo CD reads from a registry
// (https://argo-cd.readthedocs.io/en/stable/user-guide/oci/).
const (
	ArgoCDHelm = "helm" // Helm charts, whose repoURL has no scheme
	ArgoCDOCI  = "oci"  // any artifact, below oci://
)

const (
	argoCDLabel  = "argocd.argoproj.io/secret-type"
	argoCDCreds  = "repo-creds"
	argoCDScheme = "oci://"
	argoCDType   = "Opaque"
)

// argoCD is a credential template of Argo CD: a Secret for all repositories whose
// URL begins with its url
// (https://argo-cd.readthedocs.io/en/stable/operator-manual/argocd-repo-creds-yaml/).
//
// Argo CD compares the texts. The slash at the end keeps ghcr.io's login from
// ghcr.io.evil.example, which begins with ghcr.io, too.
func argoCD(logins []login, o Options) ([]byte, error) {
	l := logins[0]
	values := map[string]string{"username": l.user, "password": l.secret}
	switch o.ArgoCDType {
	case "", ArgoCDHelm:
		if strings.Contains(l.key, ":") && l.key[0] >= '0' && l.key[0] <= '9' {
			return nil, errors.New("Argo CD cannot read the URL of a Helm repository that begins with a digit and has a port: " +
				"use --argocd-type oci")
		}
		values["type"], values["enableOCI"], values["url"] = ArgoCDHelm, "true", l.key+"/"
	case ArgoCDOCI:
		values["type"], values["url"] = ArgoCDOCI, argoCDScheme+l.key+"/"
	default:
		return nil, errors.New("--argocd-type must be helm or oci")
	}
	return secret(o, argoCDType, map[string]string{argoCDLabel: argoCDCreds}, values)
}

// readArgoCD reads the Secret as Argo CD does
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
