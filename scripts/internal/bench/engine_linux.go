package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"time"
)

// engine starts Docker's engine, and returns its address and a function that stops it. It has
// no bridge, sets no firewall rules, and stores its data in a directory that is removed
// afterwards. Its variables direct it to the registries on loopback.
func (b *bench) engine(ctx context.Context, dockerd string, env []string) (host string, stop func(), err error) {
	if os.Geteuid() != 0 {
		return "", nil, errors.New("its engine needs root")
	}
	dir, err := os.MkdirTemp("", "engine") // short: a socket's path has 108 bytes
	if err != nil {
		return "", nil, err
	}
	host = "unix://" + filepath.Join(dir, "docker.sock")
	var log bytes.Buffer
	cmd := exec.CommandContext(ctx, dockerd, "--iptables=false", "--bridge=none", "--storage-driver=vfs",
		"--data-root", filepath.Join(dir, "data"), "--exec-root", filepath.Join(dir, "exec"),
		"--pidfile", filepath.Join(dir, "pid"), "--host", host)
	cmd.Env = append([]string{"PATH=/usr/sbin:/usr/bin:/sbin:/bin", "HOME=" + dir, "TMPDIR=" + dir}, env...)
	cmd.Stdout, cmd.Stderr = &log, &log
	cmd.Cancel = func() error { return cmd.Process.Signal(syscall.SIGTERM) }
	cmd.WaitDelay = 30 * time.Second
	if err := cmd.Start(); err != nil {
		return "", nil, errors.Join(err, os.RemoveAll(dir))
	}
	ended := make(chan struct{})
	go func() { _ = cmd.Wait(); close(ended) }()
	stop = func() {
		_ = cmd.Process.Signal(syscall.SIGTERM)
		<-ended
		for _, mount := range []string{"exec/netns/default", "data"} { // the engine leaves these mounted
			_ = syscall.Unmount(filepath.Join(dir, mount), syscall.MNT_DETACH)
		}
		_ = os.RemoveAll(dir)
	}
	if err := ready(ctx, host, dir, ended); err != nil {
		stop()
		lines := strings.Split(strings.TrimSpace(log.String()), "\n")
		return "", nil, fmt.Errorf("its engine does not start here: %.300s", lines[len(lines)-1])
	}
	return host, stop, nil
}

// ready waits until the engine answers.
func ready(ctx context.Context, host, dir string, ended <-chan struct{}) error {
	for range 300 {
		check := exec.CommandContext(ctx, "/usr/bin/docker", "version")
		check.Env = []string{"DOCKER_HOST=" + host, "HOME=" + dir}
		if check.Run() == nil {
			return nil
		}
		select {
		case <-ended:
			return errors.New("it ended")
		case <-time.After(100 * time.Millisecond):
		}
	}
	return errors.New("it does not answer")
}
