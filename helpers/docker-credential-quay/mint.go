package main

import (
	"context"
	"net/http"
	"net/url"
	"time"

	"github.com/dockercfg/dockercfg/shared/credential"
	"github.com/dockercfg/dockercfg/shared/fault"
	"github.com/dockercfg/dockercfg/shared/oidc"
	"github.com/dockercfg/dockercfg/shared/tokenhttp"
)

// lifetime is the lifetime of a robot's token that does not contain its expiry
// (https://docs.projectquay.io/manage_quay.html#keyless-authentication-robot-accounts).
const lifetime = time.Hour

// mint exchanges the job's own token for a token of the robot.
func mint(ctx context.Context, r robot) (credential.Credential, error) {
	proof, err := r.jobToken(ctx)
	if err != nil {
		return credential.Credential{}, err
	}
	asked := time.Now()
	token, err := exchange(ctx, r, proof)
	if err != nil {
		return credential.Credential{}, err
	}
	c := credential.Credential{Username: r.name, Secret: credential.Secret(token), Expires: asked.Add(lifetime)}
	if end, known := c.Secret.Expiry(); known {
		c.Expires = end
	}
	if limit := asked.Add(tokenhttp.MaxLife); c.Expires.After(limit) {
		c.Expires = limit
	}
	return c, nil
}

// exchange requests the token from the registry itself, which is the only issuer of a robot's
// tokens
// (https://github.com/quay/quay/blob/master/endpoints/oauth/robot_identity_federation.py).
func exchange(ctx context.Context, r robot, proof oidc.Token) (string, error) {
	quay := tokenhttp.Peer{
		Name: "Quay at " + r.host, Check: "the registry's name and the proxy", Bundle: "SSL_CERT_FILE",
	}
	address := url.URL{Scheme: "https", Host: r.host, Path: "/oauth2/federation/robot/token"}
	reply, err := quay.GetJSON(ctx, address.String(), func(request *http.Request) {
		request.SetBasicAuth(r.name, proof.Reveal())
	})
	if err != nil {
		return "", err
	}
	if reply.Status != http.StatusOK {
		return "", refused(quay, reply, r, proof)
	}
	token, _, err := quay.Token(reply, "token", "")
	return token, err
}

// refused explains a response without a token. It shows both issuer and subject, because a robot
// trusts pairs of them.
func refused(quay tokenhttp.Peer, reply tokenhttp.Reply, r robot, proof oidc.Token) error {
	switch reply.Status {
	case http.StatusBadRequest, http.StatusUnauthorized, http.StatusForbidden:
	default:
		return fault.New(fault.Upstream, "unexpected answer from %s: status %d (%s): "+
			"check %s, and that it is Quay 3.13 or later", quay.Name, reply.Status, reply.Kind(), quay.Check)
	}
	return fault.New(fault.Denied, "%s does not let %s of %s act as the robot %s (status %d%s): "+
		"add that issuer and subject in the robot's settings, Set robot federation", quay.Name,
		fault.Printable(proof.Subject, 100), fault.Printable(proof.Issuer, 80), fault.Printable(r.name, 60),
		reply.Status, tokenhttp.ClockNote(reply.Header))
}
