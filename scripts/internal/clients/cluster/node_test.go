//go:build e2e

package cluster

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/dockercfg/dockercfg/scripts/internal/clients/apiserver"
	"github.com/dockercfg/dockercfg/scripts/internal/e2e/stage"
)

func architecture() string { return runtime.GOARCH }

// startNode starts containerd and the kubelet, and waits until pods can be scheduled.
func (w *world) startNode(t *testing.T) {
	t.Helper()
	dir, err := os.MkdirTemp("", "node") // short, since a socket's path can have only 108 bytes
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = os.RemoveAll(dir) }) // scripts/cluster removes the mounts in it
	socket := w.startContainerd(t, dir)
	w.startKubelet(t, dir, socket)
	if !apiserver.Within(time.Minute, func() bool {
		_, node := w.Ask(t, apiserver.Admin, "GET", "/api/v1/nodes/"+apiserver.NodeName, "", "")
		for _, c := range list(node, "status", "conditions") {
			if at(c, "type") == "Ready" && at(c, "status") == "True" {
				return len(list(node, "spec", "taints")) == 0
			}
		}
		return false
	}) {
		t.Fatal("the node is not ready")
	}
}

func (w *world) startContainerd(t *testing.T, dir string) (socket string) {
	t.Helper()
	for _, registry := range []string{appRegistry, pullRegistry} {
		hosts := filepath.Join(dir, "certs.d", registry)
		if err := os.MkdirAll(hosts, 0o700); err != nil {
			t.Fatal(err)
		}
		// containerd 1.6 refuses a file without a host, and then connects to the real registry.
		apiserver.Write(t, hosts, "hosts.toml", fmt.Sprintf("server = \"http://%[1]s\"\n[host.\"http://%[1]s\"]\n",
			w.registry))
	}
	cni := filepath.Join(dir, "cni") // pods have the host's network; without a file the node is not ready
	if err := os.Mkdir(cni, 0o700); err != nil {
		t.Fatal(err)
	}
	apiserver.Write(t, cni, "none.conflist", `{"cniVersion": "0.4.0", "name": "none", "plugins": [{"type": "none"}]}`)
	socket = filepath.Join(dir, "containerd.sock")
	text, err := os.ReadFile("testdata/containerd.toml")
	if err != nil {
		t.Fatal(err)
	}
	config := apiserver.Write(t, dir, "containerd.toml",
		strings.NewReplacer("DIR", dir, "PAUSE", pause).Replace(string(text)))
	apiserver.Run(t, stage.Path(t, "containerd"), "--config", config)
	ctr := func(args ...string) error {
		out, err := exec.Command(stage.Path(t, "ctr"), append([]string{"-a", socket, "-n", "k8s.io"}, args...)...).
			CombinedOutput()
		if err != nil {
			return fmt.Errorf("ctr %v: %w: %s", args, err, out)
		}
		return nil
	}
	if !apiserver.Within(20*time.Second, func() bool { return ctr("version") == nil }) {
		t.Fatal("containerd does not answer")
	}
	for _, file := range []string{archive(t), filepath.Join(stage.Tools(), "generator.tar")} {
		if err := ctr("images", "import", "--snapshotter", "native", file); err != nil {
			t.Fatal(err)
		}
	}
	return socket
}

// startKubelet starts the kubelet with the configuration that `dockercfg kubelet-config` prints, after
// a check with --lint. Only the fake cloud's endpoints are added.
func (w *world) startKubelet(t *testing.T, dir, socket string) {
	t.Helper()
	s := stage.New(t)
	printed := s.Run(t, "", "dockercfg", "kubelet-config", "--service-account", "ecr").OK(t)
	var env strings.Builder
	env.WriteString("  env:\n")
	for _, assignment := range w.cloud.Environment() {
		variable, value, _ := strings.Cut(assignment, "=")
		fmt.Fprintf(&env, "  - {name: %s, value: %q}\n", variable, value)
	}
	providers := apiserver.Write(t, dir, "providers.yaml", printed+env.String())
	bin := filepath.Join(dir, "bin")
	if err := os.Mkdir(bin, 0o755); err != nil {
		t.Fatal(err)
	}
	const helper = "docker-credential-ecr"
	if err := os.Symlink(stage.Path(t, helper), filepath.Join(bin, helper)); err != nil {
		t.Fatal(err)
	}
	s.Run(t, "", "dockercfg", "kubelet-config", "--lint", providers, "--bin-dir", bin).OK(t)
	rbac := s.Run(t, "", "dockercfg", "kubelet-config", "--rbac", "ecr").OK(t)
	for _, document := range strings.Split(rbac, "---\n") {
		w.Apply(t, "kubectl", document)
	}
	text, err := os.ReadFile("testdata/kubelet.yaml")
	if err != nil {
		t.Fatal(err)
	}
	config := apiserver.Write(t, dir, "kubelet.yaml", strings.NewReplacer("DIR", dir, "SOCKET", socket,
		"PORT", apiserver.FreePorts(t, 1)[0]).Replace(string(text)))
	w.kubelet = apiserver.Run(t, kubernetes("kubelet"), "--config", config, "--root-dir", filepath.Join(dir, "kubelet"),
		"--kubeconfig", w.Kubeconfig(t, apiserver.Node), "--hostname-override", apiserver.NodeName,
		"--image-credential-provider-config", providers, "--image-credential-provider-bin-dir", bin)
}

// said reports whether one line of the kubelet's log contains all of these texts.
func (w *world) said(t *testing.T, texts ...string) bool {
	t.Helper()
	log, err := os.ReadFile(w.kubelet)
	if err != nil {
		t.Fatal(err)
	}
	for line := range strings.Lines(string(log)) {
		all := true
		for _, text := range texts {
			all = all && strings.Contains(line, text)
		}
		if all {
			return true
		}
	}
	return false
}
