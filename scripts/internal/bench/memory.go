package main

import (
	"context"
	"encoding/base64"
	"fmt"
	"os"
	"os/exec"
	"slices"
	"strconv"
)

const memoryRounds = 5

// memory measures the peak memory of a get with a cached token, and of exports of many
// registries.
func memory(ctx context.Context, b *bench) error {
	if err := b.memoryOfGets(ctx); err != nil {
		return err
	}
	return b.memoryOfExports(ctx)
}

// memoryOfGets measures gets, ours with a cached token.
func (b *bench) memoryOfGets(ctx context.Context) error {
	e, err := b.endpoint(ctx)
	if err != nil {
		return err
	}
	defer e.close()
	cloud, err := b.cloud(ctx, "authority-memory")
	if err != nil {
		return err
	}
	defer cloud.close()
	own, err := b.ecrGet(e, "ecr-peak", 10, 0)
	if err != nil {
		return err
	}
	theirs, err := b.ecrGet(e, "ecr-peak-theirs", 10, 0)
	if err != nil {
		return err
	}
	all, err := b.providers(cloud)
	if err != nil {
		return err
	}
	vendors, err := b.vendors(all)
	if err != nil {
		return err
	}
	subjects := append([]subject{own}, all[:2]...)
	for i := range subjects {
		subjects[i].goals = []Goal{{Of: "memory", Most: 5}}
	}
	if b.peer(amazons) != "" {
		subjects = append(subjects, b.amazons(theirs))
	}
	t := Table{ID: "memory-get", Title: "Peak memory of a get, ours with a cached token"}
	for _, s := range slices.Concat([]subject{b.empty(own.env, own.stdin)}, subjects, vendors) {
		row, err := b.remembered(ctx, s)
		if err != nil {
			return err
		}
		t.Rows = append(t.Rows, row)
	}
	b.add(t)
	return nil
}

// remembered returns a subject's row with its peak memory, the median of several runs.
func (b *bench) remembered(ctx context.Context, s subject) (Row, error) {
	row := s.row()
	if s.who != floor {
		if err := s.prime(ctx); err != nil {
			return row, err
		}
	}
	var peaks []float64
	for range b.few(memoryRounds) {
		mb, err := b.peakOf(ctx, s)
		if err != nil {
			return row, err
		}
		peaks = append(peaks, mb)
	}
	_, median, _ := quartiles(peaks)
	row.Memory = known(median)
	return row, nil
}

// peakOf returns the peak memory of one run in MB. A small process starts the program, since a
// child's peak cannot be measured below its parent's.
func (b *bench) peakOf(ctx context.Context, s subject) (float64, error) {
	in, err := os.Open(s.stdin)
	if err != nil {
		return 0, err
	}
	defer in.Close()
	cmd := exec.CommandContext(ctx, b.path("tools", "peak"), append([]string{s.path}, s.args...)...)
	cmd.Env, cmd.Stdin = s.env, in
	out, err := cmd.Output()
	if err != nil {
		return 0, fmt.Errorf("%s: the peak of memory: %w", s.what, err)
	}
	kib, err := strconv.ParseFloat(string(out), 64)
	return kib / 1024, err
}

// memoryOfExports measures exports of many entries: time and memory should grow linearly.
func (b *bench) memoryOfExports(ctx context.Context) error {
	env, err := b.home("memory")
	if err != nil {
		return err
	}
	if err := b.fake("quick", ":"); err != nil {
		return err
	}
	login := base64.StdEncoding.EncodeToString([]byte("bench:s3cret"))
	inline := func(i int) string { return fmt.Sprintf(`"h%d.example":{"auth":%q}`, i, login) }
	bound := func(i int) string { return fmt.Sprintf(`"h%d.example":"quick"`, i) }
	below := []Goal{{Of: "memory", Most: 64}}
	var subjects []subject
	for _, s := range []struct {
		what, config string
		goals        []Goal
	}{
		{"1,000 entries of a config", `{"auths":{` + list(1000, inline) + `}}`, below},
		{"10,000 entries of a config", `{"auths":{` + list(10000, inline) + `}}`,
			append(below, Goal{Of: "ratio", Most: 10})},
		{"1,000 registries of one helper", `{"credHelpers":{` + list(1000, bound) + `}}`, below},
	} {
		one, err := b.exporting(s.what, env, s.config)
		if err != nil {
			return err
		}
		one.goals, one.remembered = s.goals, true
		subjects = append(subjects, one)
	}
	return b.compare(ctx, "memory-export", "Exports of many registries, to 1,000 entries", memoryRounds, subjects)
}
