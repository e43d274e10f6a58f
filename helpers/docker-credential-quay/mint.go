package main

import (
	"context"
	"net/http"
	"net/url"
	"strconv"
	"time"

	"github.com/dockercfg/dockercfg/shared/credential"
	"github.com/dockercfg/dockercfg/shared/fault"
	"github.com/dockercfg/dockercfg/shared/oidc"
	"github.com/dockercfg/dockercfg/shared/tokenhttp"
)

const (
	// lives is the life of a robot's token where it does not say its end
	// (https://docs.projectquay.io/manage_quay.html#keyless-authentication-robot-accounts).
	lives   = time.Hour
	longest = 12 * time.Hour // what a token may say of itself
)

// mint exchanges the job's own token for one of the robot.
func mint(ctx context.Context, r robot) (credential.Credential, error) {
	proof, err := r.prove(ctx)
	if err != nil {
		return credential.Credential{}, err
	}
	asked := time.Now()
	token, err := exchange(ctx, r, proof)
	if err != nil {
		return credential.Credential{}, err
	}
	c := credential.Credential{Username: r.name, Secret: credential.Secret(token), Expires: asked.Add(lives)}
	if end, known := c.Secret.Expiry(); known {
		c.Expires = end
	}
	if limit := asked.Add(longest); c.Expires.After(limit) {
		c.Expires = limit
	}
	return c, nil
}

// exchange asks the registry itself, which is the one place that a robot's token
// comes from
// (https://github.com/quay/quay/blob/master/endpoints/oauth/robot_identity_federation.py).
func exchange(ctx context.Context, r robot, proof oidc.Token) (string, error) {
	quay := tokenhttp.Peer{Name: "Quay at " + r.host, Check: "the registry's name and the proxy", Bundle: "SSL_CERT_FILE"}
	address := url.URL{Scheme: "https", Host: r.host, Path: "/oauth2/federation/robot/token"}
	reply, err := quay.Ask(ctx, tokenhttp.New(tokenhttp.Within(ctx)), func(ctx context.Context) (*http.Request, error) {
		request, err := http.NewRequestWithContext(ctx, http.MethodGet, address.String(), nil)
		if err == nil {
			request.SetBasicAuth(r.name, proof.Reveal())
			request.Header.Set("Accept", "application/json")
		}
		return request, err
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

// refused makes an error of a reply that brings no token. A robot trusts pairs of
// issuer and subject, so both are named.
func refused(quay tokenhttp.Peer, reply tokenhttp.Reply, r robot, proof oidc.Token) error {
	switch reply.Status {
	case http.StatusBadRequest, http.StatusUnauthorized, http.StatusForbidden:
	default:
		return fault.New(fault.Upstream,
			"unexpected answer from %s: status %d (%s): check %s, and that it is Quay 3.13 or later", quay.Name, reply.Status, reply.Kind(), quay.Check)
	}
	skew := ""
	if off := tokenhttp.ClockOff(reply.Header); off != 0 {
		skew = "; the clock is off by " + strconv.Itoa(off) + " s"
	}
	return fault.New(fault.Denied,
		"%s does not let %s of %s be the robot %s (status %d%s): add that issuer and subject in the robot's settings, Set robot federation",
		quay.Name, fault.Printable(proof.Subject, 100), fault.Printable(proof.Issuer, 80), fault.Printable(r.name, 60), reply.Status, skew)
}
