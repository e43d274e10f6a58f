package main

import (
	"bytes"
	"context"
	"encoding/json"
	"net/http"
	"time"

	"github.com/dockercfg/dockercfg/shared/fault"
	"github.com/dockercfg/dockercfg/shared/tokenhttp"
)

// metadataVersion fixes the form of what the service answers
// (https://cloud.ibm.com/apidocs/vpc-metadata#api-versioning).
const metadataVersion = "2022-03-01"

var metadata = tokenhttp.Peer{Name: "IBM's metadata service", Check: "IBMCLOUD_CR_VPC_URL", Bundle: "SSL_CERT_FILE"}

// byInstance asks the metadata service for the server's identity, and with that
// for a token. No proxy sees either.
func byInstance(ctx context.Context, s source) (token string, expires time.Time, err error) {
	who, err := prove(ctx, s.metadata)
	if err != nil {
		return "", expires, err
	}
	body, err := json.Marshal(linked(s.profile))
	if err != nil {
		return "", expires, fault.New(fault.Internal, "writing the request for %s: %w", metadata.Name, err)
	}
	reply, err := metadata.Ask(ctx, tokenhttp.Direct(tokenhttp.MetadataFor), func(ctx context.Context) (*http.Request, error) {
		request, err := ask(ctx, http.MethodPost, s.metadata+"/instance_identity/v1/iam_token", body)
		if err == nil {
			request.Header.Set("Authorization", "Bearer "+who)
		}
		return request, err
	})
	if err != nil {
		return "", expires, err
	}
	if !good(reply) {
		return "", expires, notLinked(reply, s)
	}
	return metadata.Token(reply, "access_token", "expires_in")
}

// prove gets the token with which the service knows this server, and finds within a
// second whether the service is there.
func prove(ctx context.Context, base string) (string, error) {
	request, err := ask(ctx, http.MethodPut, base+"/instance_identity/v1/token", []byte(`{"expires_in": 300}`))
	if err != nil {
		return "", err
	}
	request.Header.Set("Metadata-Flavor", "ibm")
	reply, err := metadata.AskOnce(ctx, tokenhttp.Direct(tokenhttp.ProvenFor), request)
	switch {
	case reply.Status == 0, reply.Status == http.StatusNotFound:
		return "", fault.New(fault.NoIdentity, "%s is not there: enable it with `ibmcloud is instance-update INSTANCE --metadata-service true`, or elsewhere set IBMCLOUD_API_KEY", metadata.Name)
	case err != nil:
		return "", err
	case !good(reply):
		return "", fault.New(fault.Denied, "%s refused to say who this server is (%s): check IBMCLOUD_CR_VPC_URL, and whether it has to begin with https://", metadata.Name, detail(reply, ""))
	}
	token, _, err := metadata.Token(reply, "access_token", "expires_in")
	return token, err
}

// ask is a request to the service. Its address was checked when the identity was
// found.
func ask(ctx context.Context, method, address string, body []byte) (*http.Request, error) {
	request, err := http.NewRequestWithContext(ctx, method, address+"?version="+metadataVersion, bytes.NewReader(body))
	if err != nil {
		return nil, fault.New(fault.Config, "IBMCLOUD_CR_VPC_URL is not a valid URL: correct or unset it")
	}
	request.Header.Set("Content-Type", "application/json")
	request.Header.Set("Accept", "application/json")
	return request, nil
}

// linked names the profile; without one the service takes the linked one.
func linked(p profile) map[string]map[string]string {
	switch {
	case p.id != "":
		return map[string]map[string]string{"trusted_profile": {"id": p.id}}
	case p.crn != "":
		return map[string]map[string]string{"trusted_profile": {"crn": p.crn}}
	}
	return map[string]map[string]string{}
}

func good(r tokenhttp.Reply) bool { return r.Status == http.StatusOK || r.Status == http.StatusCreated }

// notLinked explains a service that refuses a token.
func notLinked(r tokenhttp.Reply, s source) error {
	which := "a trusted profile"
	if s.profile.text() != "" {
		which = "the trusted profile " + shown(s.profile)
	}
	return fault.New(fault.Denied, "%s refused a token (%s): link %s to this server with `ibmcloud iam trusted-profile-link-create`", metadata.Name, detail(r, ""), which)
}
