package main

import (
	"context"
	"encoding/base64"
	"fmt"
	"os"
	"text/tabwriter"
)

const memoryRounds = 5

// memory looks at exports of many hosts: how much memory they take, and whether
// time and memory grow in line with the number.
func memory(ctx context.Context, b *bench) error {
	env, err := b.home("memory")
	if err != nil {
		return err
	}
	if err := b.fake("quick", ":"); err != nil {
		return err
	}
	login := base64.StdEncoding.EncodeToString([]byte("bench:s3cret"))
	inline := func(i int) string { return fmt.Sprintf(`"h%d.example":{"auth":%q}`, i, login) }
	bound := func(i int) string { return fmt.Sprintf(`"h%d.example":"quick"`, i) }
	var subjects []subject
	for _, s := range []struct{ what, aim, config string }{
		{"1000 inline entries", "below 64 MB", `{"auths":{` + list(1000, inline) + `}}`},
		{"10000 inline entries", "below 64 MB", `{"auths":{` + list(10000, inline) + `}}`},
		{"1000 hosts, one helper", "below 64 MB", `{"credHelpers":{` + list(1000, bound) + `}}`},
	} {
		one, err := b.exporting(s.what, s.aim, env, s.config)
		if err != nil {
			return err
		}
		subjects = append(subjects, one)
	}
	floor := subject{what: "empty", path: b.path("bin", "empty"), env: env, stdin: os.DevNull}
	samples, err := b.rounds(ctx, memoryRounds, append(subjects, floor))
	if err != nil {
		return err
	}
	if samples[0][0].rss == 0 {
		fmt.Println("\nnot run: peak memory (this platform does not tell it)")
		return nil
	}
	fmt.Printf("\nmemory: peak of one process, %d rounds\n", memoryRounds)
	w := tabwriter.NewWriter(os.Stdout, 0, 8, 2, ' ', 0)
	fmt.Fprintln(w, "  \tMB\tms\taim")
	for i, s := range subjects {
		_, size, _ := quartiles(sizes(samples[i]))
		_, wall, _ := quartiles(times(samples[i]))
		fmt.Fprintf(w, "  export, %s\t%.1f\t%.1f\t%s\n", s.what, size, wall, s.aim)
	}
	_, least, _ := quartiles(sizes(samples[len(subjects)]))
	fmt.Fprintf(w, "  an empty program: no peak is seen below it\t%.1f\n", least)
	_, size, _ := quartiles(paired(sizes(samples[1]), sizes(samples[0])))
	_, wall, _ := quartiles(paired(times(samples[1]), times(samples[0])))
	fmt.Fprintf(w, "  10000 over 1000 entries\t%.1fx\t%.1fx\t10x or less: linear\n", size, wall)
	return w.Flush()
}

// sizes are the rounds' peaks in megabytes.
func sizes(samples []sample) (mb []float64) {
	for _, s := range samples {
		mb = append(mb, float64(s.rss)/(1<<20))
	}
	return mb
}
