package main

import (
	"context"
	"net/http"
	"net/url"
	"os"

	"github.com/dockercfg/dockercfg/shared/identity"
	"github.com/dockercfg/dockercfg/shared/tokenhttp"
)

// metadataVariable contains the address of another metadata service.
const metadataVariable = "AZURE_POD_IDENTITY_AUTHORITY_HOST"

// azureTag is the chassis asset tag in the firmware of Azure's machines. It distinguishes
// them from other Hyper-V machines
// (https://learn.microsoft.com/azure/azure-monitor/vm/monitor-virtual-machine-troubleshoot).
const azureTag = "7783-7084-3265-9085-8269-3286-77"

// machine returns the managed identity of a virtual machine, a container or a node, from a
// service at a link-local address
// (https://learn.microsoft.com/entra/identity/managed-identities-azure-resources/how-to-use-vm-token).
func (s search) machine() (source, error) {
	found := s.source(kindMachine, "managed identity of this machine"+s.ofClient())
	found.client, found.endpoint = s.client.value, os.Getenv(metadataVariable)
	found.Configured, found.Ambient = found.client != "" || s.allowed.named || namesIdentity(s.rule), true
	found.Keeping = identity.OfMachine(found.endpoint != "", azureTag)
	return found, nil
}

// machine calls that service without the SDK, which would ask a missing service seven times,
// for minutes.
type machine struct {
	source
	url *url.URL
}

// imds describes the service in errors.
var imds = tokenhttp.Peer{Name: "this machine's metadata service", Check: metadataVariable, Bundle: "SSL_CERT_FILE"}

// newMachine checks that the service exists. If there is none, or it is another cloud's,
// nothing is configured.
func newMachine(ctx context.Context, id source) (*machine, error) {
	base := "http://169.254.169.254"
	if id.endpoint != "" {
		base = id.endpoint
	}
	u, err := tokenhttp.ParseURL(base, imds.Check)
	if err != nil {
		return nil, err
	}
	m := &machine{id, u.JoinPath("metadata/identity/oauth2/token")}
	if !m.present(ctx) {
		return nil, unconfigured(id)
	}
	return m, nil
}

// present reports whether the service exists: without the header that a real request needs,
// Azure's service answers 400. Other clouds have their own services at the same address,
// which know neither this path nor this form.
func (m *machine) present(ctx context.Context) bool {
	ctx, cancel := context.WithTimeout(ctx, tokenhttp.ProvenFor)
	defer cancel()
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, m.url.String(), nil)
	if err != nil {
		return false
	}
	reply, err := tokenhttp.Direct(tokenhttp.ProvenFor).Do(request)
	if err != nil {
		return false
	}
	reply.Body.Close()
	status := reply.StatusCode
	return status == http.StatusBadRequest || status == http.StatusTooManyRequests || status >= 500
}

func (m *machine) token(ctx context.Context, audience string) (string, error) {
	address := parameters{"api-version": "2018-02-01", "resource": audience, "client_id": m.client}.withQuery(m.url)
	client := tokenhttp.Direct(tokenhttp.MetadataFor)
	reply, err := askService(ctx, imds, client, http.MethodGet, address, "", map[string]string{"Metadata": "true"})
	if err != nil {
		return "", err
	}
	// Without an identity the service answers 400, and only its text says why.
	none := reply.Status == http.StatusBadRequest && m.client == "" && refusalOf(reply).number == 0
	if reply.Status == http.StatusNotFound || none {
		return "", unconfigured(m.source)
	}
	return serviceToken(imds, reply, m.source)
}
