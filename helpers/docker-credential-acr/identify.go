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

// kind is where an identity comes from.
type kind int

// The kinds, in the order in which they are looked for. The CLI's login comes
// before the machine's metadata service, since somebody made it, and the service
// is only asked where nothing else is there.
const (
	kindNothing     kind = iota
	kindPair             // a user name and password of the registry's own
	kindSecret           // of a service principal
	kindCertificate      // of a service principal
	kindTokenFile        // a federated token that the platform rewrites
	kindTokenValue       // a federated token in a variable
	kindRunner           // a federated token that the job's runner gives out
	kindPod              // a pod's token, of the kubelet's request
	kindApp              // the managed identity of an app
	kindAz               // the login of az
	kindMachine          // the managed identity of this machine
)

// source is the identity that was found for a registry, with all that its token is
// made of. Nothing is looked for again when it is made.
type source struct {
	identity.Identity
	kind               kind
	registry           target
	rule               userconfig.Rule
	tenant, client     string
	tenantBy, clientBy string // name these in words
	proof              string // a secret, a certificate's password, a federated token, or what an app shows to its endpoint
	file, fileBy       string // of a certificate or a federated token
	chain              bool   // the certificate is sent with its chain
	endpoint           string // of a managed identity; "" for the machine's own
	endpointBy         string // names it
	account            string // of az
	config             string // az's directory
	unread             error  // a file that may name another identity
}

// session is one get. token is Entra's, once retrieve has it.
type session struct {
	source
	token string
}

// identify finds out who would be used for a registry, and notes the files that say
// so, or that will be read for its token.
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

// find decides which identity would be used. The registry's own pair comes before
// all of Entra's, unless a rule names one of these: azidentity reads the same two
// variables for a user's login, and would show them to Entra.
func find(in *inputs.Recorder, t target, u userconfig.Rule) (source, error) {
	if !namesIdentity(u) {
		if found, err := ownPair(t); err != nil || found.kind != kindNothing {
			return found, err
		}
	}
	s := search{
		in: in, registry: t, rule: u,
		tenant: settingOf(u, userconfig.Tenant, "AZURE_TENANT_ID"), client: settingOf(u, userconfig.ClientID, "AZURE_CLIENT_ID"),
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

// search is the search for the identity of one registry.
type search struct {
	in             *inputs.Recorder
	registry       target
	rule           userconfig.Rule
	tenant, client setting
	allowed        allowed
}

// first is the first identity that is there.
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
		{s.allowed.environment || s.allowed.workload, s.incomplete},
		{s.allowed.az, s.az},
		{s.allowed.managed, s.machine},
	} {
		if !look.allowed {
			continue
		}
		found, err := look.find()
		var passed *identity.Unread
		switch {
		case errors.As(err, &passed):
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
		return source{}, s.rule.Mistake(
			"no identity was found that this rule could use: run `az login`, or add tenant, client_id and credentials_file")
	}
	return s.source(kindNothing, "no identity"), nil
}

// source is an identity of a kind, before what the kind adds.
func (s search) source(k kind, label string) source {
	return source{
		Identity: identity.Identity{Label: label}, kind: k, registry: s.registry, rule: s.rule,
		tenantBy: s.tenant.words(), clientBy: s.client.words(),
	}
}
