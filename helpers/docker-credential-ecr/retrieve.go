package main

import (
	"context"

	"github.com/aws/aws-sdk-go-v2/credentials/processcreds"

	"github.com/dockercfg/dockercfg/shared/process"
)

// retrieve gets the credentials that the token is asked with. The SDK keeps them,
// and may rewrite the file of a login for them. proof is what a program gave, where
// a program gave it.
func retrieve(ctx context.Context, s session) (proof string, err error) {
	if err := s.present(); err != nil {
		return "", err
	}
	provider := s.cfg.Credentials
	if s.kind == credentialProcess {
		process.Prepare(ctx)
		if command, below := s.belowRole(); below {
			provider = processcreds.NewProvider(command)
		}
	}
	got, err := provider.Retrieve(ctx)
	switch {
	case err != nil && s.instance.absent:
		return "", s.unconfigured()
	case err != nil:
		return "", s.explain(ctx, err)
	}
	if s.kind != credentialProcess {
		return "", nil
	}
	return got.AccessKeyID + "\n" + got.SecretAccessKey + "\n" + got.SessionToken, nil
}

// belowRole is the program whose credentials assume a role. A role's credentials are
// new each time, so what the program gave is asked for by itself; the role is only
// assumed where a token is made.
func (s session) belowRole() (command string, below bool) {
	last := &s.shared
	below = s.role != "" || last.RoleARN != ""
	for last.Source != nil {
		last, below = last.Source, true
	}
	return last.CredentialProcess, below
}
