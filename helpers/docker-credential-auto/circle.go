package main

import (
	"context"
	"os"
	"time"

	"github.com/dockercfg/dockercfg/shared/fault"
)

// asked is the variable that tells a program below this one what was asked here. A
// store that is a script around this program, or a helper that starts it, leads back
// with the same question; another question is another matter, such as a credential
// process that pulls an image.
const asked = "DOCKERCFG_ROUTED"

// enter begins to answer a question, unless it is being answered above.
func enter(question string) error {
	if os.Getenv(asked) == question {
		return fault.New(fault.Config, "%s was started by itself for the same question: look which programs DOCKERCFG_KEEPER, credsStore and config.toml name", ownName)
	}
	return os.Setenv(asked, question)
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
