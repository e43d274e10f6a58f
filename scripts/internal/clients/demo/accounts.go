package main

import (
	"context"
	"crypto/rand"
	"encoding/json"
	"fmt"
	"strings"
)

// account is one registry of the demo and the login that it accepts.
type account struct {
	host, user, secret string
	helper             string // its name in credHelpers
	provide            func(context.Context, *story, *account) error
}

// accounts is the table of registries: each line adds one that is served, configured, exported and
// pulled from.
func accounts() []*account {
	return []*account{
		{host: "registry.team.example", user: "ci-robot", secret: rand.Text(), helper: "file", provide: logIn},
		{host: "mirror.corp.example", user: "build", secret: rand.Text(), helper: "vars", provide: setVariables},
		{host: "123456789012.dkr.ecr.eu-west-1.amazonaws.com", user: "AWS", secret: rand.Text(), helper: "ecr", provide: mintTokens},
	}
}

// logIn stores the login as `docker login` does: with one JSON object for `store`.
func logIn(ctx context.Context, s *story, a *account) error {
	request, err := json.Marshal(struct{ ServerURL, Username, Secret string }{a.host, a.user, a.secret})
	if err != nil {
		return err
	}
	s.print("as `docker login %s` does:", a.host)
	return s.command(ctx, string(request), "docker-credential-"+a.helper, "store")
}

// setVariables sets the registry's variables, as a CI job's settings do.
func setVariables(_ context.Context, s *story, a *account) error {
	code := strings.ToUpper(strings.NewReplacer(".", "__", "-", "_2D_", ":", "_3A_").Replace(a.host))
	s.print("as the settings of a CI job do:")
	s.export("DOCKER_"+code+"_USR", a.user)
	s.export("DOCKER_"+code+"_PSW", a.secret)
	return nil
}

// helpers returns the part of Docker's config that names a helper for each registry.
func helpers(accounts []*account) (string, error) {
	bound := map[string]string{}
	for _, a := range accounts {
		bound[a.host] = a.helper
	}
	text, err := json.MarshalIndent(map[string]any{"credHelpers": bound}, "", "  ")
	return fmt.Sprintf("%s\n", text), err
}
