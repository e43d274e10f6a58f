package main

import (
	"context"
	"crypto/rand"

	"github.com/dockercfg/dockercfg/shared/helpertest/fakeaws"
)

// mintTokens gives the helper of a cloud an identity and an endpoint on loopback
// that makes a token of it: the one that the embedded registry accepts. It is
// what a job's settings do, with Amazon's own variable for the endpoint. That one
// does not lead the metadata service of a machine here, so it is turned off.
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
	s.export("AWS_ENDPOINT_URL", server.URL())
	s.export("AWS_EC2_METADATA_DISABLED", "true")
	return nil
}
