package main

import (
	"context"
	"os/exec"
	"time"

	"github.com/aws/aws-sdk-go-v2/credentials/processcreds"

	"github.com/dockercfg/dockercfg/shared/process"
)

// retrieve gets the credentials for the token request. The SDK caches them, and may
// rewrite the file of a login. If a program returned the credentials, proof is what
// it returned.
func retrieve(ctx context.Context, s session) (proof string, err error) {
	if err := s.checkUsable(); err != nil {
		return "", err
	}
	provider, below := s.cfg.Credentials, false
	if s.kind == credentialProcess {
		process.Prepare(ctx)
		command := ""
		command, below = s.program()
		builder := processcreds.DefaultNewCommandBuilder{Args: []string{command}}
		provider = processcreds.NewProviderCommand(waitingCommand{builder})
	}
	got, err := provider.Retrieve(ctx)
	if s.login.writeFailed(err) {
		got, err = s.retrieveRenewed(ctx, err)
	}
	switch {
	case err != nil && s.instance.absent:
		return "", s.unconfigured()
	case err != nil && s.kind == credentialProcess:
		return "", s.explainProcess(ctx, err)
	case err != nil:
		return "", s.explain(ctx, err)
	}
	if s.kind != podToken {
		s.warnIgnored(ctx)
	}
	if s.kind != credentialProcess {
		return "", nil
	}
	if !below {
		s.uncached.keys = got
	}
	return got.AccessKeyID + "\n" + got.SecretAccessKey + "\n" + got.SessionToken, nil
}

// program returns the command of the chain's credential_process, and whether a role is
// assumed with its credentials. A role's credentials are different each time. So the
// program is run on its own, and the role is only assumed when a token is made.
func (s session) program() (command string, below bool) {
	last := &s.shared
	below = s.role != "" || last.RoleARN != ""
	for last.Source != nil {
		last, below = last.Source, true
	}
	return last.CredentialProcess, below
}

// waitingCommand is the SDK's command, except that it waits until the process has exited. The
// SDK's cache of credentials returns at the deadline and leaves the process running. A
// grandchild that keeps the output open is not waited for.
type waitingCommand struct{ processcreds.NewCommandBuilder }

func (e waitingCommand) NewCommand(ctx context.Context) (*exec.Cmd, error) {
	cmd, err := e.NewCommandBuilder.NewCommand(ctx)
	if err == nil {
		cmd.WaitDelay = 200 * time.Millisecond
	}
	return cmd, err
}
