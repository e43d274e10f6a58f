package main

import (
	"context"
	"strings"

	"github.com/dockercfg/dockercfg/shared/fault"
	"github.com/dockercfg/dockercfg/shared/identity"
	"github.com/dockercfg/dockercfg/shared/inputs"
	"github.com/dockercfg/dockercfg/shared/kubelet"
	"github.com/dockercfg/dockercfg/shared/oidc"
	"github.com/dockercfg/dockercfg/shared/registry"
	"github.com/dockercfg/dockercfg/shared/userconfig"
)

// The annotations that name a client, the same as for AKS's own provider
// (https://github.com/kubernetes-sigs/cloud-provider-azure, pkg/credentialprovider).
const (
	clientAnnotation = "kubernetes.azure.com/acr-client-id"
	tenantAnnotation = "kubernetes.azure.com/acr-tenant-id"
)

// podOf returns the session of the client that the pod's token identifies. It uses neither the
// identity of this machine nor its variables nor az's files.
func podOf(
	_ context.Context, in *inputs.Recorder, name registry.Name, u userconfig.Rule, r kubelet.Request,
) (*session, identity.Identity, error) {
	t, err := targetOf(in, name, u)
	if err != nil {
		return nil, identity.Identity{}, err
	}
	client, err := podSetting(u, r, clientAnnotation, userconfig.ClientID)
	if err != nil {
		return nil, identity.Identity{}, err
	}
	tenant, err := podSetting(u, r, tenantAnnotation, userconfig.Tenant)
	if err != nil {
		return nil, identity.Identity{}, err
	}
	s := search{in: in, registry: t, rule: u, tenant: tenant, client: client}
	if err := s.checkIDs(); err != nil {
		return nil, identity.Identity{}, err
	}
	if _, err := oidc.Pod(r.Token); err != nil {
		return nil, identity.Identity{}, err
	}
	found := s.source(kindPod, "client "+client.value+" with the pod's token")
	found.tenant, found.client, found.proof = tenant.value, client.value, r.Token.Reveal()
	found.Username, found.Configured = user, true
	return &session{source: found}, found.Identity, nil
}

// podSetting returns the value of an annotation, or of the rule. A rule with another proof or
// another source is not meant for pods.
func podSetting(u userconfig.Rule, r kubelet.Request, annotation string, key userconfig.Key) (setting, error) {
	value, err := r.Annotation(annotation)
	switch {
	case err != nil:
		return setting{}, err
	case value != "" && !isGUID(value):
		return setting{}, fault.New(fault.Config, "the service account's annotation %s is not a valid GUID", annotation)
	case value != "":
		return setting{value: value, name: "the annotation " + annotation}, nil
	}
	source := strings.ToLower(u.Get(userconfig.Source))
	switch value = u.Get(key); {
	case value == "":
		return setting{}, fault.New(fault.NoIdentity, "no %s is set for the pod's token: "+
			"annotate its service account with %s, or set %s in config.toml", key, annotation, key)
	case u.Get(userconfig.CredentialsFile) != "" || source != "" && source != "workloadidentitycredential":
		return setting{}, u.Mistake("%s belongs to the rule's own credential, not to a pod's: "+
			"add a rule for the pods' tokens, or annotate the service account with %s", key, annotation)
	}
	return setting{value, key.String(), u}, nil
}

// isGUID reports whether s is 8-4-4-4-12 hexadecimal digits. Names, such as a tenant's domain,
// are not accepted: they become part of a URL, and a tenant of the cluster writes them.
func isGUID(s string) bool {
	for i := range len(s) {
		c := s[i]
		if dash := i == 8 || i == 13 || i == 18 || i == 23; dash != (c == '-') ||
			!dash && !(c >= '0' && c <= '9' || c|0x20 >= 'a' && c|0x20 <= 'f') {
			return false
		}
	}
	return len(s) == 36
}
