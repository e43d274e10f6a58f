package main

import (
	"context"
	"fmt"
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
	for _, part := range []func(context.Context, *endpoint) error{b.peakOf, b.kept, b.made} {
		if err := part(ctx, e); err != nil {
			return err
		}
	}
	return nil
}

// peakOf comes first: no peak is seen below our own size, and that grows.
func (b *bench) peakOf(ctx context.Context, e *endpoint) error {
	s, err := b.ecrGet(e, "ecr-peak", 10, 0)
	if err != nil {
		return err
	}
	floor := subject{what: "empty", path: b.path("bin", "empty"), env: s.env, stdin: s.stdin}
	if err := s.prime(ctx); err != nil {
		return err
	}
	samples, err := b.rounds(ctx, memoryRounds, []subject{s, floor})
	if err == nil && samples[0][0].rss > 0 {
		_, size, _ := quartiles(sizes(samples[0]))
		_, least, _ := quartiles(sizes(samples[1]))
		fmt.Printf("\necr: peak memory of a kept token: %.1f MB (below 6; none is seen below %.1f)\n", size, least)
	}
	return err
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
		subjects[i].aim = "gate 0.6"
	}
	table("ecr: the same rounds, ratio to Amazon's helper", subjects[:sources], samples)
	return nil
}

// made times gets that make their token, which is one request each with static
// keys; both pairs are compared with Amazon's helper as it comes.
func (b *bench) made(ctx context.Context, e *endpoint) error {
	forget, err := b.memory("made")
	if err != nil {
		return err
	}
	defer forget()
	subjects, err := b.making(e)
	if err != nil {
		return err
	}
	samples, requests, err := b.counted(ctx, e, getRounds, subjects)
	if err != nil {
		return err
	}
	table("ecr: a token to be made, ratio to Amazon's helper", subjects, samples)
	fmt.Printf("  requests: %d, in %d runs\n", requests, len(subjects)*(warmRounds+getRounds))
	return nil
}

// counted are rounds, and how many requests they made.
func (b *bench) counted(ctx context.Context, e *endpoint, n int, subjects []subject) (samples [][]sample, requests int, err error) {
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
