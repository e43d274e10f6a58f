//go:build !linux

package main

import (
	"context"
	"errors"
)

// engine returns an error: on other systems than Linux, Docker's engine runs in a virtual
// machine.
func (b *bench) engine(context.Context, string, []string) (host string, stop func(), err error) {
	return "", nil, errors.New("its engine needs Linux")
}
