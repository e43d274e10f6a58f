package main

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
)

// The names of the peers that vendors looks up.
const (
	amazons   = "docker-credential-ecr-login"
	googles   = "docker-credential-gcr"
	azures    = "docker-credential-acr-env"
	upstreams = "docker-credential-pass"
	cranes    = "crane"
)

// released are the peers and their versions. Each is built with the dependencies in its own
// go.mod, not with ours.
var released = []Peer{
	{amazons, "github.com/awslabs/amazon-ecr-credential-helper/ecr-login/cli/docker-credential-ecr-login", "v0.12.0"},
	{googles, "github.com/GoogleCloudPlatform/docker-credential-gcr/v2", "v2.2.1"},
	{azures, "github.com/chrismellard/docker-credential-acr-env", "v0.0.0-20230304212654-82a0ddb27589"},
	{upstreams, "github.com/docker/docker-credential-helpers/pass/cmd", "v0.9.12"},
	{cranes, "github.com/google/go-containerregistry/cmd/crane", "v0.22.1"},
}

// packaged are clients from Debian packages, in the versions installed on this machine.
var packaged = []struct{ name, path, version string }{
	{"skopeo", "/usr/bin/skopeo", "--version"},
	{"dockerd", "/usr/sbin/dockerd", "--version"},
}

// absent are programs that would be peers but cannot be built from Go modules.
var absent = map[string]string{
	"docker-credential-magic": "the Go module proxy does not have its module",
}

// peer returns the path of a peer's program, or "" if it could not be built.
func (b *bench) peer(name string) string {
	path := b.path("vendors", name)
	if _, err := os.Stat(path); err != nil {
		return ""
	}
	return path
}

// installPeers builds the peers, and records those that cannot be built.
func (b *bench) installPeers(ctx context.Context) error {
	if err := os.MkdirAll(b.path("vendors"), 0o700); err != nil {
		return err
	}
	for _, p := range released {
		if err := b.install(ctx, p); err != nil {
			b.skip(p.Name, err.Error())
			continue
		}
		b.run.Peers = append(b.run.Peers, p)
	}
	for name, why := range absent {
		b.skip(name, why)
	}
	return nil
}

// install is `go install` outside of any module, so that the peer's own go.mod is
// the main one (https://go.dev/ref/mod#go-install).
func (b *bench) install(ctx context.Context, p Peer) error {
	into := b.path("vendors", "of-"+p.Name)
	cmd := exec.CommandContext(ctx, "go", "install", "-trimpath", "-ldflags", "-s -w", p.Package+"@"+p.Version)
	cmd.Dir, cmd.Env = b.dir, append(os.Environ(), "CGO_ENABLED=0", "GOBIN="+into, "GOFLAGS=", "GOWORK=off")
	if out, err := cmd.CombinedOutput(); err != nil {
		lines := strings.Split(strings.TrimSpace(string(out)), "\n")
		return fmt.Errorf("go install: %s", lines[len(lines)-1])
	}
	built, err := filepath.Glob(filepath.Join(into, "*")) // go install names it after its package
	if err != nil || len(built) != 1 {
		return fmt.Errorf("go install made %d files", len(built))
	}
	return os.Rename(built[0], b.path("vendors", p.Name))
}

// versionIn matches a version in a program's output.
var versionIn = regexp.MustCompile(`[0-9]+\.[0-9][^\s,]*`)

// client returns the path of a Debian client, or "" if it is not installed.
func (b *bench) client(ctx context.Context, name string) string {
	for _, c := range packaged {
		said, err := exec.CommandContext(ctx, c.path, c.version).Output()
		if c.name != name || err != nil {
			continue
		}
		p := Peer{Name: name, Version: versionIn.FindString(string(said))}
		if !slices.Contains(b.run.Peers, p) {
			b.run.Peers = append(b.run.Peers, p)
		}
		return c.path
	}
	return ""
}
