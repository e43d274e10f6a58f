package main

import (
	"context"
	"fmt"
	"slices"
	"time"
)

const (
	ecrHost  = "123456789012.dkr.ecr.eu-west-1.amazonaws.com"
	ecrWants = `"Username":"AWS","Secret":"`
)

// warmGoals returns the goals of a get with a cached token.
func warmGoals() []Goal {
	return []Goal{{Of: "ratio", Most: 1.5}, {Of: "instructions", Most: 0.75, Gate: true}, {Of: "requests", Gate: true}}
}

// ecr measures gets with a cached token, for every kind of identity. Both helpers have run
// before.
func ecr(ctx context.Context, b *bench) error {
	e, err := b.endpoint(ctx)
	if err != nil {
		return err
	}
	defer e.close()
	own, err := b.keeping(ctx, e)
	if err != nil {
		return err
	}
	theirs, err := b.theirKept(ctx, e)
	if err != nil {
		return err
	}
	subjects := slices.Concat([]subject{b.empty([]string{"HOME=" + b.dir}, own[0].stdin)}, own, theirs)
	return b.compare(ctx, "ecr-kept", "Amazon ECR, a cached token", getRounds, subjects)
}

// keeping returns our gets: for each identity, and with many other tokens, rules and profiles.
func (b *bench) keeping(ctx context.Context, e *endpoint) (subjects []subject, err error) {
	for i := range identities(e, "") {
		s, err := b.ecrGet(e, fmt.Sprintf("ecr-%d", i), 10, i)
		if err != nil {
			return nil, err
		}
		s.goals = warmGoals()
		subjects = append(subjects, s)
	}
	many, err := b.ecrGet(e, "ecr-profiles", 200, 2)
	if err != nil {
		return nil, err
	}
	many.what, many.goals = many.what+" among 200 profiles", warmGoals()
	subjects = append(subjects, many)
	time.Sleep(settle)
	for _, s := range subjects {
		if err := s.prime(ctx); err != nil {
			return nil, err
		}
	}
	foreign := subjects[0]
	foreign.what, foreign.exit, foreign.wants = "ours, a foreign host", 1, notFound
	foreign.goals = []Goal{{Of: "ratio", Most: 1.6}, {Of: "requests", Gate: true}}
	foreign.stdin, err = b.file("ecr-foreign", "registry.example\n")
	return append(subjects, foreign), err
}

// theirKept returns gets by Amazon's helper, for each identity. It finds its token by the access
// key id, so with temporary keys it requests a key on every get.
func (b *bench) theirKept(ctx context.Context, e *endpoint) (subjects []subject, err error) {
	if b.peer(amazons) == "" {
		return nil, nil
	}
	for i := range identities(e, "") {
		s, err := b.ecrGet(e, fmt.Sprintf("ecr-theirs-%d", i), 10, i)
		if err != nil {
			return nil, err
		}
		s = b.amazons(s)
		if err := s.prime(ctx); err != nil {
			return nil, err
		}
		subjects = append(subjects, s)
	}
	return subjects, nil
}
