package foreign

import (
	"fmt"
	"strings"

	"github.com/dockercfg/dockercfg/shared/credential"
	"github.com/dockercfg/dockercfg/shared/dockerconfig"
	"github.com/dockercfg/dockercfg/shared/strictyaml"
)

// fromArgoCD takes credentials of Argo CD for a registry: those for Helm or OCI
// repositories, whose url is a host with or without oci://. Those for git are
// passed over.
func fromArgoCD(secret strictyaml.Value) (all []dockerconfig.Entry, known bool, err error) {
	metadata, _ := secret.Get("metadata")
	labels, _ := metadata.Get("labels")
	if kind, _ := labels.Get("argocd.argoproj.io/secret-type"); kind.Text != "repo-creds" && kind.Text != "repository" {
		return nil, false, nil
	}
	values := map[string]string{}
	for _, name := range []string{"type", "enableOCI", "url", "username", "password"} {
		value, err := content(secret, name)
		if err != nil {
			continue // a value that is missing
		}
		values[name] = string(value)
	}
	if values["type"] != "oci" && (values["type"] != "helm" || values["enableOCI"] != "true") {
		return nil, false, nil
	}
	kind, _ := secret.Get("kind")
	if values["username"] == "" || values["password"] == "" {
		return nil, true, fmt.Errorf("line %d: the credentials of Argo CD have no username or no password", kind.Line)
	}
	key := strings.TrimSuffix(strings.TrimPrefix(values["url"], "oci://"), "/")
	return []dockerconfig.Entry{{Key: key, Username: values["username"], Secret: credential.Secret(values["password"])}}, true, nil
}
