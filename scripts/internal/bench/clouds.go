package main

import (
	"context"
	"os"
	"slices"
	"time"
)

// clouds compares the helpers for Google, Azure and IBM with an empty program, with the least
// time that a token can take, and with their vendors' helpers.
func clouds(ctx context.Context, b *bench) error {
	e, err := b.cloud(ctx, "authority")
	if err != nil {
		return err
	}
	defer e.close()
	if err := b.keptByClouds(ctx, e); err != nil || b.counting {
		return err
	}
	return b.madeByClouds(ctx, e)
}

// cloud starts an endpoint for all clouds except Amazon.
func (b *bench) cloud(ctx context.Context, dir string) (*endpoint, error) {
	if err := os.MkdirAll(b.path(dir), 0o700); err != nil {
		return nil, err
	}
	return b.endpoint(ctx, b.path(dir))
}

// keptByClouds measures gets with a cached token, and the vendors' helpers, which cache
// nothing and request a token each time.
func (b *bench) keptByClouds(ctx context.Context, e *endpoint) error {
	all, err := b.providers(e)
	if err != nil {
		return err
	}
	theirs, err := b.vendors(all)
	if err != nil {
		return err
	}
	time.Sleep(settle)
	for _, s := range slices.Concat(all, theirs) {
		if err := s.prime(ctx); err != nil {
			return err
		}
	}
	subjects := slices.Concat([]subject{b.empty(all[0].env, all[0].stdin)}, all, theirs)
	return b.compare(ctx, "clouds-kept", "Google, Azure, IBM and others, a cached token", getRounds, subjects)
}

// madeByClouds compares gets that request their token with the least time for that: starting
// the same program, and the round trips. Both are measured in the same rounds.
func (b *bench) madeByClouds(ctx context.Context, e *endpoint) error {
	all, err := b.providers(e)
	if err != nil {
		return err
	}
	trips, err := b.roundTrips(e)
	if err != nil {
		return err
	}
	sign, err := signature(e.value("GOOGLE_AUTH_JSON"))
	if err != nil {
		return err
	}
	_, trip, _ := quartiles(trips)
	const title = "A new token, to the program's start, its round trips and its signature"
	t := Table{ID: "clouds-made", Title: title, Rounds: b.few(getRounds)}
	t.Rows = append(t.Rows, Row{What: "one round trip with TLS, through a proxy", Who: floor, MS: cuts(trips)})
	for _, s := range all {
		if s.static {
			continue
		}
		row, err := b.madeBy(ctx, s, trip, sign)
		if err != nil {
			return err
		}
		t.Rows = append(t.Rows, row)
	}
	b.add(t)
	return nil
}

// madeBy returns the row of one of them.
func (b *bench) madeBy(ctx context.Context, s subject, trip, sign float64) (Row, error) {
	s.env = append(slices.Clone(s.env), "DOCKERCFG_CACHE=off")
	start := s
	start.args, start.wants, start.asks = []string{"version"}, "dockercfg", nil
	samples, err := b.rounds(ctx, b.few(getRounds), []subject{start, s})
	if err != nil {
		return Row{}, err
	}
	_, least, _ := quartiles(times(samples[0]))
	each := mean(asks(samples[1]))
	least += each * trip
	if s.signs {
		least += sign
	}
	whole, ratio := times(samples[1]), Cuts{}
	for i, cut := range cuts(whole) {
		ratio[i] = rounded(cut / least)
	}
	return Row{
		What: s.what, Who: ours, MS: cuts(whole), Ratio: &ratio, Requests: known(each), Goals: []Goal{{Of: "ratio", Most: 1.3}},
	}, nil
}
