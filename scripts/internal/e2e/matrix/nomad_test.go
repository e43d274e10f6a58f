//go:build e2e

package matrix

import (
	"encoding/json"
	"net"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/dockercfg/dockercfg/scripts/internal/e2e/stage"
)

// newNomad pulls with Nomad's Docker driver, whose agent reads Docker's config and runs the helpers
// itself; docker pushes the image.
func newNomad(t *testing.T, f field) client {
	stage.Installed(t, "nomad")
	d := docker{field: f, host: stage.Engine(t)}
	dir := t.TempDir()
	text, err := os.ReadFile(stage.Path(t, "docker-credential-vars"))
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(dir, "program"), text, 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(dir, "Dockerfile"), []byte("FROM scratch\nCOPY program /program\nENTRYPOINT [\"/program\"]\n"), 0o644); err != nil {
		t.Fatal(err)
	}
	d.do(t, stage.New(t), "", "build", "-t", "program", dir).OK(t)
	engine := strings.TrimPrefix(d.host, "DOCKER_HOST=")
	_, stop, ready := agent(t, f.nobody(t), engine)
	stop()
	if !ready {
		stage.NotRun(t, "nomad (its agent does not start here)")
	}
	image := func(r registry) string { return r.host + "/nomad:1" }
	return client{
		version: []string{"nomad", "version"}, format: "config-json",
		push: func(t *testing.T, s *stage.Stage, r registry) stage.Result {
			d.do(t, s, "", "tag", "program", image(r)).OK(t)
			defer d.do(t, s, "", "rmi", image(r))
			return d.do(t, s, "", "push", image(r))
		},
		pull: func(t *testing.T, s *stage.Stage, r registry) stage.Result {
			defer d.do(t, s, "", "rmi", image(r))
			return nomad(t, s, engine, image(r))
		},
	}
}

// nomad runs one task; the exit code is 1 if the image could not be pulled.
func nomad(t *testing.T, s *stage.Stage, engine, image string) stage.Result {
	t.Helper()
	s, stop, ready := agent(t, s, engine)
	defer stop()
	if !ready {
		t.Fatal("nomad's agent is not ready")
	}
	job := map[string]any{"Job": map[string]any{"ID": "pull", "Type": "batch", "Datacenters": []string{"*"}, "TaskGroups": []any{map[string]any{
		"Name": "group", "RestartPolicy": map[string]any{"Attempts": 0, "Mode": "fail"},
		"ReschedulePolicy": map[string]any{"Attempts": 0, "Unlimited": false},
		"Tasks": []any{map[string]any{
			"Name": "task", "Driver": "docker", "Resources": map[string]int{"CPU": 20, "MemoryMB": 64},
			"Config": map[string]any{"image": image, "force_pull": true, "network_mode": "host", "args": []string{"version"}},
		}},
	}}}}
	s.Run(t, "", "nomad", "job", "run", "-json", "-detach", asFile(t, job)).OK(t)
	var status stage.Result
	if !waitFor(func() bool {
		status = s.Run(t, "", "nomad", "job", "allocs", "-t", `{{range .}}{{.ClientStatus}}{{range .TaskStates}}{{range .Events}} {{.DisplayMessage}}{{end}}{{end}}{{end}}`, "pull")
		return strings.HasPrefix(status.Out, "complete") || strings.HasPrefix(status.Out, "failed")
	}) {
		t.Fatalf("nomad's task does not end: %+v", status)
	}
	if strings.HasPrefix(status.Out, "failed") {
		status.Code = 1
	}
	return status
}

// agent starts Nomad on loopback, without fingerprinting clouds, and returns the stage in which its
// command can be used.
func agent(t *testing.T, s *stage.Stage, engine string) (_ *stage.Stage, stop func(), ready bool) {
	t.Helper()
	var ports [3]string
	for i := range ports {
		l, err := net.Listen("tcp", "127.0.0.1:0")
		if err != nil {
			t.Fatal(err)
		}
		_, ports[i], _ = net.SplitHostPort(l.Addr().String())
		l.Close()
	}
	config := asFile(t, map[string]any{
		"data_dir": filepath.Join(t.TempDir(), "data"), "bind_addr": "127.0.0.1", "disable_update_check": true,
		"ports": map[string]string{"http": ports[0], "rpc": ports[1], "serf": ports[2]},
		"client": map[string]any{"network_interface": "lo", "options": map[string]string{
			"fingerprint.denylist": "env_aws,env_gce,env_azure,env_digitalocean,consul,vault", "driver.allowlist": "docker",
		}},
		"plugin": map[string]any{"docker": map[string]any{"config": map[string]any{
			"endpoint": engine, "disable_log_collection": true, "gc": map[string]any{"image": false},
			"auth": map[string]string{"config": filepath.Join(s.Config, "config.json")},
		}}},
	})
	s = s.With("NOMAD_ADDR=http://127.0.0.1:" + ports[0])
	cmd := s.Command(t, "nomad", "agent", "-dev", "-config", config)
	cmd.SysProcAttr = &syscall.SysProcAttr{Pdeathsig: syscall.SIGKILL}
	for i, assignment := range cmd.Env {
		if strings.HasPrefix(assignment, "PATH=") { // it looks for mount and the like
			cmd.Env[i] = assignment + ":/usr/sbin:/usr/bin:/sbin:/bin"
		}
	}
	running := stage.Start(t, cmd)
	return s, func() {
			_ = running.Process.Signal(syscall.SIGINT)
			running.Wait(t)
		}, waitFor(func() bool {
			return strings.Contains(s.Run(t, "", "nomad", "node", "status", "-t", "{{range .}}{{.Status}}{{end}}").Out, "ready")
		})
}

// asFile writes a JSON file for nomad.
func asFile(t *testing.T, value any) string {
	t.Helper()
	text, err := json.Marshal(value)
	if err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(t.TempDir(), "nomad.json")
	if err := os.WriteFile(path, text, 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

// waitFor waits for up to a minute.
func waitFor(done func() bool) bool {
	for range 300 {
		if done() {
			return true
		}
		time.Sleep(200 * time.Millisecond)
	}
	return false
}
