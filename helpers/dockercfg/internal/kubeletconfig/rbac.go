package kubeletconfig

import (
	"bytes"
	"slices"

	"sigs.k8s.io/yaml"
)

// Scope limits whose tokens a kubelet may request.
type Scope struct {
	Namespace string   // "" for the whole cluster
	Accounts  []string // names of service accounts; empty for all
}

// RBAC returns the least permissions that the kubelets need for the tokens of pods. The
// node authorizer already lets a kubelet read the service accounts of its own pods and
// request their tokens; only the audience is missing
// (https://kubernetes.io/docs/reference/access-authn-authz/admission-controllers/#noderestriction).
func (w Wanted) RBAC(s Scope) ([]byte, error) {
	var audiences []string
	for _, p := range w.Providers {
		audience, err := w.audience(p)
		if err != nil {
			return nil, err
		}
		audiences = append(audiences, audience)
	}
	slices.Sort(audiences)
	rule := map[string]any{
		"apiGroups": []string{""}, "verbs": []string{"request-serviceaccounts-token-audience"},
		"resources": slices.Compact(audiences),
	}
	if len(s.Accounts) > 0 {
		rule["resourceNames"] = s.Accounts
	}
	role, binding := "ClusterRole", "ClusterRoleBinding"
	metadata := map[string]any{"name": "dockercfg-token-audience"}
	if s.Namespace != "" {
		role, binding = "Role", "RoleBinding"
		metadata["namespace"] = s.Namespace
	}
	const rbac = "rbac.authorization.k8s.io"
	return documents(
		map[string]any{"apiVersion": rbac + "/v1", "kind": role, "metadata": metadata, "rules": []any{rule}},
		map[string]any{
			"apiVersion": rbac + "/v1", "kind": binding, "metadata": metadata,
			"roleRef":  map[string]any{"apiGroup": rbac, "kind": role, "name": metadata["name"]},
			"subjects": []any{map[string]any{"apiGroup": rbac, "kind": "Group", "name": "system:nodes"}},
		},
	)
}

func documents(objects ...any) ([]byte, error) {
	var all [][]byte
	for _, o := range objects {
		text, err := yaml.Marshal(o)
		if err != nil {
			return nil, err
		}
		all = append(all, text)
	}
	return bytes.Join(all, []byte("---\n")), nil
}
