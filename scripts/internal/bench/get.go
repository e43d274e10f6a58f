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

// get compares a `get` with starting a program that does nothing.
func get(ctx context.Context, b *bench) error {
	subjects, err := b.gets(ctx)
	if err != nil {
		return err
	}
	samples, err := b.rounds(ctx, getRounds, subjects)
	if err != nil {
		return err
	}
	table("get: ratio to an empty Go program", subjects, samples)
	return nil
}

// gets are the subjects of get and count.
func (b *bench) gets(ctx context.Context) ([]subject, error) {
	known, err := b.file("asked", asked+"\n")
	if err != nil {
		return nil, err
	}
	unknown, err := b.file("unknown", "nobody.example\n")
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
	getOf := func(what, aim, program string, env []string) subject {
		return subject{what: what, aim: aim, path: b.path("bin", "docker-credential-"+program), args: []string{"get"}, env: env, stdin: known, wants: wants}
	}
	missOf := func(s subject) subject {
		s.what, s.stdin, s.exit, s.wants = s.what+", not found", unknown, 1, notFound
		return s
	}
	fromVars := getOf("vars", "1.5", "vars", vars)
	fromOne := getOf("file, 1 entry", "3.0", "file", one)
	fromMany := getOf("file, 200 entries", "3.0", "file", many)
	empty := subject{what: "empty", path: b.path("bin", "empty"), env: plain, stdin: known}
	return []subject{empty, fromVars, missOf(fromVars), fromOne, fromMany, missOf(fromMany)}, nil
}

// store fills an embedded store through its own verb; asked comes first.
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
