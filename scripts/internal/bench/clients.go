package main

import (
	"context"
	"os"
)

// client is a program that pulls.
type client struct {
	name   string
	rounds int
	pull   string // a shell command that pulls $IMAGE once
	// prepare returns the client's variables and a function that stops it, or the reason why
	// it cannot run.
	prepare func(ctx context.Context, b *bench, registry *endpoint) (env []string, stop func(), why string)
}

// clients returns the clients that pull with a helper, fastest first.
func clients() []client {
	return []client{
		{cranes, pullRounds, `crane pull IMAGE "$HOME/app.tar"`, craneReady},
		{"skopeo", pullRounds, `skopeo --insecure-policy copy --quiet docker://IMAGE "dir:$HOME/app"`, skopeoReady},
		{"docker", pullRounds / 3, `docker pull --quiet IMAGE >"$HOME/log" && docker image rm IMAGE >"$HOME/log"`,
			engineReady},
	}
}

func craneReady(_ context.Context, b *bench, _ *endpoint) (env []string, stop func(), why string) {
	if b.peer(cranes) == "" {
		return nil, nil, "it could not be built"
	}
	return nil, func() {}, ""
}

func skopeoReady(ctx context.Context, b *bench, _ *endpoint) (env []string, stop func(), why string) {
	if b.client(ctx, "skopeo") == "" {
		return nil, nil, "it is not installed (Debian: apt-get install skopeo)"
	}
	// Otherwise skopeo would find its own login file, which takes precedence over Docker's.
	runtime := b.path("runtime")
	if err := os.MkdirAll(runtime, 0o700); err != nil {
		return nil, nil, err.Error()
	}
	return []string{"XDG_RUNTIME_DIR=" + runtime}, func() {}, ""
}

func engineReady(ctx context.Context, b *bench, registry *endpoint) (env []string, stop func(), why string) {
	dockerd := b.client(ctx, "dockerd")
	if dockerd == "" {
		return nil, nil, "its engine is not installed (Debian: apt-get install docker.io)"
	}
	host, stop, err := b.engine(ctx, dockerd, registry.env)
	if err != nil {
		return nil, nil, err.Error()
	}
	return []string{"DOCKER_HOST=" + host}, stop, ""
}
