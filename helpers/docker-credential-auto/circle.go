package main

import (
	"context"
	"os"
	"time"

	"github.com/dockercfg/dockercfg/shared/fault"
	"github.com/dockercfg/dockercfg/shared/helperclient"
)

// enter begins to answer a question, unless it is being answered above.
func enter(question string) error {
	above, err := helperclient.Enter(question)
	if above > 0 {
		return fault.New(fault.Config, "%s was started by itself for the same question: look which programs DOCKERCFG_KEEPER, credsStore, credential_process and config.toml name", ownName)
	}
	return err
}

// handOver gives the time that is left to the programs that are started from here
// on, less what it takes to pass on that they had too little.
func handOver(ctx context.Context) {
	end, limited := ctx.Deadline()
	if !limited {
		return
	}
	left := time.Until(end)
	left -= min(left/10, time.Second)
	_ = os.Setenv("DOCKERCFG_TIMEOUT", max(left.Round(time.Millisecond), time.Millisecond).String())
}
