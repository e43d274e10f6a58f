package main

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"
)

// auto compares a get through docker-credential-auto with an empty program, and measures the
// cost of a thousand rules.
func auto(ctx context.Context, b *bench) error {
	e, err := b.cloud(ctx, "authority-auto")
	if err != nil {
		return err
	}
	defer e.close()
	asked, err := b.file("asked-auto", "de.icr.io\n")
	if err != nil {
		return err
	}
	subjects, err := b.routed(ctx, e, asked)
	if err != nil {
		return err
	}
	subjects = append([]subject{b.empty(e.env, asked)}, subjects...)
	return b.compare(ctx, "auto", "Through docker-credential-auto", getRounds, subjects)
}

// routed returns gets through docker-credential-auto and by the helper itself, without a
// config.toml and with one of a thousand rules.
func (b *bench) routed(ctx context.Context, e *endpoint, asked string) (subjects []subject, err error) {
	foreign, err := b.file("foreign-auto", "registry.example\n")
	if err != nil {
		return nil, err
	}
	rules, err := b.rules(1000)
	if err != nil {
		return nil, err
	}
	time.Sleep(settle)
	for _, with := range []struct {
		what, home string
		env        []string
	}{{"", "home-auto", nil}, {", 1,000 rules", "home-auto-rules", []string{"DOCKERCFG_CONFIG=" + rules}}} {
		env, err := b.home(with.home) // the same variables use the same cached token, whatever the rules say
		if err != nil {
			return nil, err
		}
		env = slices.Concat(env, e.env, []string{"IBMCLOUD_API_KEY=k", "DOCKERCFG_STATIC=swap"}, with.env)
		s := subject{args: []string{"get"}, env: env, stdin: asked, wants: `"Username":"iambearer"`, asks: e}
		helper, router := s, s
		helper.what, helper.path = "the helper itself, a cached token"+with.what, b.path("bin", "docker-credential-icr")
		helper.goals = warmGoals()
		router.what, router.path = "the router, a cached token"+with.what, b.path("bin", "docker-credential-auto")
		router.goals = []Goal{{Of: "ratio", Most: 1.6}, {Of: "requests", Gate: true}}
		for _, s := range []subject{helper, router} {
			if err := s.prime(ctx); err != nil {
				return nil, err
			}
		}
		none := router
		none.what = "the router, a registry of no provider" + with.what
		none.stdin, none.exit, none.wants = foreign, 1, notFound
		none.goals = []Goal{{Of: "ratio", Most: 1.8}}
		subjects = append(subjects, helper, router, none)
	}
	return subjects, nil
}

// rules writes a config.toml with n rules, as a large company could have it, and returns its
// path.
func (b *bench) rules(n int) (path string, err error) {
	var text strings.Builder
	for i := range n {
		fmt.Fprintf(&text, "[[registry]]\nmatch = \"%012d.dkr.ecr.*.amazonaws.com\"\nprofile = \"p%d\"\n\n", i, i)
	}
	return b.file(fmt.Sprintf("rules-%d/config.toml", n), text.String())
}
