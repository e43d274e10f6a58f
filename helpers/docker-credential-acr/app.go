package main

import (
	"context"
	"net/http"
	"net/url"

	"github.com/dockercfg/dockercfg/helpers/docker-credential-acr/internal/offline"
	"github.com/dockercfg/dockercfg/shared/fault"
	"github.com/dockercfg/dockercfg/shared/tokenhttp"
)

// app is the managed identity of an app, a function, or a shell in the portal.
type app struct {
	id       offline.Identity
	endpoint *url.URL
	variable string // that names the endpoint
}

func newApp(id offline.Identity) (*app, error) {
	a := &app{id: id, variable: "IDENTITY_ENDPOINT"}
	if variable("IDENTITY_ENDPOINT") == "" || variable("IDENTITY_HEADER") == "" {
		a.variable = "MSI_ENDPOINT"
	}
	var err error
	a.endpoint, err = endpoint(a.variable)
	return a, err
}

func (a *app) token(ctx context.Context, audience string) (string, error) {
	peer := tokenhttp.Peer{Name: "the app's token service", Check: a.variable, Bundle: "SSL_CERT_FILE"}
	reply, err := a.ask(ctx, peer, local(tokenhttp.MetadataFor), audience)
	if err != nil {
		return "", err
	}
	return serviceToken(peer, reply, a.id)
}

// ask speaks the form of the variables that are there: today's, that of 2017, and
// that of the portal's shell.
func (a *app) ask(ctx context.Context, peer tokenhttp.Peer, client *http.Client, audience string) (tokenhttp.Reply, error) {
	switch secret := variable("MSI_SECRET"); {
	case a.variable == "IDENTITY_ENDPOINT":
		address := parameters{"api-version": "2019-08-01", "resource": audience, "client_id": a.id.Client}.withQuery(a.endpoint)
		return askService(ctx, peer, client, http.MethodGet, address, "", map[string]string{"X-IDENTITY-HEADER": variable("IDENTITY_HEADER")})
	case secret != "":
		address := parameters{"api-version": "2017-09-01", "resource": audience, "clientid": a.id.Client}.withQuery(a.endpoint)
		return askService(ctx, peer, client, http.MethodGet, address, "", map[string]string{"Secret": secret})
	}
	return askService(ctx, peer, client, http.MethodPost, a.endpoint.String(), url.Values{"resource": {audience}}.Encode(), map[string]string{"Metadata": "true"})
}

// serviceToken takes the token out of a reply of the platform's.
func serviceToken(peer tokenhttp.Peer, reply tokenhttp.Reply, id offline.Identity) (string, error) {
	switch status := reply.Status; {
	case status == http.StatusOK:
		token, _, err := peer.Token(reply, "access_token", "")
		return token, err
	case refusalOf(reply).number != 0:
		no := refusalOf(reply)
		no.id = id
		return "", no
	case status == http.StatusBadRequest && id.Client != "":
		return "", fault.New(fault.Config, "%s names no identity that is attached here: attach it, or name another one", id.ClientBy)
	case status == http.StatusUnauthorized || status == http.StatusForbidden || status == http.StatusBadRequest:
		return "", fault.New(fault.Denied, "%s refuses the %s (status %d): attach an identity in the portal, under Identity%s", peer.Name, id.Words, status, clockNote(reply.Header))
	default:
		return "", fault.New(fault.Upstream, "%s answered with status %d (%s): check %s", peer.Name, status, reply.Kind(), peer.Check)
	}
}
