package main

import (
	"context"
	"fmt"
	"slices"
	"strings"
)

const (
	parallelRounds = 5
	atOnce         = 200
)

// parallel starts 200 gets at once, without a cached token: for one registry, which needs one
// request, and for 200 registries, which need one request each the first time and none the
// second time.
func parallel(ctx context.Context, b *bench) error {
	e, err := b.endpoint(ctx)
	if err != nil {
		return err
	}
	defer e.close()
	cloud, err := b.cloud(ctx, "authority-parallel")
	if err != nil {
		return err
	}
	defer cloud.close()
	if err := b.oneRegistry(ctx, e, cloud); err != nil {
		return err
	}
	return b.manyRegistries(ctx, e)
}

// crowd returns a subject that starts the program once for each line of text.
func (b *bench) crowd(s subject, name, text string) (subject, error) {
	n := strings.Count(text, "\n")
	wants := strings.Trim(s.wants, "{}")
	s.args = slices.Concat([]string{wants, s.path}, s.args)
	s.path, s.wants, s.uncounted = b.path("tools", "crowd"), fmt.Sprintf("%d of %d\n", n, n), true
	var err error
	s.stdin, err = b.file("crowd-"+name, text)
	return s, err
}

// oneRegistry measures 200 gets for one registry, by each helper that requests tokens.
func (b *bench) oneRegistry(ctx context.Context, e, cloud *endpoint) error {
	pair, err := b.pair(e, "parallel", 0)
	if err != nil {
		return err
	}
	all, err := b.providers(cloud)
	if err != nil {
		return err
	}
	theirs, err := b.vendors(all)
	if err != nil {
		return err
	}
	own := []subject{pair[1], all[0], all[1]}
	own[0].what = "ours, Amazon, static keys"
	for i, home := range []string{"", "home-" + googleHost, "home-" + azureHost} {
		if home != "" {
			own[i].empties = b.path(home, ".cache", "dockercfg", "*.token")
		}
		own[i].goals = []Goal{{Of: "requests", Most: requestsOf(i)}}
	}
	if b.peer(amazons) != "" {
		theirs = append([]subject{pair[0]}, theirs...)
	}
	var subjects []subject
	for i, s := range slices.Concat(own, theirs) {
		host := []string{ecrHost, googleHost, azureHost}
		text := strings.Repeat(hostOf(s, host)+"\n", atOnce)
		if s, err = b.crowd(s, fmt.Sprint("one-", i), text); err != nil {
			return err
		}
		s.base = false
		subjects = append(subjects, s)
	}
	const title = "200 gets of one registry at once, no token kept, to ours of Amazon"
	return b.compare(ctx, "parallel-one", title, parallelRounds, subjects)
}

// requestsOf returns the number of requests for one token: Microsoft's library makes two before
// it requests Entra's token, which the registry then exchanges.
func requestsOf(provider int) float64 { return []float64{1, 1, 4}[provider] }

// hostOf returns a subject's registry.
func hostOf(s subject, hosts []string) string {
	switch {
	case strings.Contains(s.what, "Google"), strings.Contains(s.what, googles):
		return hosts[1]
	case strings.Contains(s.what, "Azure"), strings.Contains(s.what, azures):
		return hosts[2]
	}
	return hosts[0]
}

// manyRegistries measures 200 registries at once, twice: a request the second time means that
// a token was not cached.
func (b *bench) manyRegistries(ctx context.Context, e *endpoint) error {
	pair, err := b.pair(e, "parallel-many", 0)
	if err != nil {
		return err
	}
	if b.peer(amazons) == "" {
		pair = pair[1:]
	}
	var text strings.Builder
	for i := range atOnce {
		fmt.Fprintf(&text, "%012d.dkr.ecr.eu-west-1.amazonaws.com\n", i)
	}
	t := Table{ID: "parallel-many", Title: "200 registries at once, and the same once more", Rounds: 1}
	for _, s := range pair {
		if s, err = b.crowd(s, "many", text.String()); err != nil {
			return err
		}
		rows, err := b.twice(ctx, s)
		if err != nil {
			return err
		}
		t.Rows = append(t.Rows, rows...)
	}
	b.add(t)
	return nil
}

// twice runs a subject that caches tokens two times.
func (b *bench) twice(ctx context.Context, s subject) (rows []Row, err error) {
	s.base, s.goals = false, nil
	first, second := s, s
	first.what, second.what = s.what+", the first time", s.what+", the second time"
	second.empties = ""
	if s.who != peers {
		first.goals, second.goals = []Goal{{Of: "requests", Most: atOnce}}, []Goal{{Of: "requests", Most: 0}}
	}
	for _, s := range []subject{first, second} {
		one, err := b.single(ctx, s)
		if err != nil {
			return nil, err
		}
		row := s.row()
		row.MS, row.Requests = cuts(times([]sample{one})), known(float64(one.requests))
		rows = append(rows, row)
	}
	return rows, nil
}
