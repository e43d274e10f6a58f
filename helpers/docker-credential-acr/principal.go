package main

import (
	"context"
	"errors"
	"os"

	"github.com/Azure/azure-sdk-for-go/sdk/azcore"
	azcloud "github.com/Azure/azure-sdk-for-go/sdk/azcore/cloud"
	azlog "github.com/Azure/azure-sdk-for-go/sdk/azcore/log"
	"github.com/Azure/azure-sdk-for-go/sdk/azcore/policy"
	"github.com/Azure/azure-sdk-for-go/sdk/azidentity"

	"github.com/dockercfg/dockercfg/shared/fault"
	"github.com/dockercfg/dockercfg/shared/oidc"
	"github.com/dockercfg/dockercfg/shared/safefile"
	"github.com/dockercfg/dockercfg/shared/tokenhttp"
)

// principal is a client that authenticates to Entra. The credential is created for the one
// source that was found: azidentity's chains would look for others, and would send
// AZURE_USERNAME and AZURE_PASSWORD, which belong to the registry, to Entra.
type principal struct {
	source
	authority    *authority
	azCredential azcore.TokenCredential
	assertion    oidc.Token // the last one that was sent
	fault        error      // in the proof itself
}

func newPrincipal(ctx context.Context, id source) (*principal, error) {
	a, err := newAuthority(ctx, id.registry)
	if err != nil {
		return nil, err
	}
	p := &principal{source: id, authority: a}
	azlog.SetListener(nil) // with AZURE_SDK_GO_LOGGING it would print what it sends
	// A region of Microsoft's own services would lead to other hosts.
	_ = os.Unsetenv("AZURE_REGIONAL_AUTHORITY_NAME")
	_ = os.Unsetenv("MSAL_FORCE_REGION")
	p.azCredential, err = p.credential()
	var coded *fault.Error
	if err != nil && !errors.As(err, &coded) {
		err = fault.New(fault.Config, "the %s cannot be used: check %s, %s and the secret",
			id.Label, id.tenantBy, id.clientBy)
	}
	return p, err
}

func (p *principal) credential() (azcore.TokenCredential, error) {
	options := azcore.ClientOptions{
		Cloud: azcloud.Configuration{
			ActiveDirectoryAuthorityHost: p.authority.url.String(),
			Services:                     map[azcloud.ServiceName]azcloud.ServiceConfiguration{},
		},
		Transport: p.authority,
		Retry:     policy.RetryOptions{MaxRetries: -1}, // the transport retries
		Telemetry: policy.TelemetryOptions{Disabled: true},
	}
	off := !p.authority.known
	switch p.kind {
	case kindSecret:
		return azidentity.NewClientSecretCredential(p.tenant, p.client, p.proof,
			&azidentity.ClientSecretCredentialOptions{ClientOptions: options, DisableInstanceDiscovery: off})
	case kindCertificate:
		return p.certificate(options, off)
	}
	return azidentity.NewClientAssertionCredential(p.tenant, p.client, p.assert,
		&azidentity.ClientAssertionCredentialOptions{ClientOptions: options, DisableInstanceDiscovery: off})
}

// maxCertificate is the maximum size of a certificate's file in bytes.
const maxCertificate = 1 << 20

func (p *principal) certificate(options azcore.ClientOptions, off bool) (azcore.TokenCredential, error) {
	data, err := safefile.ReadNamed(p.file, maxCertificate, false)
	if err != nil {
		return nil, fault.New(fault.Config, "reading the certificate named by %s: %s: "+
			"check the path and the permissions", p.fileBy, safefile.Problem(err))
	}
	if len(data) == 0 {
		return nil, fault.New(fault.Config, "the file named by %s is empty: write the certificate and its key to it",
			p.fileBy)
	}
	if _, err := safefile.Text(data); err != nil && data[0] != 0x30 { // PKCS#12 begins with a sequence
		return nil, fault.New(fault.Config, "reading the certificate named by %s: %w", p.fileBy, err)
	}
	certificates, key, err := azidentity.ParseCertificates(data, []byte(p.proof))
	if err != nil {
		return nil, fault.New(fault.Config, "the file named by %s does not contain a certificate with its key, in "+
			"PEM or PKCS#12, or AZURE_CLIENT_CERTIFICATE_PASSWORD is not its password: fix one of them", p.fileBy)
	}
	return azidentity.NewClientCertificateCredential(p.tenant, p.client, certificates, key,
		&azidentity.ClientCertificateCredentialOptions{
			ClientOptions: options, DisableInstanceDiscovery: off, SendCertificateChain: p.chain,
		})
}

// runnerAudience is the audience that Entra expects in another system's token
// (https://learn.microsoft.com/entra/workload-id/workload-identity-federation-create-trust).
const runnerAudience = "api://AzureADTokenExchange"

// assert returns the federated token, which is read at each call.
func (p *principal) assert(ctx context.Context) (string, error) {
	where := "AZURE_FEDERATED_TOKEN"
	var err error
	switch p.kind {
	case kindTokenFile:
		where = "the file named by AZURE_FEDERATED_TOKEN_FILE"
		p.assertion, err = oidc.File(p.file, where)
	case kindTokenValue:
		p.assertion, err = oidc.Decode(p.proof, where)
	case kindPod:
		where = oidc.InRequest
		p.assertion, err = oidc.Decode(p.proof, where)
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
	got, err := p.azCredential.GetToken(ctx, policy.TokenRequestOptions{Scopes: []string{audience + "/.default"}})
	var refused *refusal
	switch {
	case err == nil && tokenhttp.Plain(got.Token):
		return got.Token, nil
	case p.fault != nil:
		return "", p.fault
	case errors.As(p.authority.failed, &refused):
		refused.id, refused.assertion = p.source, p.assertion
		return "", refused
	case p.authority.failed != nil:
		return "", p.authority.failed
	case ctx.Err() != nil:
		return "", p.authority.peer.Unreachable(ctx, ctx.Err())
	}
	last := p.authority.last
	return "", fault.New(fault.Upstream, "%s did not return a token (status %d, %s): check %s",
		entraName, last.Status, last.Kind(), p.authority.peer.Check)
}
