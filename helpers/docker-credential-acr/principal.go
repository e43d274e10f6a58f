package main

import (
	"context"
	"errors"
	"os"

	"github.com/Azure/azure-sdk-for-go/sdk/azcore"
	"github.com/Azure/azure-sdk-for-go/sdk/azcore/cloud"
	azlog "github.com/Azure/azure-sdk-for-go/sdk/azcore/log"
	"github.com/Azure/azure-sdk-for-go/sdk/azcore/policy"
	"github.com/Azure/azure-sdk-for-go/sdk/azidentity"

	"github.com/dockercfg/dockercfg/helpers/docker-credential-acr/internal/offline"
	"github.com/dockercfg/dockercfg/shared/fault"
	"github.com/dockercfg/dockercfg/shared/oidc"
	"github.com/dockercfg/dockercfg/shared/safefile"
	"github.com/dockercfg/dockercfg/shared/tokenhttp"
)

func variable(name string) string { return os.Getenv(name) }

// principal is a client that proves itself to Entra. The credential is built for
// the one source that was found: azidentity's chains would look for others, and
// would show AZURE_USERNAME and AZURE_PASSWORD, which are the registry's, to
// Entra.
type principal struct {
	id        offline.Identity
	authority *authority
	made      azcore.TokenCredential
	assertion oidc.Token // that was shown last
	fault     error      // of the proof itself
}

func newPrincipal(ctx context.Context, id offline.Identity, r offline.Registry) (*principal, error) {
	a, err := newAuthority(ctx, r)
	if err != nil {
		return nil, err
	}
	p := &principal{id: id, authority: a}
	azlog.SetListener(nil) // AZURE_SDK_GO_LOGGING would have it print what it sends
	// A region of Microsoft's own services would lead to other hosts.
	_ = os.Unsetenv("AZURE_REGIONAL_AUTHORITY_NAME")
	_ = os.Unsetenv("MSAL_FORCE_REGION")
	p.made, err = p.credential()
	var coded *fault.Error
	if err != nil && !errors.As(err, &coded) {
		err = fault.New(fault.Config, "the %s cannot be used: check %s, %s and the secret", id.Words, id.TenantBy, id.ClientBy)
	}
	return p, err
}

func (p *principal) credential() (azcore.TokenCredential, error) {
	options := azcore.ClientOptions{
		Cloud:     cloud.Configuration{ActiveDirectoryAuthorityHost: p.authority.url.String(), Services: map[cloud.ServiceName]cloud.ServiceConfiguration{}},
		Transport: p.authority,
		Retry:     policy.RetryOptions{MaxRetries: -1}, // the transport does it
		Telemetry: policy.TelemetryOptions{Disabled: true},
	}
	off := !p.authority.known
	switch p.id.Kind {
	case offline.Secret:
		return azidentity.NewClientSecretCredential(p.id.Tenant, p.id.Client, variable("AZURE_CLIENT_SECRET"),
			&azidentity.ClientSecretCredentialOptions{ClientOptions: options, DisableInstanceDiscovery: off})
	case offline.Certificate:
		return p.certificate(options, off)
	}
	return azidentity.NewClientAssertionCredential(p.id.Tenant, p.id.Client, p.assert,
		&azidentity.ClientAssertionCredentialOptions{ClientOptions: options, DisableInstanceDiscovery: off})
}

// maxCertificate bounds a certificate's file, in bytes.
const maxCertificate = 1 << 20

func (p *principal) certificate(options azcore.ClientOptions, off bool) (azcore.TokenCredential, error) {
	name := p.id.FileBy
	data, err := safefile.ReadNamed(p.id.File, maxCertificate, false)
	if err != nil {
		return nil, fault.New(fault.Config, "reading the certificate of %s: %w", name, err)
	}
	certificates, key, err := azidentity.ParseCertificates(data, []byte(variable("AZURE_CLIENT_CERTIFICATE_PASSWORD")))
	if err != nil {
		return nil, fault.New(fault.Config, "the file of %s holds no certificate with its key, or AZURE_CLIENT_CERTIFICATE_PASSWORD is not its password: it is PEM or PKCS#12", name)
	}
	chain := variable("AZURE_CLIENT_SEND_CERTIFICATE_CHAIN")
	return azidentity.NewClientCertificateCredential(p.id.Tenant, p.id.Client, certificates, key, &azidentity.ClientCertificateCredentialOptions{
		ClientOptions: options, DisableInstanceDiscovery: off, SendCertificateChain: chain == "1" || chain == "true",
	})
}

// runnerAudience is what Entra expects of a token that another system made
// (https://learn.microsoft.com/entra/workload-id/workload-identity-federation-create-trust).
const runnerAudience = "api://AzureADTokenExchange"

// assert gives the federated token, read anew each time.
func (p *principal) assert(ctx context.Context) (string, error) {
	where := "AZURE_FEDERATED_TOKEN"
	var err error
	switch p.id.Kind {
	case offline.TokenFile:
		where = "the file of AZURE_FEDERATED_TOKEN_FILE"
		p.assertion, err = oidc.File(variable("AZURE_FEDERATED_TOKEN_FILE"), where)
	case offline.TokenValue:
		p.assertion, err = oidc.Variable(where)
	default:
		where = "the runner"
		p.assertion, err = oidc.Actions(ctx, runnerAudience)
	}
	if err == nil {
		err = p.assertion.Check("", where)
	}
	p.fault = err
	return p.assertion.Reveal(), err
}

func (p *principal) token(ctx context.Context, audience string) (string, error) {
	p.authority.failed, p.fault = nil, nil
	got, err := p.made.GetToken(ctx, policy.TokenRequestOptions{Scopes: []string{audience + "/.default"}})
	var no *refusal
	switch {
	case err == nil && tokenhttp.Plain(got.Token):
		return got.Token, nil
	case p.fault != nil:
		return "", p.fault
	case errors.As(p.authority.failed, &no):
		no.id, no.assertion, no.check = p.id, p.assertion, p.authority.peer.Check
		return "", no
	case p.authority.failed != nil:
		return "", p.authority.failed
	case ctx.Err() != nil:
		return "", p.authority.peer.Unreachable(ctx, ctx.Err())
	}
	last := p.authority.last
	return "", fault.New(fault.Upstream, "%s answered with something that is no token (status %d, %s): check %s", entraPeer.Name, last.Status, last.Kind(), p.authority.peer.Check)
}
