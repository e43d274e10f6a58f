package main

import (
	"context"
	"crypto/rand"

	"github.com/dockercfg/dockercfg/shared/helpertest/fakeaws"
)

// mintTokens sets variables with an identity and with an endpoint on loopback, which exchanges it
// for a token that the embedded registry accepts. A job's settings do the same; the endpoint's
// variable is Amazon's. It does not apply to the machine's metadata service, which is therefore
// turned off.
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
