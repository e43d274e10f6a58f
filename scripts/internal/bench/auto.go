package main

import (
	"context"
	"fmt"
	"os"
	"slices"
	"strings"
	"time"
)

// auto compares a get through the router with an empty program, and shows what a
// thousand rules cost.
func auto(ctx context.Context, b *bench) error {
	if err := os.MkdirAll(b.path("authority-auto"), 0o700); err != nil {
		return err
	}
	e, err := b.endpoint(ctx, b.path("authority-auto"))
	if err != nil {
		return err
	}
	defer e.close()
	subjects, err := b.routed(ctx, e)
	if err != nil {
		return err
	}
	samples, err := b.rounds(ctx, getRounds, subjects)
	if err != nil {
		return err
	}
	table("auto: ratio to an empty Go program", subjects, samples)
	return nil
}

// routed are gets through the router and by the helper itself, without a
// config.toml and with one of a thousand rules.
func (b *bench) routed(ctx context.Context, e *endpoint) (subjects []subject, err error) {
	asked, err := b.file("asked-auto", "de.icr.io\n")
	if err != nil {
		return nil, err
	}
	foreign, err := b.file("foreign-auto", "registry.example\n")
	if err != nil {
		return nil, err
	}
	rules, err := b.rules()
	if err != nil {
		return nil, err
	}
	time.Sleep(settle)
	subjects = []subject{{what: "empty", path: b.path("bin", "empty"), env: e.env, stdin: asked}}
	for _, with := range []struct {
		what, home, router, foreign string
		env                         []string
	}{{"", "home-auto", "1.5", "1.5", nil}, {", 1000 rules", "home-auto-rules", "1.5", "1.5", []string{"DOCKERCFG_CONFIG=" + rules}}} {
		env, err := b.home(with.home) // one token is kept for the same variables, whatever the rules say
		if err != nil {
			return nil, err
		}
		env = slices.Concat(env, e.env, []string{"IBMCLOUD_API_KEY=k", "DOCKERCFG_STATIC=swap"}, with.env)
		s := subject{args: []string{"get"}, env: env, stdin: asked, wants: `"Username":"iambearer"`}
		helper, router := s, s
		helper.what, helper.path = "a kept token"+with.what, b.path("bin", "docker-credential-icr")
		router.what, router.path, router.aim = "the same through the router"+with.what, b.path("bin", "docker-credential-auto"), with.router
		for _, s := range []subject{helper, router} {
			if err := s.prime(ctx); err != nil {
				return nil, err
			}
		}
		none := router
		none.what, none.stdin, none.exit, none.wants, none.aim = "nobody's registry, the router"+with.what, foreign, 1, notFound, with.foreign
		subjects = append(subjects, helper, router, none)
	}
	return subjects, nil
}

// rules is the path of a config.toml with a thousand rules.
func (b *bench) rules() (path string, err error) { return b.file("rules/config.toml", thousand()) }

// thousand is a config.toml as a large company could have it.
func thousand() string {
	var text strings.Builder
	for i := range 1000 {
		fmt.Fprintf(&text, "[[registry]]\nmatch = \"%012d.dkr.ecr.*.amazonaws.com\"\nprofile = \"p%d\"\n\n", i, i)
	}
	return text.String()
}
