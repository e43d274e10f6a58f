package main

import (
	"context"
	"encoding/base64"
	"fmt"
	"os"

	"github.com/dockercfg/dockercfg/shared/formats"
)

const formatRounds = 5

// exportFormats compares exports of 10,000 entries with exports of 1,000, for each format: ten
// times the entries should take ten times the time. Formats for one registry are omitted.
func exportFormats(ctx context.Context, b *bench) error {
	env, err := b.home("formats")
	if err != nil {
		return err
	}
	login := base64.StdEncoding.EncodeToString([]byte("bench:s3cret"))
	inline := func(i int) string { return fmt.Sprintf(`"h%d.example":{"auth":%q}`, i, login) }
	var subjects []subject
	for _, f := range formats.All() {
		for _, n := range []int{1000, 10000} {
			if f.Single {
				continue
			}
			path, err := b.file(fmt.Sprintf("configs/formats-%d.json", n), `{"auths":{`+list(n, inline)+`}}`)
			if err != nil {
				return err
			}
			s := subject{
				what: fmt.Sprintf("%s, %s entries", f.Name, grouped(float64(n))), env: env, stdin: os.DevNull,
				path: b.path("bin", "dockercfg"), args: []string{"export", "--config", path, "--format", f.Name, "-o", "-"},
				base: n == 1000, uncounted: true, remembered: true,
			}
			if !s.base {
				s.goals = []Goal{{Of: "ratio", Most: 12}, {Of: "memory", Most: 64}}
			}
			subjects = append(subjects, s)
		}
	}
	const title = "An export of 10,000 entries, to one of 1,000, in every format"
	return b.compare(ctx, "formats", title, formatRounds, subjects)
}
