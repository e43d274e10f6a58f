package main

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"strconv"
)

const (
	ecrHost  = "123456789012.dkr.ecr.eu-west-1.amazonaws.com"
	ecrWants = `"Username":"AWS","Secret":"`
)

// ecr compares the ECR helper with an empty program and with Amazon's own.
func ecr(ctx context.Context, b *bench) error {
	e, err := b.endpoint(ctx)
	if err != nil {
		return err
	}
	defer e.close()
	for _, part := range []func(context.Context, *endpoint) error{b.peakOf, b.kept, b.made, b.madeOverTLS, b.madeSlowly} {
		if err := part(ctx, e); err != nil {
			return err
		}
	}
	return nil
}

// peakOf has a small process start the helper: no peak is seen below its starter's.
func (b *bench) peakOf(ctx context.Context, e *endpoint) error {
	s, err := b.ecrGet(e, "ecr-peak", 10, 0)
	if err != nil {
		return err
	}
	if err := s.prime(ctx); err != nil {
		return err
	}
	var peaks [2]float64
	for i, program := range []string{s.path, b.path("bin", "empty")} {
		in, err := os.Open(s.stdin)
		if err != nil {
			return err
		}
		cmd := exec.CommandContext(ctx, b.path("bin", "peak"), program, "get")
		cmd.Env, cmd.Stdin = s.env, in
		out, err := cmd.Output()
		in.Close()
		if err != nil {
			return err
		}
		if peaks[i], err = strconv.ParseFloat(string(out), 64); err != nil {
			return err
		}
	}
	fmt.Printf("\necr: peak memory of a kept token: %.1f MB (below 5; an empty program %.1f)\n", peaks[0]/1024,
		peaks[1]/1024)
	return nil
}

// kept times gets that an earlier run made the token for. The endpoint tells
// whether one of them asked again.
func (b *bench) kept(ctx context.Context, e *endpoint) error {
	subjects, err := b.keeping(ctx, e)
	if err != nil {
		return err
	}
	samples, requests, err := b.counted(ctx, e, getRounds, subjects)
	if err != nil {
		return err
	}
	table("ecr: a kept token, ratio to an empty Go program", subjects, samples)
	fmt.Printf("  requests made by all of them: %d\n", requests)
	last, sources := len(subjects)-1, 1+len(identities(e, ""))
	subjects[0], samples[0] = subjects[last], samples[last]
	for i := range sources {
		subjects[i].aim = "gate 0.5"
	}
	table("ecr: the same rounds, ratio to Amazon's helper", subjects[:sources], samples)
	return nil
}

// made times gets that make their token, which is one request each with static
// keys; both pairs are compared with Amazon's helper as it comes.
func (b *bench) made(ctx context.Context, e *endpoint) error {
	return b.making(ctx, e, "over HTTP", "made", b.fromNothing)
}

// madeOverTLS is the same where the endpoint has a certificate.
func (b *bench) madeOverTLS(ctx context.Context, _ *endpoint) error {
	return b.elsewhere(ctx, "tls", "over TLS", b.inAHome)
}

// madeSlowly is a get of several identities where each connection and each answer
// takes 50 ms.
func (b *bench) madeSlowly(ctx context.Context, _ *endpoint) error {
	return b.elsewhere(ctx, "slow", "with 50 ms a hop", b.byIdentity)
}

// elsewhere times the subjects against an endpoint of their own.
func (b *bench) elsewhere(ctx context.Context, how, words string,
	subjects func(e *endpoint, dir string) ([]subject, error)) error {
	if err := os.MkdirAll(b.path(how), 0o700); err != nil {
		return err
	}
	e, err := b.endpoint(ctx, how, b.path(how))
	if err != nil {
		return err
	}
	defer e.close()
	return b.making(ctx, e, words, "made-"+how, subjects)
}

func (b *bench) making(ctx context.Context, e *endpoint, words, dir string,
	of func(e *endpoint, dir string) ([]subject, error)) error {
	forget, err := b.memory(dir)
	if err != nil {
		return err
	}
	defer forget()
	subjects, err := of(e, dir)
	if err != nil {
		return err
	}
	samples, requests, err := b.counted(ctx, e, getRounds, subjects)
	if err != nil {
		return err
	}
	// Each pair is compared with its own first, where one is that.
	for first := 0; first < len(subjects); {
		end := first + 1
		for end < len(subjects) && !subjects[end].base {
			end++
		}
		table("ecr: a token to be made "+words+", ratio to Amazon's helper", subjects[first:end], samples[first:end])
		first = end
	}
	fmt.Printf("  requests: %d, in %d runs\n", requests, len(subjects)*(warmRounds+getRounds))
	return nil
}

// counted are rounds, and how many requests they made.
func (b *bench) counted(ctx context.Context, e *endpoint, n int, subjects []subject) (samples [][]sample,
	requests int, err error) {
	before, err := e.requests()
	if err != nil {
		return nil, 0, err
	}
	if samples, err = b.rounds(ctx, n, subjects); err != nil {
		return nil, 0, err
	}
	after, err := e.requests()
	return samples, after - before, err
}
