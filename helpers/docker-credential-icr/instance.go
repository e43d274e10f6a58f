package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"net/http/httptrace"
	"sync/atomic"
	"time"

	"github.com/dockercfg/dockercfg/shared/fault"
	"github.com/dockercfg/dockercfg/shared/tokenhttp"
)

// metadataVersion selects the version of the service's API
// (https://cloud.ibm.com/apidocs/vpc-metadata#api-versioning).
const metadataVersion = "2022-03-01"

var metadata = tokenhttp.Peer{Name: "IBM's metadata service", Check: "IBMCLOUD_CR_VPC_URL", Bundle: "SSL_CERT_FILE"}

// tokenFromServer gets the server's identity token from the metadata service, and exchanges it
// there. Neither request goes through a proxy.
func tokenFromServer(ctx context.Context, s source) (token string, expires time.Time, err error) {
	who, err := serverToken(ctx, s)
	if err != nil {
		return "", expires, err
	}
	body, err := json.Marshal(profileBody(s.profile))
	if err != nil {
		return "", expires, fault.New(fault.Internal, "writing the request for %s: %w", metadata.Name, err)
	}
	client := tokenhttp.Direct(tokenhttp.MetadataFor)
	reply, err := metadata.Ask(ctx, client, func(ctx context.Context) (*http.Request, error) {
		request, err := ask(ctx, http.MethodPost, s.metadata+"/instance_identity/v1/iam_token", body)
		if err == nil {
			request.Header.Set("Authorization", "Bearer "+who)
		}
		return request, err
	})
	if err != nil {
		return "", expires, err
	}
	if !succeeded(reply) {
		return "", expires, explainRefusal(reply, s)
	}
	return metadata.Token(reply, "access_token", "expires_in")
}

// serverToken gets the token that identifies this server. It waits one second at most, since the
// service may not exist.
func serverToken(ctx context.Context, s source) (string, error) {
	request, err := ask(ctx, http.MethodPut, s.metadata+"/instance_identity/v1/token", []byte(`{"expires_in": 300}`))
	if err != nil {
		return "", err
	}
	request.Header.Set("Metadata-Flavor", "ibm")
	var connected atomic.Bool
	traced := httptrace.WithClientTrace(ctx, &httptrace.ClientTrace{
		GotConn: func(httptrace.GotConnInfo) { connected.Store(true) },
	})
	reply, err := metadata.AskOnce(traced, tokenhttp.Direct(tokenhttp.ProvenFor), request)
	unanswered := err != nil && reply.Status == 0 && ctx.Err() == nil
	switch {
	case reply.Status == http.StatusNotFound, unanswered && !s.named && (!connected.Load() || timedOut(err)):
		return "", fault.New(fault.NoIdentity, "%s does not exist: on a virtual server, enable it with "+
			"`ibmcloud is instance-update INSTANCE --metadata-service true`; elsewhere, set IBMCLOUD_API_KEY",
			metadata.Name)
	case unanswered && s.named:
		return "", checkService(err)
	case err != nil:
		return "", err
	case !succeeded(reply):
		return "", fault.New(fault.Denied, "%s refused to identify this server (%s): "+
			"check IBMCLOUD_CR_VPC_URL, and whether it must begin with https://", metadata.Name, detail(reply, ""))
	}
	token, _, err := metadata.Token(reply, "access_token", "expires_in")
	return token, err
}

func timedOut(err error) bool {
	var coded *fault.Error
	return errors.As(err, &coded) && coded.Code == fault.Timeout
}

// checkService adds what to do if the service that the user named does not answer. Unlike at the
// address that no one named, that is a failure, so no other source is asked.
func checkService(err error) error {
	var coded *fault.Error
	if !errors.As(err, &coded) || coded.Hint != "" || coded.Code == fault.TLS {
		return err
	}
	return coded.WithHint("check %s, or enable the service with "+
		"`ibmcloud is instance-update INSTANCE --metadata-service true`", metadata.Check)
}

// ask returns a request to the service, whose address has been checked by the resolver.
func ask(ctx context.Context, method, address string, body []byte) (*http.Request, error) {
	request, err := http.NewRequestWithContext(ctx, method, address+"?version="+metadataVersion, bytes.NewReader(body))
	if err != nil {
		return nil, fault.New(fault.Config, "IBMCLOUD_CR_VPC_URL is not a valid URL: correct or unset it")
	}
	request.Header.Set("Content-Type", "application/json")
	request.Header.Set("Accept", "application/json")
	return request, nil
}

// profileBody selects the profile; without one the service uses the profile linked to the server.
func profileBody(p profile) map[string]map[string]string {
	switch {
	case p.id != "":
		return map[string]map[string]string{"trusted_profile": {"id": p.id}}
	case p.crn != "":
		return map[string]map[string]string{"trusted_profile": {"crn": p.crn}}
	}
	return map[string]map[string]string{}
}

func succeeded(r tokenhttp.Reply) bool {
	return r.Status == http.StatusOK || r.Status == http.StatusCreated
}

// explainRefusal explains why the service refused to issue a token.
func explainRefusal(r tokenhttp.Reply, s source) error {
	which := "a trusted profile"
	if s.profile.text() != "" {
		which = "the trusted profile " + shown(s.profile)
	}
	return fault.New(fault.Denied, "%s refused to issue a token (%s): "+
		"link %s to this server with `ibmcloud iam trusted-profile-link-create`", metadata.Name, detail(r, ""), which)
}
