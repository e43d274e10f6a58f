//go:build e2e

package cluster

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/dockercfg/dockercfg/scripts/internal/clients/apiserver"
)

// at returns a member of an API object, "" if it is not a string.
func at(object any, path ...string) string {
	text, _ := member(object, path...).(string)
	return text
}

// list returns a member that is a list.
func list(object any, path ...string) []any {
	all, _ := member(object, path...).([]any)
	return all
}

func member(object any, path ...string) any {
	for _, name := range path {
		members, _ := object.(map[string]any)
		object = members[name]
	}
	return object
}

// pod is a pod to create.
type pod struct {
	name, account, image string
	policy               string // imagePullPolicy
	secret               string // imagePullSecrets, "" for none
}

// create creates the pod. It has the host's network, since there is no other.
func (w *world) create(t *testing.T, p pod) {
	t.Helper()
	secrets := ""
	if p.secret != "" {
		secrets = fmt.Sprintf("  imagePullSecrets: [{name: %s}]\n", p.secret)
	}
	w.Apply(t, "kubectl", fmt.Sprintf(`apiVersion: v1
kind: Pod
metadata: {name: %s, namespace: web}
spec:
  serviceAccountName: %s
  automountServiceAccountToken: false
  hostNetwork: true
  terminationGracePeriodSeconds: 1
%s  containers: [{name: c, image: %q, imagePullPolicy: %s}]
`, p.name, p.account, secrets, p.image, p.policy))
}

// account creates a service account in the namespace web; role is its annotation.
func (w *world) account(t *testing.T, name, role string) {
	t.Helper()
	annotations := "{}"
	if role != "" {
		annotations = fmt.Sprintf("{eks.amazonaws.com/ecr-role-arn: %q}", role)
	}
	w.Apply(t, "kubectl", fmt.Sprintf("apiVersion: v1\nkind: ServiceAccount\nmetadata: {name: %s, namespace: web, "+
		"annotations: %s}\n", name, annotations))
}

// runs waits until the pod runs.
func (w *world) runs(t *testing.T, name string) {
	t.Helper()
	var last map[string]any
	if !apiserver.Within(time.Minute, func() bool {
		last = w.container(t, name)
		return member(last, "state", "running") != nil
	}) {
		t.Fatalf("the pod %s does not run: %v", name, last)
	}
}

// refused waits until the pod's image cannot be pulled, and returns the reason.
func (w *world) refused(t *testing.T, name string) (message string) {
	t.Helper()
	var last map[string]any
	if !apiserver.Within(time.Minute, func() bool {
		last = w.container(t, name)
		message = at(last, "state", "waiting", "message")
		return strings.HasPrefix(at(last, "state", "waiting", "reason"), "ErrImagePull")
	}) {
		t.Fatalf("the image of the pod %s is not refused: %v", name, last)
	}
	return message
}

// container returns the status of the pod's only container.
func (w *world) container(t *testing.T, name string) map[string]any {
	t.Helper()
	_, p := w.Ask(t, apiserver.Admin, "GET", "/api/v1/namespaces/web/pods/"+name, "", "")
	return first(p)
}

// first returns the status of an object's first container.
func first(p any) map[string]any {
	for _, c := range list(p, "status", "containerStatuses") {
		return c.(map[string]any)
	}
	return nil
}
