package main

import (
	"context"
	"encoding/base64"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"time"
)

// pullRounds are fewer than those of a get: each is twenty pulls.
const pullRounds = 15

// pulls compares twenty pulls of a private image by crane with the same pulls by a
// static file: what a user feels of a helper.
func pulls(ctx context.Context, b *bench) error {
	if err := b.crane(ctx); err != nil {
		return err
	}
	if err := os.MkdirAll(b.path("authority-pulls"), 0o700); err != nil {
		return err
	}
	registry, err := b.endpoint(ctx, b.path("authority-pulls"))
	if err != nil {
		return err
	}
	defer registry.close()
	amazon, err := b.endpoint(ctx)
	if err != nil {
		return err
	}
	defer amazon.close()
	subjects, err := b.pulling(registry, amazon)
	if err != nil {
		return err
	}
	time.Sleep(settle)
	samples, err := b.rounds(ctx, pullRounds, subjects)
	if err != nil {
		return err
	}
	table("pulls: twenty by crane, ratio to a static file", subjects, samples)
	return nil
}

// crane is built with the versions that the tests pull with.
func (b *bench) crane(ctx context.Context) error {
	cmd := exec.CommandContext(ctx, "go", "-C", "scripts/internal/clients", "build", "-trimpath", "-ldflags", "-s -w",
		"-o", b.path("clients", "crane"), "github.com/google/go-containerregistry/cmd/crane")
	cmd.Env = append(os.Environ(), "CGO_ENABLED=0")
	if out, err := cmd.CombinedOutput(); err != nil {
		return fmt.Errorf("building crane: %w\n%s", err, out)
	}
	return nil
}

// pulling are the ways to a login, each with static keys and with a web identity.
func (b *bench) pulling(registry, amazon *endpoint) (subjects []subject, err error) {
	const script = `for i in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20; do
	crane pull ` + ecrHost + `/app:latest "$HOME/app.tar" || exit
done
echo pulled`
	stdin, err := b.file("pulls-asked", "")
	if err != nil {
		return nil, err
	}
	pair := base64.StdEncoding.EncodeToString([]byte("AWS:token"))
	ways := []struct{ what, config, aim string }{
		{"a static file", `{"auths":{"` + ecrHost + `":{"auth":"` + pair + `"}}}`, ""},
		{"docker-credential-auto", `{"credsStore":"auto"}`, "1.3"},
		{"docker-credential-ecr", `{"credHelpers":{"` + ecrHost + `":"ecr"}}`, "1.3"},
		{"Amazon's helper", `{"credHelpers":{"` + ecrHost + `":"ecr-login"}}`, ""},
	}
	path := "PATH=" + strings.Join([]string{b.path("bin"), b.path("vendors"), b.path("clients"), "/usr/bin", "/bin"}, string(filepath.ListSeparator))
	for _, pick := range []int{0, 3} { // static keys, web identity
		for i, way := range ways {
			if pick > 0 && i == 0 {
				continue // a static file needs no identity
			}
			home := fmt.Sprintf("pulls-%d-%d", pick, i)
			env, what, err := b.homeOf(amazon, home, 0, pick)
			if err != nil {
				return nil, err
			}
			if _, err := b.file(home+"/.docker/config.json", way.config); err != nil {
				return nil, err
			}
			s := subject{
				what: way.what, path: "/bin/sh", args: []string{"-c", script}, env: slices.Concat(env, registry.env, []string{path}),
				stdin: stdin, wants: "pulled", aim: way.aim,
			}
			if i > 0 {
				s.what += ", " + what
			}
			subjects = append(subjects, s)
		}
	}
	return subjects, nil
}
