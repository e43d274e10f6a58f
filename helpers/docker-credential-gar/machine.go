package main

import (
	"context"
	"net/http"
	"net/url"
	"time"

	"github.com/dockercfg/dockercfg/helpers/docker-credential-gar/internal/offline"
	"github.com/dockercfg/dockercfg/shared/fault"
	"github.com/dockercfg/dockercfg/shared/tokenhttp"
)

var metadata = tokenhttp.Peer{Name: "the metadata service", Check: "GCE_METADATA_HOST", Bundle: "SSL_CERT_FILE"}

const flavor = "Metadata-Flavor"

// ofMachine asks the metadata service
// (https://cloud.google.com/compute/docs/access/authenticate-workloads). One that
// is not there, or is somebody else's, or has no account, is "nothing configured".
func ofMachine(ctx context.Context, id offline.Identity) (string, time.Time, error) {
	base, err := tokenhttp.ParseURL("http://"+id.Host, metadata.Check)
	if err != nil {
		return "", time.Time{}, err
	}
	if !present(ctx, base) {
		return "", time.Time{}, fault.ErrNotFound
	}
	base.Path = "/computeMetadata/v1/instance/service-accounts/default/token"
	base.RawQuery = url.Values{"scopes": {scope}}.Encode()
	reply, err := askMetadata(ctx, base, tokenhttp.MetadataFor)
	switch {
	case err != nil:
		return "", time.Time{}, err
	case reply.Status == http.StatusNotFound:
		return "", time.Time{}, fault.ErrNotFound
	case reply.Status >= 300:
		return "", time.Time{}, fault.New(fault.Denied, "the metadata service gives out no token (status %d): attach a service account with the scope cloud-platform to this machine", reply.Status)
	}
	return metadata.Token(reply, "access_token", "expires_in")
}

// present tells whether the service shows, in time, that it is Google's: at the
// same address other clouds have another one.
func present(ctx context.Context, base *url.URL) bool {
	root := *base
	root.Path = "/"
	client := tokenhttp.Direct(tokenhttp.ProvenFor)
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, root.String(), nil)
	if err != nil {
		return false
	}
	request.Header.Set(flavor, "Google")
	reply, err := client.Do(request)
	if err != nil {
		return false
	}
	reply.Body.Close()
	return reply.Header.Get(flavor) == "Google"
}

func askMetadata(ctx context.Context, u *url.URL, limit time.Duration) (tokenhttp.Reply, error) {
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, u.String(), nil)
	if err != nil {
		return tokenhttp.Reply{}, fault.New(fault.Config, "GCE_METADATA_HOST is no host: mend or unset it")
	}
	request.Header.Set(flavor, "Google")
	return metadata.AskOnce(ctx, tokenhttp.Direct(limit), request)
}
