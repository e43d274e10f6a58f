package main

import (
	"context"
	"errors"

	"github.com/dockercfg/dockercfg/shared/fault"
	"github.com/dockercfg/dockercfg/shared/identity"
	"github.com/dockercfg/dockercfg/shared/inputs"
	"github.com/dockercfg/dockercfg/shared/protocol"
	"github.com/dockercfg/dockercfg/shared/registry"
	"github.com/dockercfg/dockercfg/shared/userconfig"
)

// kind is the kind of source of an identity.
type kind int

// The kinds, in the order of precedence. The login of az comes before the machine's metadata
// service, because a user made it; the service is only asked if nothing else is configured.
const (
	kindNothing     kind = iota
	kindPair             // a user name and password of the registry itself
	kindSecret           // a service principal with a secret
	kindCertificate      // a service principal with a certificate
	kindTokenFile        // a federated token that the platform rewrites
	kindTokenValue       // a federated token in a variable
	kindRunner           // a federated token from the job's runner
	kindPod              // a pod's token, in the kubelet's request
	kindApp              // the managed identity of an app
	kindAz               // the login of az
	kindMachine          // the managed identity of this machine
)

// source is the identity for a registry, with everything that is needed for its token.
// Nothing is resolved again when the token is made.
type source struct {
	identity.Identity
	kind               kind
	registry           target
	rule               userconfig.Rule
	tenant, client     string
	tenantBy, clientBy string // the settings that contain them
	proof              string // a secret, a certificate's password, a federated token, or an app's header
	file, fileBy       string // of a certificate or a federated token, and the setting that names it
	chain              bool   // send the certificate's chain
	endpoint           string // of a managed identity; "" for the machine's own
	endpointBy         string // the setting that contains it
	account            string // of az
	config             string // az's directory
	unread             error  // a file that cannot be read and may contain another identity
}

// session is the state of one get. token is Entra's token, set by retrieve.
type session struct {
	source
	token string
}

// identify resolves the identity for a registry, and records the files that it depends on
// and those that will be read for its token.
func identify(
	ctx context.Context, in *inputs.Recorder, name registry.Name, u userconfig.Rule,
) (*session, identity.Identity, error) {
	t, err := targetOf(in, name, u)
	if err != nil {
		return nil, identity.Identity{}, err
	}
	found, err := find(in, t, u)
	if err != nil {
		return nil, identity.Identity{}, err
	}
	if found.kind != kindPair {
		found.Username = user
	}
	if found.unread != nil {
		protocol.Warn(ctx, "the %s is used: %s", found.Label, fault.Text(found.unread))
	}
	return &session{source: found}, found.Identity, nil
}

// find returns the identity that would be used. The registry's own user name and password
// override all of Entra's identities, unless a rule selects one of these: azidentity uses the
// same two variables for a user's login, and would send them to Entra.
func find(in *inputs.Recorder, t target, u userconfig.Rule) (source, error) {
	if !namesIdentity(u) {
		if found, err := ownPair(t); err != nil || found.kind != kindNothing {
			return found, err
		}
	}
	s := search{
		in: in, registry: t, rule: u,
		tenant: settingOf(u, userconfig.Tenant, "AZURE_TENANT_ID"),
		client: settingOf(u, userconfig.ClientID, "AZURE_CLIENT_ID"),
	}
	var err error
	if s.allowed, err = allowedBy(u); err != nil {
		return source{}, err
	}
	if err := s.checkIDs(); err != nil {
		return source{}, err
	}
	return s.first()
}

// search contains the settings from which the identity of one registry is resolved.
type search struct {
	in             *inputs.Recorder
	registry       target
	rule           userconfig.Rule
	tenant, client setting
	allowed        allowed
}

// first returns the first identity that is configured.
func (s search) first() (source, error) {
	if path := s.rule.Get(userconfig.CredentialsFile); path != "" {
		return s.certificate(path, "credentials_file", "credentials_file in config.toml")
	}
	var unread error
	for _, look := range []struct {
		allowed bool
		find    func() (source, error)
	}{
		{s.allowed.environment, s.principal},
		{s.allowed.workload, s.federated},
		{s.allowed.managed, s.app},
		{s.allowed.environment || s.allowed.workload, s.missingProof},
		{s.allowed.az, s.az},
		{s.allowed.managed, s.machine},
	} {
		if !look.allowed {
			continue
		}
		found, err := look.find()
		var ignored *identity.Unread
		switch {
		case errors.As(err, &ignored):
			unread = err
		case err != nil || found.kind != kindNothing:
			found.unread = unread
			return found, err
		}
	}
	switch {
	case unread != nil:
		return source{}, unread
	case s.allowed.missing != "":
		return source{}, s.allowed.by.mistake(s.allowed.missing)
	case namesIdentity(s.rule):
		return source{}, s.rule.Mistake("this rule selects an identity, but none was found: " +
			"run `az login`, or add tenant, client_id and credentials_file")
	}
	return s.source(kindNothing, "no identity"), nil
}

// source returns an identity of a kind, without the kind's own fields.
func (s search) source(k kind, label string) source {
	return source{
		Identity: identity.Identity{Label: label}, kind: k, registry: s.registry, rule: s.rule,
		tenantBy: s.tenant.label(), clientBy: s.client.label(),
	}
}
