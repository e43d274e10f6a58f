package main

import (
	"context"
	"encoding/base64"
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"time"
)

// pullRounds is smaller than for a get, since each round makes twenty pulls.
const pullRounds = 15

// way is how a client gets its login for a registry.
type way struct {
	what, who, host string
	helper          string // its short name, or "" for a login in the config file
	env             []string
	asks            *endpoint
}

// pulls compares twenty pulls of a private image with a helper and with a static file: the
// difference is what a user notices of a helper.
func pulls(ctx context.Context, b *bench) error {
	registry, err := b.cloud(ctx, "authority-pulls")
	if err != nil {
		return err
	}
	defer registry.close()
	amazon, err := b.endpoint(ctx)
	if err != nil {
		return err
	}
	defer amazon.close()
	ways, err := b.ways(registry, amazon)
	if err != nil {
		return err
	}
	time.Sleep(settle)
	for _, c := range clients() {
		if err := b.pullsBy(ctx, c, ways, registry); err != nil {
			return fmt.Errorf("%s: %w", c.name, err)
		}
	}
	return nil
}

// pullsBy measures the pulls by one client, if the client can run.
func (b *bench) pullsBy(ctx context.Context, c client, ways []way, registry *endpoint) error {
	env, stop, why := c.prepare(ctx, b, registry)
	if why != "" {
		b.skip("20 pulls by "+c.name, why)
		return nil
	}
	defer stop()
	var subjects []subject
	for i, w := range ways {
		s, err := b.pulling(c, w, fmt.Sprintf("pulls-%s-%d", c.name, i), slices.Concat(registry.env, env))
		if err != nil {
			return err
		}
		if w.who == ours && c.name == cranes {
			s.goals = []Goal{{Of: "ratio", Most: 1.5}}
		}
		subjects = append(subjects, s)
	}
	title := fmt.Sprintf("%d pulls of a small private image by %s, to a static file", b.pullsEach(), c.name)
	return b.compare(ctx, "pulls-"+c.name, title, c.rounds, subjects)
}

// pullsEach returns the number of pulls in one run.
func (b *bench) pullsEach() int {
	if b.run.Quick {
		return 2
	}
	return 20
}

// pulling returns one client's pulls with one kind of login.
func (b *bench) pulling(c client, w way, home string, env []string) (subject, error) {
	config := `{"credHelpers":{"` + w.host + `":"` + w.helper + `"}}`
	if w.helper == "" {
		pair := base64.StdEncoding.EncodeToString([]byte("AWS:token"))
		config = `{"auths":{"` + w.host + `":{"auth":"` + pair + `"}}}`
	}
	if _, err := b.file(home+"/.docker/config.json", config); err != nil {
		return subject{}, err
	}
	stdin, err := b.file("pulls-asked", "")
	if err != nil {
		return subject{}, err
	}
	path := strings.Join([]string{b.path("bin"), b.path("vendors"), "/usr/bin", "/bin"}, string(filepath.ListSeparator))
	one := strings.ReplaceAll(c.pull, "IMAGE", w.host+"/app:latest")
	script := fmt.Sprintf("i=0\nwhile [ $i -lt %d ]; do\n%s || exit\ni=$((i + 1))\ndone\necho pulled", b.pullsEach(), one)
	place := []string{"HOME=" + b.path(home), "DOCKER_CONFIG=" + b.path(home, ".docker"), "PATH=" + path}
	return subject{
		what: w.what, who: w.who, base: w.who == floor, path: "/bin/sh", args: []string{"-c", script}, stdin: stdin,
		wants: "pulled", env: slices.Concat(env, w.env, place), asks: w.asks, uncounted: true,
	}, nil
}

// ways returns, for each cloud: a static file, docker-credential-auto, our helper itself, and
// the vendor's helper if it could be built.
func (b *bench) ways(registry, amazon *endpoint) (ways []way, err error) {
	ways = []way{static("Amazon", ecrHost)}
	for _, pick := range []int{0, 3} { // static keys, web identity
		env, what, err := b.homeOf(amazon, fmt.Sprintf("pulls-identity-%d", pick), 0, pick)
		if err != nil {
			return nil, err
		}
		ways = append(ways, b.helped("Amazon, "+what, ecrHost, "ecr", amazons, env, amazon)...)
	}
	all, err := b.providers(registry)
	if err != nil {
		return nil, err
	}
	theirs, err := b.vendors(all)
	if err != nil {
		return nil, err
	}
	for i, p := range []struct{ cloud, helper, vendor, host string }{
		{"Google", "gar", googles, googleHost}, {"Azure", "acr", azures, azureHost},
	} {
		env := all[i].env
		for _, s := range theirs {
			if filepath.Base(s.path) == p.vendor {
				env = s.env
				break // the first has the same identity as ours
			}
		}
		identity := strings.TrimPrefix(all[i].what, "ours, ")
		ways = append(ways, static(p.cloud, p.host))
		ways = append(ways, b.helped(identity, p.host, p.helper, p.vendor, env, registry)...)
	}
	return ways, nil
}

// static returns a login in the config file.
func static(cloud, host string) way {
	return way{what: cloud + ", a static file", who: floor, host: host}
}

// helped returns the logins by helpers.
func (b *bench) helped(identity, host, helper, vendor string, env []string, asks *endpoint) []way {
	two := []way{
		{identity + ", docker-credential-auto", ours, host, "auto", env, asks},
		{identity + ", docker-credential-" + helper, ours, host, helper, env, asks},
	}
	if b.peer(vendor) == "" {
		return two
	}
	short := strings.TrimPrefix(vendor, "docker-credential-")
	return append(two, way{identity + ", " + vendor, peers, host, short, env, asks})
}
