package main

import (
	"context"
	"os"
	"time"

	"github.com/dockercfg/dockercfg/shared/fault"
	"github.com/dockercfg/dockercfg/shared/helperclient"
)

// enter starts to answer a question. It returns an error if a parent process is already
// answering the same one.
func enter(question string) error {
	above, err := helperclient.Enter(question)
	if above > 0 {
		return fault.New(fault.Config, "%s was started by itself for the same question: check which programs "+
			"DOCKERCFG_KEEPER, credsStore, credential_process and config.toml name", ownName)
	}
	return err
}

// passTimeLeft passes the remaining time on to the programs that are started from now on, less the
// time to report that it was not enough.
func passTimeLeft(ctx context.Context) {
	end, limited := ctx.Deadline()
	if !limited {
		return
	}
	left := time.Until(end)
	left -= min(left/10, time.Second)
	_ = os.Setenv("DOCKERCFG_TIMEOUT", max(left.Round(time.Millisecond), time.Millisecond).String())
}
