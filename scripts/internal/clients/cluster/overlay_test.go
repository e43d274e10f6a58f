//go:build e2e

package cluster

import (
	"encoding/json"
	"path/filepath"
	"strings"
	"testing"

	"github.com/dockercfg/dockercfg/scripts/internal/clients/apiserver"
)

type object = map[string]any

// overlay writes a kustomization of packaging/kubernetes/examples/eks, as a user would, and returns
// its directory. It sets the image's name, and the shortest schedule, which is one minute. It also
// adds what EKS's webhook adds to a pod whose service account has a role, and what this cluster lacks:
// a network for pods and a service address of the API server.
func (w *world) overlay(t *testing.T) (dir string) {
	t.Helper()
	dir, err := filepath.EvalSymlinks(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	example, err := filepath.Abs("../../../../packaging/kubernetes/examples/eks")
	if err == nil {
		example, err = filepath.Rel(dir, example)
	}
	if err != nil {
		t.Fatal(err)
	}
	image, tag, _ := strings.Cut(generator, ":")
	const job = "/spec/template/spec"
	cron := append(w.changes("/spec/jobTemplate"+job),
		object{"op": "replace", "path": "/spec/schedule", "value": "* * * * *"})
	text, err := json.Marshal(object{
		"apiVersion": "kustomize.config.k8s.io/v1beta1", "kind": "Kustomization", "resources": []string{example},
		"images": []object{{"name": "dockercfg-generator", "newName": image, "newTag": tag}},
		"patches": []object{
			patch(t, "CronJob", "dockercfg-pull", cron), patch(t, "Job", "dockercfg-pull-once", w.changes(job)),
		},
	})
	if err != nil {
		t.Fatal(err)
	}
	apiserver.Write(t, dir, "kustomization.yaml", string(text))
	return dir
}

func patch(t *testing.T, kind, name string, changes []object) object {
	t.Helper()
	text, err := json.Marshal(changes)
	if err != nil {
		t.Fatal(err)
	}
	return object{"target": object{"kind": kind, "name": name}, "patch": string(text)}
}

// changes returns the patch of a pod's specification.
func (w *world) changes(spec string) []object {
	add := func(path string, value any) object { return object{"op": "add", "path": spec + path, "value": value} }
	_, port, _ := strings.Cut(strings.TrimPrefix(w.URL, "https://"), ":")
	token := object{"serviceAccountToken": object{"path": "token", "audience": audience}}
	all := []object{
		add("/hostNetwork", true),
		add("/volumes/-", object{"name": "identity", "projected": object{"sources": []object{token}}}),
		add("/containers/0/volumeMounts/-", object{"name": "identity", "mountPath": "/identity", "readOnly": true}),
	}
	for _, assignment := range append(w.cloud.Environment(), "AWS_ROLE_ARN="+pullRole,
		"AWS_WEB_IDENTITY_TOKEN_FILE=/identity/token", "KUBERNETES_SERVICE_HOST=127.0.0.1",
		"KUBERNETES_SERVICE_PORT="+port) {
		name, value, _ := strings.Cut(assignment, "=")
		all = append(all, add("/containers/0/env/-", object{"name": name, "value": value}))
	}
	return all
}
