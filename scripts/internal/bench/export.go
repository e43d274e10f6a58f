package main

import (
	"context"
	"fmt"
	"os"
	"strings"
)

const (
	exportRounds = 30
	chainRounds  = 5
)

// export compares an export with fifty helpers, which take 200 ms each, with an export with one
// of them. The ratio would be fifty if the helpers did not run at the same time.
func export(ctx context.Context, b *bench) error {
	const helpers = 50
	env, err := b.home("export")
	if err != nil {
		return err
	}
	for i := range helpers {
		if err := b.fake(fmt.Sprintf("sleep%d", i), "sleep 0.2"); err != nil {
			return err
		}
	}
	bind := func(i int) string { return fmt.Sprintf(`"h%d.example":"sleep%d"`, i, i) }
	var subjects []subject
	for _, n := range []int{1, helpers} {
		what := fmt.Sprintf("dockercfg export, helpers of 200 ms: %d", n)
		s, err := b.exporting(what, env, `{"credHelpers":{`+list(n, bind)+`}}`)
		if err != nil {
			return err
		}
		subjects = append(subjects, s)
	}
	subjects[1].goals = []Goal{{Of: "ratio", Most: 1.2}}
	if err := b.compare(ctx, "export", "An export, to one helper", exportRounds, subjects); err != nil {
		return err
	}
	return chains(ctx, b, env)
}

// chains compares an export of 1,000 hosts of fifty helpers, whose gets take 100 to 200 ms, with
// the slowest helper's twenty hosts, one after another. A program that runs one helper at a
// time cannot be faster than that.
func chains(ctx context.Context, b *bench, env []string) error {
	const helpers, each = 50, 20
	for i := range helpers {
		if err := b.fake(fmt.Sprintf("chain%d", i), fmt.Sprintf("sleep 0.%d", 100+2*(i+1))); err != nil {
			return err
		}
	}
	if err := b.fake("whole", fmt.Sprintf("sleep %d", each/5)); err != nil {
		return err
	}
	const alone = "the slowest helper's 20 registries, one after another"
	one, err := b.exporting(alone, env, `{"credHelpers":{"h0.example":"whole"}}`)
	if err != nil {
		return err
	}
	one.who = floor
	bind := func(i int) string { return fmt.Sprintf(`"h%d.example":"chain%d"`, i, i%helpers) }
	all, err := b.exporting("1,000 registries of 50 helpers", env, `{"credHelpers":{`+list(helpers*each, bind)+`}}`)
	if err != nil {
		return err
	}
	all.goals = []Goal{{Of: "ratio", Most: 1.2}}
	return b.compare(ctx, "export-large", "An export of 1,000 registries", chainRounds, []subject{one, all})
}

// fake writes a helper that answers every host, after the shell commands in first.
func (b *bench) fake(short, first string) error {
	path, err := b.file("fakes/docker-credential-"+short, "#!/bin/sh\nread -r host\n"+first+`
printf '{"ServerURL":"%s","Username":"bench","Secret":"s3cret"}\n' "$host"
`)
	if err != nil {
		return err
	}
	return os.Chmod(path, 0o700)
}

// exporting returns `dockercfg export` with this config.
func (b *bench) exporting(what string, env []string, config string) (subject, error) {
	path, err := b.file("configs/"+strings.NewReplacer(" ", "-", ",", "", ":", "").Replace(what)+".json", config)
	return subject{
		what: what, env: env, stdin: os.DevNull, uncounted: true,
		path: b.path("bin", "dockercfg"), args: []string{"export", "--config", path, "-o", "-"},
		wants: `"h0.example": {`,
	}, err
}

// list joins n members of a JSON object.
func list(n int, member func(int) string) string {
	members := make([]string, n)
	for i := range members {
		members[i] = member(i)
	}
	return strings.Join(members, ",")
}
