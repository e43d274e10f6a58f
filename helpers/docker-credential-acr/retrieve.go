package main

import (
	"context"
	"errors"

	"github.com/dockercfg/dockercfg/shared/fault"
	"github.com/dockercfg/dockercfg/shared/userconfig"
)

// audience is what a token for registries alone is for.
const audience = "https://containerregistry.azure.net"

// entra gives a token of Entra's for an audience. Each identity has its own way to
// it.
type entra interface {
	token(ctx context.Context, audience string) (string, error)
}

// retrieve gets Entra's token. What it was made from may be rewritten meanwhile, by
// az or by who renews a federated token.
func retrieve(ctx context.Context, s *session) (proof string, err error) {
	way, err := wayOf(ctx, s.source)
	if err != nil {
		return "", err
	}
	s.token, err = anyAudience(ctx, way, s.registry)
	return "", err
}

// wayOf is the way to the token of an identity.
func wayOf(ctx context.Context, id source) (entra, error) {
	switch id.kind {
	case kindNothing:
		return nil, unconfigured(id)
	case kindApp:
		return newApp(id)
	case kindAz:
		return &cli{id}, nil
	case kindMachine:
		return newMachine(ctx, id)
	}
	return newPrincipal(ctx, id)
}

// anyAudience asks for the narrow audience first. Where Entra itself says that it
// cannot give that one, as for identities that are known to Azure Resource Manager
// alone, the wide one is asked for, once
// (https://github.com/Azure/azure-cli/issues/33698). A failure of any other kind
// is no reason to ask for more.
func anyAudience(ctx context.Context, way entra, t target) (string, error) {
	token, err := way.token(ctx, audience)
	var no *refusal
	if errors.As(err, &no) && no.ofAudience() {
		token, err = way.token(ctx, t.cloud.management)
	}
	if errors.As(err, &no) {
		return "", no.explain()
	}
	return token, err
}

// unconfigured: every registry may serve anonymous pulls, so that nothing
// configured is no error; half of something is one.
func unconfigured(id source) error {
	switch {
	case id.unread != nil:
		return id.unread
	case namesIdentity(id.rule):
		return missing(id)
	case id.client != "":
		return fault.New(fault.NoIdentity,
			"AZURE_CLIENT_ID is set, and this machine has no managed identity: set AZURE_TENANT_ID and AZURE_CLIENT_SECRET"+
				" too, or unset it")
	case id.Configured:
		return fault.New(fault.NoIdentity,
			"AZURE_TOKEN_CREDENTIALS asks for a managed identity, and this machine has none: attach one, or unset it")
	case pairWithoutRegistry():
		return fault.New(fault.Config,
			"AZURE_REGISTRY is not set, AZURE_USERNAME and AZURE_PASSWORD are: set it to the registry that they are for")
	}
	return fault.ErrNotFound
}

// missing is the error where a rule names an identity that is not there.
func missing(id source) error {
	words := id.rule.Words()
	switch {
	case id.rule.Get(userconfig.ClientID) != "":
		return fault.New(fault.NoIdentity,
			"the %s names a client, and this machine has no managed identity: attach it, or add tenant and set AZURE_CLIENT_SECRET", words)
	case id.rule.Get(userconfig.Source) != "" && id.kind == kindMachine:
		return fault.New(fault.NoIdentity,
			"the %s asks for a managed identity, and this machine has none: attach one, or remove source", words)
	case id.rule.Get(userconfig.Tenant) != "":
		return fault.New(fault.NoIdentity,
			"the %s names a tenant, but no one is logged in to it: az login --tenant %s", words, id.rule.Get(userconfig.Tenant))
	}
	return fault.New(fault.NoIdentity, "the %s asks for the login of az, but no one is logged in: az login", words)
}
