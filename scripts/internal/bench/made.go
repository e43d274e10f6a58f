package main

import (
	"context"
	"os"
	"slices"
)

// made measures gets that request their token, together with Amazon's helper as released.
func made(ctx context.Context, b *bench) error {
	if b.peer(amazons) == "" {
		b.skip("made", "Amazon's helper, which ours is compared with, could not be built")
		return nil
	}
	for _, t := range []struct {
		id, title, how string
		subjects       func(e *endpoint, dir string) ([]subject, error)
	}{
		{"ecr-made", "Amazon ECR, a new token, over HTTP", "", b.fromNothing},
		{"ecr-made-tls", "Amazon ECR, a new token, over TLS", "tls", b.inAHome},
		{"ecr-made-slow", "Amazon ECR, a new token, 50 ms for each connection and each answer", "slow",
			b.byIdentity},
	} {
		if err := b.making(ctx, t.id, t.title, t.how, t.subjects); err != nil {
			return err
		}
	}
	return nil
}

// making measures one table of these, with its own endpoint.
func (b *bench) making(ctx context.Context, id, title, how string,
	of func(e *endpoint, dir string) ([]subject, error)) error {
	var args []string
	if how != "" {
		args = []string{how, b.path(how)}
		if err := os.MkdirAll(args[1], 0o700); err != nil {
			return err
		}
	}
	e, err := b.endpoint(ctx, args...)
	if err != nil {
		return err
	}
	defer e.close()
	forget, err := b.memory(id)
	if err != nil {
		return err
	}
	defer forget()
	subjects, err := of(e, id)
	if err != nil {
		return err
	}
	return b.compare(ctx, id, title, getRounds, subjects)
}

// pair returns both helpers with one identity, Amazon's first.
func (b *bench) pair(e *endpoint, dir string, pick int) ([]subject, error) {
	own, err := b.ecrGet(e, dir+"/ours", 10, pick)
	if err != nil {
		return nil, err
	}
	theirs, err := b.ecrGet(e, dir+"/theirs", 10, pick)
	if err != nil {
		return nil, err
	}
	theirs = b.amazons(theirs)
	own.goals, own.empties = []Goal{{Of: "ratio", Most: 0.85}}, b.path(dir, "ours", ".cache", "dockercfg", "*.token")
	theirs.base, theirs.empties = true, b.path(dir, "theirs", ".ecr", "cache.json")
	return []subject{theirs, own}, nil
}

// inAHome returns both helpers in a home directory in which they have run, as for a get after
// the token has expired.
func (b *bench) inAHome(e *endpoint, dir string) ([]subject, error) {
	pair, err := b.pair(e, dir, 0)
	if err != nil {
		return nil, err
	}
	pair[1].goals = append(pair[1].goals, Goal{Of: "instructions", Most: 11.5, Gate: true})
	return pair, nil
}

// fromNothing returns a pair in a home directory in which they have run; in a new one, where
// they also create directories; and without a cache.
func (b *bench) fromNothing(e *endpoint, dir string) ([]subject, error) {
	pairs, err := b.pair(e, dir, 0)
	if err != nil {
		return nil, err
	}
	theirs, own := pairs[0], pairs[1]
	pairs[1].goals = append(slices.Clone(own.goals), Goal{Of: "instructions", Most: 5.5, Gate: true})
	pairs = append(pairs, theirs.fresh(b.path(dir, "theirs", ".ecr")), own.fresh(b.path(dir, "ours", ".cache", "dockercfg")))
	return append(pairs, theirs.without("AWS_ECR_DISABLE_CACHE=1"), own.without("DOCKERCFG_CACHE=off")), nil
}

// fresh returns the subject in a home directory without the cache's directory.
func (s subject) fresh(cache string) subject {
	s.what, s.empties, s.goals = s.what+", a new home", cache, nil
	return s
}

// without returns the subject with the cache turned off.
func (s subject) without(assignment string) subject {
	s.what, s.empties, s.goals = s.what+", no cache", "", nil
	s.env = append(s.env[:len(s.env):len(s.env)], assignment)
	return s
}

// byIdentity returns such pairs for static keys, a role, a web identity and an instance.
func (b *bench) byIdentity(e *endpoint, dir string) (all []subject, err error) {
	for _, pick := range []int{0, 2, 3, 6} {
		pair, err := b.pair(e, dir+"/"+string(rune('0'+pick)), pick)
		if err != nil {
			return nil, err
		}
		pair[1].goals = []Goal{{Of: "ratio", Most: 1}}
		pair[0].uncounted, pair[1].uncounted = true, true // the same instructions as without the latency
		all = append(all, pair...)
	}
	return all, nil
}
