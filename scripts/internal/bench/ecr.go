package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"slices"
	"strings"
	"time"

	"github.com/dockercfg/dockercfg/shared/tokencache"
)

const (
	ecrHost  = "123456789012.dkr.ecr.eu-west-1.amazonaws.com"
	ecrWants = `"Username":"AWS","Secret":"`
	cached   = 100_000
	aimWarm  = "1.5, gate 1.7"
)

// ecr compares the ECR helper with an empty program and with Amazon's own.
func ecr(ctx context.Context, b *bench) error {
	e, err := b.endpoint(ctx)
	if err != nil {
		return err
	}
	defer e.close()
	if err := b.peakOf(ctx, e); err != nil {
		return err
	}
	warm, err := b.warmed(ctx, e)
	if err != nil {
		return err
	}
	before, err := e.requests()
	if err != nil {
		return err
	}
	samples, err := b.rounds(ctx, getRounds, warm)
	if err != nil {
		return err
	}
	after, err := e.requests()
	if err != nil {
		return err
	}
	table("ecr: a kept token, ratio to an empty Go program", warm, samples)
	fmt.Printf("  requests made by all of them: %d\n", after-before)
	theirs := times(samples[len(warm)-1])
	fmt.Printf("  static keys, ratio to Amazon's helper: %.2f (gate 0.6)\n", median(paired(times(samples[1]), theirs)))
	return b.cold(ctx, e)
}

func median(figures []float64) float64 {
	_, m, _ := quartiles(figures)
	return m
}

// warmed are the subjects whose token is kept; Amazon's helper, in its best case,
// comes last.
func (b *bench) warmed(ctx context.Context, e *endpoint) ([]subject, error) {
	asked, err := b.file("ecr-asked", ecrHost+"\n")
	if err != nil {
		return nil, err
	}
	foreign, err := b.file("ecr-foreign", "registry.example\n")
	if err != nil {
		return nil, err
	}
	subjects := []subject{{what: "empty", path: b.path("bin", "empty"), env: []string{"HOME=" + b.dir}, stdin: asked}}
	add := func(what, aim string, env []string) error {
		s := subject{what: what, aim: aim, path: b.path("bin", "docker-credential-ecr"), args: []string{"get"}, env: env, stdin: asked, wants: ecrWants}
		subjects = append(subjects, s)
		return s.prime(ctx)
	}
	for i := range identities(e, "") {
		env, what, err := b.homeOf(e, fmt.Sprintf("ecr-%d", i), 10, i)
		if err == nil {
			err = add(what, aimWarm, env)
		}
		if err != nil {
			return nil, err
		}
	}
	env, what, err := b.homeOf(e, "ecr-200", 200, 2)
	if err == nil {
		err = add(what+", 200 profiles", "", env)
	}
	if err != nil {
		return nil, err
	}
	env, what, err = b.homeOf(e, "ecr-many", 10, 0)
	if err == nil {
		err = b.fill("ecr-many/.cache/dockercfg")
	}
	if err == nil {
		err = add(fmt.Sprintf("%s, %d kept", what, cached), aimWarm, env)
	}
	if err != nil {
		return nil, err
	}
	subjects = append(subjects, subject{what: "a foreign host", aim: "1.6", path: b.path("bin", "docker-credential-ecr"), args: []string{"get"},
		env: env, stdin: foreign, exit: 1, wants: notFound})
	env, what, err = b.homeOf(e, "ecr-theirs", 10, 0)
	if err != nil {
		return nil, err
	}
	theirs := subject{what: "Amazon's helper, " + what, path: b.path("bin", "docker-credential-ecr-login"), args: []string{"get"}, env: env, stdin: asked, wants: ecrWants}
	return append(subjects, theirs), theirs.prime(ctx)
}

// peakOf measures memory before this process has grown: none is seen below its own.
func (b *bench) peakOf(ctx context.Context, e *endpoint) error {
	env, what, err := b.homeOf(e, "ecr-peak", 10, 0)
	if err != nil {
		return err
	}
	asked, err := b.file("ecr-asked", ecrHost+"\n")
	if err != nil {
		return err
	}
	s := subject{what: what, path: b.path("bin", "docker-credential-ecr"), args: []string{"get"}, env: env, stdin: asked, wants: ecrWants}
	floor := subject{what: "empty", path: b.path("bin", "empty"), env: env, stdin: asked}
	if err := s.prime(ctx); err != nil {
		return err
	}
	samples, err := b.rounds(ctx, memoryRounds, []subject{s, floor})
	if err == nil && samples[0][0].rss > 0 {
		fmt.Printf("\necr: peak memory of a kept token: %.1f MB (below 6; none is seen below %.1f)\n", median(sizes(samples[0])), median(sizes(samples[1])))
	}
	return err
}

// prime runs a subject once, which leaves it a token.
func (s subject) prime(ctx context.Context) error {
	in, err := os.Open(s.stdin)
	if err != nil {
		return err
	}
	defer in.Close()
	cmd := exec.CommandContext(ctx, s.path, s.args...)
	cmd.Env, cmd.Stdin = s.env, in
	out, err := cmd.CombinedOutput()
	if err != nil || !strings.Contains(string(out), s.wants) {
		return fmt.Errorf("%s: the first get: %s: %w", s.what, out, errors.Join(err))
	}
	return nil
}

// fill keeps many other tokens.
func (b *bench) fill(dir string) error {
	for i := range cached {
		r := tokencache.Record{Username: "AWS", Secret: "s3cret", Minted: time.Now(), Expires: time.Now().Add(12 * time.Hour)}
		r.Key = tokencache.Key{Helper: "docker-credential-ecr", Registry: fmt.Sprintf("%012d.dkr.ecr.eu-west-1.amazonaws.com", i), Source: tokencache.Source{ID: "other"}}
		if i == 0 {
			if err := os.MkdirAll(b.path(dir), 0o700); err != nil {
				return err
			}
		}
		if err := os.WriteFile(b.path(dir, r.File()), r.Encode(), 0o600); err != nil {
			return err
		}
	}
	return nil
}

// cold compares a get that has to make its token.
func (b *bench) cold(ctx context.Context, e *endpoint) error {
	asked := b.path("ecr-asked")
	ours, _, err := b.homeOf(e, "ecr-cold", 10, 0)
	if err != nil {
		return err
	}
	of := func(what, aim, program, off string) subject {
		return subject{what: what, aim: aim, path: b.path("bin", program), args: []string{"get"}, env: slices.Concat(ours, []string{off}), stdin: asked, wants: ecrWants}
	}
	subjects := []subject{
		of("Amazon's helper", "", "docker-credential-ecr-login", "AWS_ECR_DISABLE_CACHE=1"),
		of("ours", "0.85", "docker-credential-ecr", "DOCKERCFG_CACHE=off"),
	}
	samples, err := b.rounds(ctx, exportRounds, subjects)
	if err != nil {
		return err
	}
	table("ecr: a token to be made, ratio to Amazon's helper", subjects, samples)
	return nil
}
