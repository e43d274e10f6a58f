package main

import (
	"context"
	"encoding/base64"
	"fmt"
	"os"
	"text/tabwriter"

	"github.com/dockercfg/dockercfg/shared/formats"
)

const formatRounds = 5

// exportFormats compares exports of 10,000 entries with exports of 1,000, format by
// format: ten times as much in ten times the time. Formats for one registry have
// nothing to grow.
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
			subjects = append(subjects, subject{
				what: f.Name, env: env, stdin: os.DevNull, path: b.path("bin", "dockercfg"),
				args: []string{"export", "--config", path, "--format", f.Name, "-o", "-"},
			})
		}
	}
	samples, err := b.rounds(ctx, formatRounds, subjects)
	if err != nil {
		return err
	}
	fmt.Printf("\nformats: 10000 entries over 1000, %d rounds\n", formatRounds)
	w := tabwriter.NewWriter(os.Stdout, 0, 8, 2, ' ', 0)
	fmt.Fprintln(w, "  \tms\tMB\tratio\taim")
	for i := 1; i < len(subjects); i += 2 {
		_, wall, _ := quartiles(times(samples[i]))
		_, size, _ := quartiles(sizes(samples[i]))
		_, ratio, _ := quartiles(paired(times(samples[i]), times(samples[i-1])))
		fmt.Fprintf(w, "  %s\t%.1f\t%.1f\t%.1fx\tbelow 12; 64 MB\n", subjects[i].what, wall, size, ratio)
	}
	return w.Flush()
}
