package main

import (
	"context"
	"os/exec"
	"time"

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
	provider, below := s.cfg.Credentials, false
	if s.kind == credentialProcess {
		process.Prepare(ctx)
		command := ""
		command, below = s.program()
		provider = processcreds.NewProviderCommand(ending{processcreds.DefaultNewCommandBuilder{Args: []string{command}}})
	}
	got, err := provider.Retrieve(ctx)
	if s.login.unwritten(err) {
		got, err = s.again(ctx, err)
	}
	switch {
	case err != nil && s.instance.absent:
		return "", s.unconfigured()
	case err != nil && s.kind == credentialProcess:
		return "", s.ofProgram(ctx, err)
	case err != nil:
		return "", s.explain(ctx, err)
	}
	if s.kind != podToken {
		s.passedOver(ctx)
	}
	if s.kind != credentialProcess {
		return "", nil
	}
	if !below {
		s.held.keys = got
	}
	return got.AccessKeyID + "\n" + got.SecretAccessKey + "\n" + got.SessionToken, nil
}

// program is the command of the chain's credential_process, and whether its
// credentials assume a role. A role's credentials are new each time, so what the
// program gave is asked for by itself; the role is only assumed where a token is made.
func (s session) program() (command string, below bool) {
	last := &s.shared
	below = s.role != "" || last.RoleARN != ""
	for last.Source != nil {
		last, below = last.Source, true
	}
	return last.CredentialProcess, below
}

// ending is the SDK's command, which is waited for until it has been ended: the SDK's
// cache of credentials returns at once when the time is over, and leaves it running. A
// child of its own that holds the output is not waited for.
type ending struct{ processcreds.NewCommandBuilder }

func (e ending) NewCommand(ctx context.Context) (*exec.Cmd, error) {
	cmd, err := e.NewCommandBuilder.NewCommand(ctx)
	if err == nil {
		cmd.WaitDelay = 200 * time.Millisecond
	}
	return cmd, err
}
