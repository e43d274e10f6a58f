package main

import (
	"context"
	"net/http"
	"net/url"
	"os"
	"strings"
	"time"

	"github.com/dockercfg/dockercfg/shared/fault"
	"github.com/dockercfg/dockercfg/shared/rawfile"
	"github.com/dockercfg/dockercfg/shared/tokenhttp"
)

var service = tokenhttp.Peer{Name: "the metadata service", Check: "GCE_METADATA_HOST", Bundle: "SSL_CERT_FILE"}

const flavor = "Metadata-Flavor"

// defaultHost is the address of the metadata service on every Google machine
// (https://cloud.google.com/compute/docs/metadata/querying-metadata).
const defaultHost = "169.254.169.254"

// machine returns the identity of the machine. NO_GCE_CHECK turns it off, as in Google's
// own libraries
// (https://github.com/googleapis/google-auth-library-java, DefaultCredentialsProvider).
// A rule that selects the metadata service overrides that variable.
func machine() *session {
	if strings.EqualFold(os.Getenv("NO_GCE_CHECK"), "true") {
		return &session{kind: nothing, label: "no identity"}
	}
	return metadata()
}

// metadata returns the session of the metadata service.
func metadata() *session {
	s := &session{kind: fromMachine, label: "service account of this machine", host: os.Getenv("GCE_METADATA_HOST")}
	s.onMachine = s.host != "" || onGoogleMachine()
	switch s.host {
	// The documented names of one address. By that address no other host can answer.
	case "", "metadata", "metadata.google.internal", "metadata.google.internal.", defaultHost:
		s.host = defaultHost
	default:
		s.endpoint = true
	}
	return s
}

// onGoogleMachine reports whether the firmware says that this is one of Google's machines.
func onGoogleMachine() bool {
	name, _ := rawfile.ReadSystem("/sys/class/dmi/id/product_name", 4<<10)
	line, _, _ := strings.Cut(string(name), "\n")
	return line == "Google" || line == "Google Compute Engine"
}

// tokenFromMachine gets a token from the metadata service
// (https://cloud.google.com/compute/docs/access/authenticate-workloads). If there is no
// service, or not Google's, or it has no account, the error is ErrNotFound.
func (s *session) tokenFromMachine(ctx context.Context) (string, time.Time, error) {
	base, err := tokenhttp.ParseURL("http://"+s.host, service.Check)
	if err != nil {
		return "", time.Time{}, err
	}
	if !isPresent(ctx, base) {
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
		return "", time.Time{}, fault.New(fault.Denied, "the metadata service did not return a token (status %d): "+
			"attach a service account with the scope cloud-platform to this machine", reply.Status)
	}
	return service.Token(reply, "access_token", "expires_in")
}

// isPresent reports whether Google's service answers in time. Other clouds have a different
// service at the same address.
func isPresent(ctx context.Context, base *url.URL) bool {
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
		return tokenhttp.Reply{}, fault.New(fault.Config, "GCE_METADATA_HOST is not a valid host: fix or unset it")
	}
	request.Header.Set(flavor, "Google")
	return service.AskOnce(ctx, tokenhttp.Direct(limit), request)
}
