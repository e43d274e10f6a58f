package main

import (
	"context"
	"errors"

	"github.com/dockercfg/dockercfg/shared/fault"
	"github.com/dockercfg/dockercfg/shared/userconfig"
)

// audience is the audience of tokens that are only valid for container registries.
const audience = "https://containerregistry.azure.net"

// entra gets a token of Entra's for an audience, in the way of one kind of identity.
type entra interface {
	token(ctx context.Context, audience string) (string, error)
}

// retrieve gets Entra's token. Meanwhile az, or whatever renews a federated token, may rewrite
// the files that the token is made from.
func retrieve(ctx context.Context, s *session) (proof string, err error) {
	from, err := entraOf(ctx, s.source)
	if err != nil {
		return "", err
	}
	s.token, err = anyAudience(ctx, from, s.registry)
	return "", err
}

// entraOf returns the token source for an identity.
func entraOf(ctx context.Context, id source) (entra, error) {
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

// anyAudience requests the narrow audience first. If Entra itself says that it cannot give a
// token for that one, as for identities that only Azure Resource Manager knows, it requests the
// wide one, once (https://github.com/Azure/azure-cli/issues/33698). After any other failure it
// does not ask for more.
func anyAudience(ctx context.Context, from entra, t target) (string, error) {
	token, err := from.token(ctx, audience)
	var refused *refusal
	if errors.As(err, &refused) && refused.aboutAudience() {
		token, err = from.token(ctx, t.cloud.management)
	}
	if errors.As(err, &refused) {
		return "", refused.explain()
	}
	return token, err
}

// unconfigured returns the error for a missing identity. Every registry may allow anonymous
// pulls, so it is ErrNotFound if nothing is configured. An incomplete configuration is an error.
func unconfigured(id source) error {
	switch {
	case id.unread != nil:
		return id.unread
	case namesIdentity(id.rule):
		return missing(id)
	case id.client != "":
		return fault.New(fault.NoIdentity, "AZURE_CLIENT_ID is set, but this machine has no managed identity: "+
			"set AZURE_TENANT_ID and AZURE_CLIENT_SECRET too, or unset it")
	case id.Configured:
		return fault.New(fault.NoIdentity, "AZURE_TOKEN_CREDENTIALS selects a managed identity, but this machine "+
			"has none: attach one, or unset it")
	case pairWithoutRegistry():
		return fault.New(fault.Config, "AZURE_USERNAME and AZURE_PASSWORD are set but AZURE_REGISTRY is not: "+
			"set it to the registry that they are for")
	}
	return fault.ErrNotFound
}

// missing returns the error for a missing identity that a rule names.
func missing(id source) error {
	words := id.rule.Label()
	switch {
	case id.rule.Get(userconfig.ClientID) != "":
		return fault.New(fault.NoIdentity, "the %s names a client, but this machine has no managed identity: "+
			"attach it, or add tenant and set AZURE_CLIENT_SECRET", words)
	case id.rule.Get(userconfig.Source) != "" && id.kind == kindMachine:
		return fault.New(fault.NoIdentity, "the %s selects a managed identity, but this machine has none: "+
			"attach one, or remove source", words)
	case id.rule.Get(userconfig.Tenant) != "":
		return fault.New(fault.NoIdentity, "the %s names a tenant, but no one is logged in to it: "+
			"run `az login --tenant %s`", words, id.rule.Get(userconfig.Tenant))
	}
	return fault.New(fault.NoIdentity, "the %s selects the login of az, but no one is logged in: run `az login`", words)
}
