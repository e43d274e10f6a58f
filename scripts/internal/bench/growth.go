package main

import (
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"os"
	"time"
)

const growthRounds = 10

// growth measures a get with a cached token beside many other tokens, rules or profiles.
func growth(ctx context.Context, b *bench) error {
	e, err := b.endpoint(ctx)
	if err != nil {
		return err
	}
	defer e.close()
	type series = func(context.Context, *endpoint) ([]subject, error)
	var all []subject
	for _, one := range []series{b.cacheGrows, b.theirCacheGrows, b.rulesGrow, b.profilesGrow} {
		subjects, err := one(ctx, e)
		if err != nil {
			return err
		}
		for i := range subjects {
			subjects[i].base = i == 0
		}
		all = append(all, subjects...)
	}
	const title = "What lies beside a cached token, each to its own smallest case"
	if err := b.compare(ctx, "growth", title, growthRounds, all); err != nil {
		return err
	}
	return b.withPeaks(ctx, all)
}

// withPeaks adds the memory figures to the rows of the last table.
func (b *bench) withPeaks(ctx context.Context, subjects []subject) error {
	rows := b.run.Tables[len(b.run.Tables)-1].Rows
	for i, s := range subjects {
		mb, err := b.peakOf(ctx, s)
		if err != nil {
			return err
		}
		if i > 0 {
			i++ // the control comes after the first
		}
		rows[i].Memory = known(mb)
	}
	return nil
}

// sizesOf returns the numbers of other entries to measure.
func sizesOf(quick bool, most int) (all []int) {
	for _, n := range []int{0, 1000, 10_000, 100_000} {
		if n <= most && (!quick || n <= 1000) {
			all = append(all, n)
		}
	}
	return all
}

// cacheGrows returns our gets with tokens of other registries in the cache.
func (b *bench) cacheGrows(ctx context.Context, e *endpoint) (subjects []subject, err error) {
	for _, n := range sizesOf(b.run.Quick, 100_000) {
		home := fmt.Sprintf("growth-cache-%d", n)
		s, err := b.grown(ctx, e, home, 10)
		if err != nil {
			return nil, err
		}
		if err := b.fill(home+"/.cache/dockercfg", n); err != nil {
			return nil, err
		}
		s.what = "ours, " + grouped(float64(n)) + " other tokens"
		s.goals = grows(n)
		subjects = append(subjects, s)
	}
	return subjects, nil
}

// grows returns the goals for n other entries: at most a tenth more time than without them.
func grows(n int) []Goal {
	if n == 0 {
		return nil
	}
	return []Goal{{Of: "ratio", Most: 1.1}}
}

// grown returns our get in a home directory in which the token is cached.
func (b *bench) grown(ctx context.Context, e *endpoint, home string, profiles int, env ...string) (subject, error) {
	s, err := b.ecrGet(e, home, profiles, 0)
	if err != nil {
		return s, err
	}
	s.env = append(s.env, env...)
	time.Sleep(settle)
	return s, s.prime(ctx)
}

// theirCacheGrows returns gets by Amazon's helper, whose cache is one file.
func (b *bench) theirCacheGrows(ctx context.Context, e *endpoint) (subjects []subject, err error) {
	if b.peer(amazons) == "" {
		return nil, nil
	}
	for _, n := range sizesOf(b.run.Quick, 100_000) {
		home := fmt.Sprintf("growth-theirs-%d", n)
		s, err := b.ecrGet(e, home, 10, 0)
		if err != nil {
			return nil, err
		}
		s = b.amazons(s)
		if err := s.prime(ctx); err != nil {
			return nil, err
		}
		if err := copies(b.path(home, ".ecr", "cache.json"), n); err != nil {
			return nil, err
		}
		s.what = "Amazon's, " + grouped(float64(n)) + " other tokens"
		s.uncounted = n > 1000 // minutes under callgrind
		subjects = append(subjects, s)
	}
	return subjects, nil
}

// copies adds n copies of the entry in the cache of Amazon's helper, for other registries.
func copies(path string, n int) error {
	text, err := os.ReadFile(path)
	if err != nil {
		return err
	}
	var cache map[string]any
	if err := json.Unmarshal(text, &cache); err != nil {
		return err
	}
	kept, ok := cache["Registries"].(map[string]any)
	if !ok || len(kept) == 0 {
		return fmt.Errorf("the cache of Amazon's helper has no registry")
	}
	for name, entry := range maps.Clone(kept) {
		for i := range n {
			kept[fmt.Sprintf("%s%012d", name[:len(name)-12], i)] = entry
		}
	}
	if text, err = json.Marshal(cache); err != nil {
		return err
	}
	return os.WriteFile(path, text, 0o600)
}

// rulesGrow returns our gets with rules in config.toml, up to about the maximum size of the
// file.
func (b *bench) rulesGrow(ctx context.Context, e *endpoint) (subjects []subject, err error) {
	for _, n := range []int{0, 1000, 5000} {
		rules, err := b.rules(n)
		if err != nil {
			return nil, err
		}
		s, err := b.grown(ctx, e, fmt.Sprintf("growth-rules-%d", n), 10, "DOCKERCFG_CONFIG="+rules)
		if err != nil {
			return nil, err
		}
		s.what, s.goals = "ours, "+grouped(float64(n))+" rules", grows(n)
		subjects = append(subjects, s)
	}
	return subjects, nil
}

// profilesGrow returns our gets with profiles in ~/.aws/config, which static keys do not need.
func (b *bench) profilesGrow(ctx context.Context, e *endpoint) (subjects []subject, err error) {
	for _, n := range []int{0, 200, 1000} {
		s, err := b.grown(ctx, e, fmt.Sprintf("growth-profiles-%d", n), n)
		if err != nil {
			return nil, err
		}
		s.what, s.goals = "ours, static keys, "+grouped(float64(n))+" profiles", grows(n)
		subjects = append(subjects, s)
	}
	return subjects, nil
}
