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

// export compares the export of fifty helpers that take 200 ms each with that of
// one: they are asked at the same time, or it would be fifty.
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

// chains compares 1,000 hosts of fifty helpers, whose gets take from 100 to 200
// ms, with the slowest helper's own twenty hosts, asked one after another: a
// reader that asks helper by helper could be no faster than that.
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

// fake makes a helper that answers every host, after doing what first says.
func (b *bench) fake(short, first string) error {
	path, err := b.file("fakes/docker-credential-"+short, "#!/bin/sh\nread -r host\n"+first+`
printf '{"ServerURL":"%s","Username":"bench","Secret":"s3cret"}\n' "$host"
`)
	if err != nil {
		return err
	}
	return os.Chmod(path, 0o700)
}

// exporting is `dockercfg export` over a config of this text.
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
