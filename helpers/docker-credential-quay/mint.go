package main

import (
	"context"
	"net/http"
	"net/url"
	"strconv"
	"time"

	"github.com/dockercfg/dockercfg/helpers/docker-credential-quay/internal/offline"
	"github.com/dockercfg/dockercfg/shared/credential"
	"github.com/dockercfg/dockercfg/shared/fault"
	"github.com/dockercfg/dockercfg/shared/oidc"
	"github.com/dockercfg/dockercfg/shared/registry"
	"github.com/dockercfg/dockercfg/shared/rule"
	"github.com/dockercfg/dockercfg/shared/tokenhttp"
)

const (
	// lives is the life of a robot's token where it does not say its end
	// (https://docs.projectquay.io/manage_quay.html#keyless-authentication-robot-accounts).
	lives   = time.Hour
	longest = 12 * time.Hour // what a token may say of itself
)

// mint exchanges the job's own token for one of the robot.
func mint(ctx context.Context, name registry.Name, u rule.Rule) (credential.Credential, error) {
	id, err := offline.Find(name, u)
	if err != nil {
		return credential.Credential{}, fault.New(fault.Config, "%w", err)
	}
	robot := id.Robot
	if robot.Name == "" {
		return credential.Credential{}, fault.ErrNotFound
	}
	proof, err := prove(ctx, robot)
	if err != nil {
		return credential.Credential{}, err
	}
	asked := time.Now()
	token, err := exchange(ctx, robot, proof)
	if err != nil {
		return credential.Credential{}, err
	}
	c := credential.Credential{Username: robot.Name, Secret: credential.Secret(token), Source: id.Words, Expires: asked.Add(lives)}
	if end, known := c.Secret.Expiry(); known {
		c.Expires = end
	}
	if limit := asked.Add(longest); c.Expires.After(limit) {
		c.Expires = limit
	}
	return c, nil
}

// prove is the job's token. One that is over, or meant for somebody else, is not
// sent.
func prove(ctx context.Context, robot offline.Robot) (proof oidc.Token, err error) {
	var where string
	switch robot.Proof {
	case offline.OfFile:
		where = "the file of " + offline.JobFile
		proof, err = oidc.File(offline.JobPath(), where)
	case offline.OfVariable:
		where = offline.JobVariable
		proof, err = oidc.Variable(where)
	default:
		return oidc.Actions(ctx, robot.Audience)
	}
	if err != nil {
		return proof, err
	}
	return proof, proof.Check(robot.Audience, where)
}

// exchange asks the registry itself, which is the one place that a robot's token
// comes from
// (https://github.com/quay/quay/blob/master/endpoints/oauth/robot_identity_federation.py).
func exchange(ctx context.Context, robot offline.Robot, proof oidc.Token) (string, error) {
	quay := tokenhttp.Peer{Name: "Quay at " + robot.Host, Check: "the registry's name and the proxy", Bundle: "SSL_CERT_FILE"}
	address := url.URL{Scheme: "https", Host: robot.Host, Path: "/oauth2/federation/robot/token"}
	reply, err := quay.Ask(ctx, tokenhttp.New(tokenhttp.Within(ctx)), func(ctx context.Context) (*http.Request, error) {
		request, err := http.NewRequestWithContext(ctx, http.MethodGet, address.String(), nil)
		if err == nil {
			request.SetBasicAuth(robot.Name, proof.Reveal())
			request.Header.Set("Accept", "application/json")
		}
		return request, err
	})
	if err != nil {
		return "", err
	}
	if reply.Status != http.StatusOK {
		return "", refused(quay, reply, robot, proof)
	}
	token, _, err := quay.Token(reply, "token", "")
	return token, err
}

// refused makes an error of a reply that brings no token. A robot trusts pairs of
// issuer and subject, so both are named.
func refused(quay tokenhttp.Peer, r tokenhttp.Reply, robot offline.Robot, proof oidc.Token) error {
	switch r.Status {
	case http.StatusBadRequest, http.StatusUnauthorized, http.StatusForbidden:
	default:
		return fault.New(fault.Upstream, "%s answered with status %d (%s), which is no answer to this question: check %s, and that it is Quay 3.13 or later", quay.Name, r.Status, r.Kind(), quay.Check)
	}
	skew := ""
	if off := tokenhttp.ClockOff(r.Header); off != 0 {
		skew = "; the clock is off by " + strconv.Itoa(off) + " s"
	}
	return fault.New(fault.Denied, "%s does not let %s of %s be the robot %s (status %d%s): add that issuer and subject in the robot's settings, Set robot federation",
		quay.Name, fault.Printable(proof.Subject, 100), fault.Printable(proof.Issuer, 80), fault.Printable(robot.Name, 60), r.Status, skew)
}
