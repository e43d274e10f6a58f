package main

import (
	"context"
	"crypto/rand"
	"strings"

	"github.com/dockercfg/dockercfg/shared/helpertest/fakeaws"
)

// mintTokens gives the helper of a cloud an identity and an endpoint on loopback
// that makes a token of it: the one that the embedded registry accepts. It is
// what a job's settings do, with Amazon's own variables for the endpoint.
func mintTokens(ctx context.Context, s *story, a *account) error {
	server, err := fakeaws.Start()
	if err != nil {
		return err
	}
	context.AfterFunc(ctx, server.Close)
	server.Behave(fakeaws.ECR, fakeaws.Behaviour{Password: func(fakeaws.Request) string { return a.secret }})
	secret := rand.Text()
	s.hidden = append(s.hidden, secret)
	s.print("an identity, which is exchanged for a token at an endpoint on 127.0.0.1:")
	s.export("AWS_ACCESS_KEY_ID", "AKIADEMODEMODEMODEMO")
	s.export("AWS_SECRET_ACCESS_KEY", secret)
	for _, assignment := range server.Env() {
		name, value, _ := strings.Cut(assignment, "=")
		if name == "AWS_ENDPOINT_URL" {
			s.export(name, value)
		} else { // the same endpoint, under the names of other services
			s.env = append(s.env, assignment)
		}
	}
	s.env = append(s.env, "AWS_EC2_METADATA_DISABLED=true")
	return nil
}
