package main

import (
	"context"
	"net/http"
	"net/url"
	"os"

	"github.com/dockercfg/dockercfg/shared/fault"
	"github.com/dockercfg/dockercfg/shared/identity"
	"github.com/dockercfg/dockercfg/shared/tokenhttp"
)

// app returns the managed identity of an app or function, which the platform announces by
// variables, or of a shell in the portal
// (https://learn.microsoft.com/azure/app-service/overview-managed-identity#rest-endpoint-reference).
// The header's value is a secret that is new at every start.
func (s search) app() (source, error) {
	by, endpoint, header := "IDENTITY_ENDPOINT", os.Getenv("IDENTITY_ENDPOINT"), os.Getenv("IDENTITY_HEADER")
	switch {
	case endpoint == "" && header != "":
		return source{}, fault.New(fault.Config, "IDENTITY_HEADER is set but IDENTITY_ENDPOINT is not: set both")
	case endpoint != "" && header == "" && os.Getenv("IMDS_ENDPOINT") == "": // with it, this is Azure Arc
		return source{}, fault.New(fault.Config, "IDENTITY_ENDPOINT is set but IDENTITY_HEADER is not: set both")
	case endpoint != "" && header != "" && os.Getenv("IDENTITY_SERVER_THUMBPRINT") != "":
		return source{}, unsupported("IDENTITY_SERVER_THUMBPRINT", "Azure Service Fabric")
	case endpoint == "" || header == "":
		by, endpoint, header = "MSI_ENDPOINT", os.Getenv("MSI_ENDPOINT"), os.Getenv("MSI_SECRET")
	}
	if endpoint == "" && anySet("IDENTITY_ENDPOINT") {
		return source{}, unsupported("IMDS_ENDPOINT", "Azure Arc")
	}
	if endpoint == "" {
		return source{}, nil
	}
	if by == "MSI_ENDPOINT" && header != "" && s.client.value == "" { // Azure Machine Learning
		s.client = setting{value: os.Getenv("DEFAULT_IDENTITY_CLIENT_ID"), name: "DEFAULT_IDENTITY_CLIENT_ID"}
		if err := s.checkIDs(); err != nil {
			return source{}, err
		}
	}
	found := s.source(kindApp, "managed identity of this app"+s.ofClient())
	found.client, found.endpoint, found.endpointBy, found.proof = s.client.value, endpoint, by, header
	found.Configured, found.Ambient, found.Keeping = true, true, identity.OfMachine(true)
	return found, nil
}

// unsupported returns the error for a platform whose identity this helper cannot use.
// Another identity is used instead; if there is none, this is the error.
func unsupported(variable, platform string) error {
	return &identity.Unread{Err: fault.New(fault.Config, "%s means that this is %s, whose managed identity is not "+
		"supported: run `az login`, or set AZURE_TENANT_ID, AZURE_CLIENT_ID and AZURE_CLIENT_SECRET", variable,
		platform)}
}

// ofClient returns the part of a label that names a user-assigned identity.
func (s search) ofClient() string {
	if s.client.value == "" {
		return ""
	}
	return ", client " + s.client.value
}

// app requests tokens from the endpoint in a variable.
type app struct {
	source
	url *url.URL
}

func newApp(id source) (*app, error) {
	u, err := endpoint(id.endpoint, id.endpointBy)
	return &app{id, u}, err
}

func (a *app) token(ctx context.Context, audience string) (string, error) {
	peer := tokenhttp.Peer{Name: "the app's token service", Check: a.endpointBy, Bundle: "SSL_CERT_FILE"}
	reply, err := a.ask(ctx, peer, local(tokenhttp.MetadataFor), audience)
	if err != nil {
		return "", err
	}
	return serviceToken(peer, reply, a.source)
}

// ask makes the request in the form of the variables that are set: the current one, that
// of 2017, or that of the portal's shell.
func (a *app) ask(
	ctx context.Context, peer tokenhttp.Peer, client *http.Client, audience string,
) (tokenhttp.Reply, error) {
	switch {
	case a.endpointBy == "IDENTITY_ENDPOINT":
		address := parameters{
			"api-version": "2019-08-01", "resource": audience, "client_id": a.client,
		}.withQuery(a.url)
		return askService(ctx, peer, client, http.MethodGet, address, "",
			map[string]string{"X-IDENTITY-HEADER": a.proof})
	case a.proof != "":
		address := parameters{"api-version": "2017-09-01", "resource": audience, "clientid": a.client}.withQuery(a.url)
		return askService(ctx, peer, client, http.MethodGet, address, "", map[string]string{"Secret": a.proof})
	}
	form := url.Values{"resource": {audience}}.Encode()
	return askService(ctx, peer, client, http.MethodPost, a.url.String(), form, map[string]string{"Metadata": "true"})
}

// serviceToken returns the token in a response of the platform, or explains the refusal.
func serviceToken(peer tokenhttp.Peer, reply tokenhttp.Reply, id source) (string, error) {
	switch status := reply.Status; {
	case status == http.StatusOK:
		token, _, err := peer.Token(reply, "access_token", "")
		return token, err
	case refusalOf(reply).number != 0:
		refused := refusalOf(reply)
		refused.id = id
		return "", refused
	case status == http.StatusBadRequest && id.client != "":
		return "", fault.New(fault.Config, "%s is not an identity that is attached here: attach it, or set another one",
			id.clientBy)
	case status == http.StatusUnauthorized || status == http.StatusForbidden || status == http.StatusBadRequest:
		return "", fault.New(fault.Denied, "%s refused the %s (status %d): "+
			"attach an identity in the portal, under Identity%s",
			peer.Name, id.Label, status, tokenhttp.ClockNote(reply.Header))
	default:
		return "", fault.New(fault.Upstream, "%s answered with status %d (%s): check %s",
			peer.Name, status, reply.Kind(), peer.Check)
	}
}
