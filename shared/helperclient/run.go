package helperclient

import (
	"context"
	"io"

	"github.com/docker/docker-credential-helpers/client"

	"github.com/dockercfg/dockercfg/shared/credential"
	"github.com/dockercfg/dockercfg/shared/safeexec"
)

// call is one run of a helper. It implements client.Program.
type call struct {
	ctx     context.Context
	helper  Helper
	env     []string // nil: that of this process
	trusted bool
	handed  credential.Credential // passed to the helper on standard input; removed from errors
	args    []string
	in      io.Reader

	safeexec.Result
}

var _ client.Program = (*call)(nil)

// program returns this call as a client.Program with arguments. It can be used once.
func (c *call) program(args ...string) client.Program {
	c.args = args
	return c
}

func (c *call) Input(in io.Reader) { c.in = in }

// Output runs the helper until it exits.
func (c *call) Output() ([]byte, error) {
	env, patience, err := deeper(c.env)
	if err != nil {
		c.Err = err
		return nil, err
	}
	command := safeexec.Command{Path: c.helper.Path, Args: c.args, Env: env, Stdin: c.in, Patience: patience}
	c.Result = command.Run(c.ctx)
	return c.Out, c.Err
}
