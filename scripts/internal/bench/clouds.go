package main

import (
	"context"
	"fmt"
	"os"
	"time"
)

// clouds compares the helpers for Google, Azure and IBM with an empty program,
// with what a token must take, and with what their vendors have.
func clouds(ctx context.Context, b *bench) error {
	if err := os.MkdirAll(b.path("authority"), 0o700); err != nil {
		return err
	}
	e, err := b.endpoint(ctx, b.path("authority"))
	if err != nil {
		return err
	}
	defer e.close()
	if err := b.keptByClouds(ctx, e); err != nil {
		return err
	}
	return b.madeByClouds(ctx, e)
}

// keptByClouds times gets that need no request, and the vendors' helpers, which
// keep nothing: each of theirs makes its token anew.
func (b *bench) keptByClouds(ctx context.Context, e *endpoint) error {
	all, err := b.providers(e)
	if err != nil {
		return err
	}
	subjects := []subject{{what: "empty", path: b.path("bin", "empty"), env: all[0].env, stdin: all[0].stdin}}
	time.Sleep(settle)
	for _, s := range append(all, b.vendors(ctx, all)...) {
		if err := s.prime(ctx); err != nil {
			return err
		}
		subjects = append(subjects, s)
	}
	samples, requests, err := b.counted(ctx, e, getRounds, subjects)
	if err != nil {
		return err
	}
	table("clouds: a kept token, ratio to an empty Go program", subjects, samples)
	fmt.Printf("  requests made by all of them: %d\n", requests)
	return nil
}

// madeByClouds times gets that make their token against what they cannot do
// without: starting the same program, and the round trips. Both are measured in
// the same rounds.
func (b *bench) madeByClouds(ctx context.Context, e *endpoint) error {
	all, err := b.providers(e)
	if err != nil {
		return err
	}
	trips, err := b.roundTrips(e)
	if err != nil {
		return err
	}
	_, trip, _ := quartiles(trips)
	sign, err := signature(e.value("GOOGLE_AUTH_JSON"))
	if err != nil {
		return err
	}
	fmt.Printf("\nclouds: a token to be made, ratio to the start of the program and its round trips of %.2f ms (1.3)\n", trip)
	for _, s := range all {
		if s.static {
			continue
		}
		s.env = append(s.env, "DOCKERCFG_CACHE=off")
		start := s
		start.what, start.args, start.wants = s.what+", its start", []string{"version"}, "dockercfg"
		samples, requests, err := b.counted(ctx, e, getRounds, []subject{start, s})
		if err != nil {
			return err
		}
		each := float64(requests) / float64(getRounds+warmRounds)
		_, alone, _ := quartiles(times(samples[0]))
		_, whole, _ := quartiles(times(samples[1]))
		least := alone + each*trip
		fmt.Printf("  %s: %.2f ms, its start %.2f, %.0f round trips: %.2f", s.what, whole, alone, each, whole/least)
		if s.signs {
			fmt.Printf("; and a signature of %.2f: %.2f", sign, whole/(least+sign))
		}
		fmt.Println()
	}
	return nil
}
