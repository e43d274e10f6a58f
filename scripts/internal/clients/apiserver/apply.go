package apiserver

import (
	"fmt"
	"net/url"
	"strings"
	"testing"
	"time"

	"sigs.k8s.io/kustomize/api/krusty"
	"sigs.k8s.io/kustomize/kyaml/filesys"
	"sigs.k8s.io/yaml"
)

// Apply applies a manifest by server-side apply; unknown fields are errors.
func (a *Server) Apply(t testing.TB, manager, manifest string) {
	t.Helper()
	var o struct {
		APIVersion string `json:"apiVersion"`
		Kind       string `json:"kind"`
		Metadata   struct {
			Name      string `json:"name"`
			Namespace string `json:"namespace"`
		} `json:"metadata"`
	}
	if err := yaml.Unmarshal([]byte(manifest), &o); err != nil {
		t.Fatal(err)
	}
	prefix := "/apis/" + o.APIVersion
	if o.APIVersion == "v1" {
		prefix = "/api/v1"
	}
	if o.Metadata.Namespace != "" {
		prefix += "/namespaces/" + o.Metadata.Namespace
	}
	if o.Kind == "Job" { // a Job cannot be changed: Argo CD and Flux replace it
		a.Ask(t, Admin, "DELETE", prefix+"/jobs/"+o.Metadata.Name+"?propagationPolicy=Background", "", "")
	}
	path := fmt.Sprintf("%s/%ss/%s?fieldManager=%s&force=true&fieldValidation=Strict", prefix, strings.ToLower(o.Kind),
		o.Metadata.Name, url.QueryEscape(manager))
	if code, reply := a.Ask(t, Admin, "PATCH", path, "application/apply-patch+yaml", manifest); code != 200 &&
		code != 201 {
		t.Fatalf("applying %s %s: %d: %.300v", o.Kind, o.Metadata.Name, code, reply["message"])
	}
}

// ApplyAll applies the objects of a kustomization, as `kubectl apply -k` does.
func (a *Server) ApplyAll(t testing.TB, dir string) {
	t.Helper()
	objects, err := krusty.MakeKustomizer(krusty.MakeDefaultOptions()).Run(filesys.MakeFsOnDisk(), dir)
	if err != nil {
		t.Fatal(err)
	}
	for _, o := range objects.Resources() {
		text, err := o.AsYAML()
		if err != nil {
			t.Fatal(err)
		}
		a.Apply(t, "kubectl", string(text))
	}
}

// Eventually waits until a condition holds, for up to 20 seconds, since changes of RBAC take a moment.
func Eventually(t testing.TB, what string, so func() bool) {
	t.Helper()
	if !Within(20*time.Second, so) {
		t.Errorf("never: %s", what)
	}
}

// Within waits until a condition holds, and reports whether it did in time.
func Within(limit time.Duration, so func() bool) bool {
	for end := time.Now().Add(limit); time.Now().Before(end); time.Sleep(300 * time.Millisecond) {
		if so() {
			return true
		}
	}
	return false
}
