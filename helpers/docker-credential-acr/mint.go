package main

import (
	"context"
	"errors"

	"github.com/dockercfg/dockercfg/helpers/docker-credential-acr/internal/offline"
	"github.com/dockercfg/dockercfg/shared/credential"
	"github.com/dockercfg/dockercfg/shared/fault"
	"github.com/dockercfg/dockercfg/shared/registry"
	"github.com/dockercfg/dockercfg/shared/rule"
)

// user is the name that goes with a token
// (https://github.com/Azure/acr/blob/main/docs/AAD-OAuth.md#calling-post-oauth2exchange-to-get-an-acr-refresh-token).
const user = "00000000-0000-0000-0000-000000000000"

// audience is what a token for registries alone is for.
const audience = "https://containerregistry.azure.net"

// entra gives a token of Entra's for an audience. Each identity has its own way to
// it.
type entra interface {
	token(ctx context.Context, audience string) (string, error)
}

// mint makes a token: one of Entra's, exchanged at the registry.
func mint(ctx context.Context, name registry.Name, u rule.Rule) (credential.Credential, error) {
	r, err := offline.Of(name, u)
	if err != nil {
		return credential.Credential{}, fault.New(fault.Config, "%w", err)
	}
	id, err := offline.Find(r, u)
	if err != nil {
		return credential.Credential{}, fault.New(fault.Config, "%w", err)
	}
	source, err := entraOf(ctx, id, r)
	if err != nil {
		return credential.Credential{}, err
	}
	token, err := anyAudience(ctx, source, r)
	if err != nil {
		return credential.Credential{}, err
	}
	return exchange(ctx, r, id, token)
}

// entraOf is the way to the token of an identity.
func entraOf(ctx context.Context, id offline.Identity, r offline.Registry) (entra, error) {
	switch id.Kind {
	case offline.Nothing:
		return nil, unconfigured(id)
	case offline.AppService:
		return newApp(id)
	case offline.CLI:
		return &cli{id}, nil
	case offline.Machine:
		return newMachine(ctx, id)
	}
	return newPrincipal(ctx, id, r)
}

// anyAudience asks for the narrow audience first. Where Entra itself says that it
// cannot give that one, as for identities that are known to Azure Resource Manager
// alone, the wide one is asked for, once
// (https://github.com/Azure/azure-cli/issues/33698). A failure of any other kind
// is no reason to ask for more.
func anyAudience(ctx context.Context, source entra, r offline.Registry) (string, error) {
	token, err := source.token(ctx, audience)
	var no *refusal
	if errors.As(err, &no) && no.ofAudience() {
		token, err = source.token(ctx, r.Management)
	}
	if errors.As(err, &no) {
		return "", no.explain()
	}
	return token, err
}

// unconfigured: every registry may serve anonymous pulls, so that nothing
// configured is no error; half of something is one.
func unconfigured(id offline.Identity) error {
	switch {
	case offline.Names(id.Rule):
		return ofRule(id)
	case id.Client != "":
		return fault.New(fault.NoIdentity, "AZURE_CLIENT_ID is set, and this machine has no managed identity: set AZURE_TENANT_ID and AZURE_CLIENT_SECRET too, or unset it")
	case id.Configured:
		return fault.New(fault.NoIdentity, "AZURE_TOKEN_CREDENTIALS asks for a managed identity, and this machine has none: attach one, or unset it")
	case offline.PairWithoutRegistry():
		return fault.New(fault.Config, "AZURE_REGISTRY is not set, AZURE_USERNAME and AZURE_PASSWORD are: set it to the registry that they are for")
	}
	return fault.ErrNotFound
}

// ofRule: a rule says that somebody is there, and nobody is.
func ofRule(id offline.Identity) error {
	words := id.Rule.Words()
	switch {
	case id.Rule.Get(rule.ClientID) != "":
		return fault.New(fault.NoIdentity, "the %s names a client, and this machine has no managed identity: attach it, or add tenant and set AZURE_CLIENT_SECRET", words)
	case id.Rule.Get(rule.Source) != "" && id.Kind == offline.Machine:
		return fault.New(fault.NoIdentity, "the %s asks for a managed identity, and this machine has none: attach one, or take source out", words)
	case id.Rule.Get(rule.Tenant) != "":
		return fault.New(fault.NoIdentity, "the %s names a tenant, and nobody is logged in to it: az login --tenant %s", words, id.Rule.Get(rule.Tenant))
	}
	return fault.New(fault.NoIdentity, "the %s asks for the login of az, and nobody is logged in: az login", words)
}
