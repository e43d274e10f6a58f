package main

import (
	"context"
	"os"
	"path/filepath"
	"slices"
)

const programRounds = 50

// programs compares the sizes and the start times of all programs.
func programs(ctx context.Context, b *bench) error {
	env, err := b.home("programs")
	if err != nil {
		return err
	}
	own, err := filepath.Glob(b.path("bin", "*"))
	if err != nil {
		return err
	}
	subjects := []subject{b.empty(env, os.DevNull)}
	of := func(path, who string) subject {
		return subject{what: filepath.Base(path), who: who, path: path, args: version(path), env: env, stdin: os.DevNull}
	}
	for _, path := range own {
		subjects = append(subjects, of(path, ours))
	}
	for _, p := range released {
		if path := b.peer(p.Name); path != "" {
			s := of(path, peers)
			if p.Name == azures { // it has no such verb, and prints an error
				s.exit = 1
			}
			subjects = append(subjects, s)
		}
	}
	const title = "Every program: its size, and `version`"
	if err := b.compare(ctx, "programs", title, programRounds, subjects); err != nil {
		return err
	}
	last := b.run.Tables[len(b.run.Tables)-1].Rows
	for i, s := range slices.Insert(slices.Clone(subjects), 1, subjects[0]) {
		about, err := os.Stat(s.path)
		if err != nil {
			return err
		}
		last[i].Size = known(float64(about.Size()) / 1e6)
	}
	return nil
}

// version returns the arguments that make a program print its version.
func version(path string) []string {
	if base := filepath.Base(path); base == "dockercfg" || base == "credhelper-conformance" {
		return []string{"--version"}
	}
	return []string{"version"}
}
