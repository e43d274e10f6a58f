package main

import (
	"context"
	"fmt"
	"os/exec"
	"slices"
	"strings"
)

const (
	getRounds = 100
	asked     = "h100.example"
	notFound  = "credentials not found in native keychain\n"
)

// get compares the helpers that make no request with an empty program.
func get(ctx context.Context, b *bench) error {
	subjects, err := b.gets(ctx)
	if err != nil {
		return err
	}
	return b.compare(ctx, "get", "Logins of variables and of the encrypted store", getRounds, subjects)
}

// gets returns the subjects of get.
func (b *bench) gets(ctx context.Context) ([]subject, error) {
	known, err := b.file("asked", asked+"\n")
	if err != nil {
		return nil, err
	}
	unknown, err := b.file("unknown", "unknown.example\n")
	if err != nil {
		return nil, err
	}
	plain, err := b.home("plain")
	if err != nil {
		return nil, err
	}
	one, err := b.store(ctx, "one", 1)
	if err != nil {
		return nil, err
	}
	many, err := b.store(ctx, "many", 200)
	if err != nil {
		return nil, err
	}
	vars := slices.Concat(plain, []string{"DOCKER_H100__EXAMPLE_USR=bench", "DOCKER_H100__EXAMPLE_PSW=s3cret"})
	const wants = `{"ServerURL":"` + asked + `","Username":"bench","Secret":"s3cret"}`
	getOf := func(what string, most float64, program string, env []string) subject {
		return subject{
			what: "ours, " + what, goals: []Goal{{Of: "ratio", Most: most}}, args: []string{"get"}, env: env, stdin: known, wants: wants,
			path: b.path("bin", "docker-credential-"+program),
		}
	}
	missOf := func(s subject) subject {
		s.what, s.stdin, s.exit, s.wants = s.what+", not found", unknown, 1, notFound
		return s
	}
	fromVars := getOf("variables", 1.7, "vars", vars)
	fromOne := getOf("the store, 1 entry", 3, "file", one)
	fromMany := getOf("the store, 200 entries", 3, "file", many)
	return []subject{b.empty(plain, known), fromVars, missOf(fromVars), fromOne, fromMany, missOf(fromMany)}, nil
}

// store stores entries with docker-credential-file's own verb, the requested one first.
func (b *bench) store(ctx context.Context, name string, entries int) (env []string, err error) {
	if env, err = b.home(name); err != nil {
		return nil, err
	}
	for i := range entries {
		cmd := exec.CommandContext(ctx, b.path("bin", "docker-credential-file"), "store")
		cmd.Env = env
		cmd.Stdin = strings.NewReader(fmt.Sprintf(`{"ServerURL":"h%d.example","Username":"bench","Secret":"s3cret"}`, 100+i))
		if out, err := cmd.Output(); err != nil {
			return nil, fmt.Errorf("filling the store: %w: %s", err, out)
		}
	}
	return env, nil
}
