//go:build e2e

package cluster

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/dockercfg/dockercfg/scripts/internal/clients/apiserver"
)

// verbs: if a verb of the CronJob's Role is missing, a run in the cluster fails and names the verb.
// `kubectl describe` shows the error at the pod, and as an Event if the run may create one.
func (w *world) verbs(t *testing.T) {
	suspended := `{"spec": {"suspend": true}}` // otherwise its runs would fill the Secret in between
	if code, reply := w.Ask(t, apiserver.Admin, "PATCH", "/apis/batch/v1/namespaces/web/cronjobs/dockercfg-pull",
		"application/merge-patch+json", suspended); code != 200 {
		t.Fatalf("suspending the CronJob: %d %v", code, reply)
	}
	for i, test := range []struct{ secrets, events, text string }{
		{"patch", "create", "does not let this identity get the Secret web/dockercfg-pull"},
		{"get", "create", "does not let this identity patch the Secret web/dockercfg-pull"},
		{"get", "list", "does not let this identity create Events in the namespace web"},
	} {
		t.Run("only "+test.secrets+", "+test.events, func(t *testing.T) {
			w.placeholder(t)
			w.role(t, test.secrets, test.events)
			name := fmt.Sprintf("dockercfg-pull-verbs-%d", i)
			w.runCronJob(t, name)
			var said string
			if !apiserver.Within(time.Minute, func() bool { said = w.lastWords(t, name); return said != "" }) {
				t.Fatal("the run does not fail")
			}
			if !strings.Contains(said, test.text) {
				t.Errorf("the error is %s", said)
			}
			if w.password(t) != "" {
				t.Error("the Secret is filled anyway")
			}
			if told := w.event(t, test.text); told != (test.events == "create") {
				t.Errorf("there is an Event with the error: %t", told)
			}
		})
	}
	w.role(t, "get, patch", "create")
	w.runCronJob(t, "dockercfg-pull-verbs-all")
	apiserver.Eventually(t, "with both verbs it fills the Secret", func() bool { return w.password(t) != "" })
}

// role applies the CronJob's Role with these verbs.
func (w *world) role(t *testing.T, secrets, events string) {
	t.Helper()
	w.Apply(t, "kubectl", fmt.Sprintf(`apiVersion: rbac.authorization.k8s.io/v1
kind: Role
metadata: {name: dockercfg-pull, namespace: web}
rules:
- {apiGroups: [''], resources: [secrets], resourceNames: [dockercfg-pull], verbs: [%s]}
- {apiGroups: [''], resources: [events], verbs: [%s]}
`, secrets, events))
}

// runCronJob does what `kubectl create job --from=cronjob/dockercfg-pull NAME` does.
func (w *world) runCronJob(t *testing.T, name string) {
	t.Helper()
	time.Sleep(2 * time.Second) // a change of RBAC takes a moment to take effect
	_, cron := w.Ask(t, apiserver.Admin, "GET", "/apis/batch/v1/namespaces/web/cronjobs/dockercfg-pull", "", "")
	job, err := json.Marshal(object{"apiVersion": "batch/v1", "kind": "Job", "metadata": object{"name": name},
		"spec": member(cron, "spec", "jobTemplate", "spec")})
	if err != nil {
		t.Fatal(err)
	}
	if code, reply := w.Ask(t, apiserver.Admin, "POST", "/apis/batch/v1/namespaces/web/jobs", "application/json",
		string(job)); code != 201 {
		t.Fatalf("creating the Job: %d %v", code, reply)
	}
}

// event reports whether an Event of the Secret contains this text.
func (w *world) event(t *testing.T, text string) bool {
	t.Helper()
	_, events := w.Ask(t, apiserver.Admin, "GET",
		"/api/v1/namespaces/web/events?fieldSelector=reason%3DNotRenewed,involvedObject.name%3Ddockercfg-pull", "", "")
	for _, e := range list(events, "items") {
		if strings.Contains(at(e, "message"), text) {
			return true
		}
	}
	return false
}

const audienceBinding = "/apis/rbac.authorization.k8s.io/v1/clusterrolebindings/dockercfg-token-audience"

// audience: without the binding that `dockercfg kubelet-config --rbac` prints, the kubelet gets no
// token for a new pod and logs the missing permission. The image is not pulled, even if the pod's
// account has pulled it before.
func (w *world) audience(t *testing.T) {
	_, binding := w.Ask(t, apiserver.Admin, "GET", audienceBinding, "", "")
	if code, _ := w.Ask(t, apiserver.Admin, "DELETE", audienceBinding, "", ""); code != 200 {
		t.Fatalf("deleting the binding: %d", code)
	}
	time.Sleep(2 * time.Second)
	w.create(t, pod{name: "app-3", account: "app", image: appImage, policy: "Always"})
	w.refused(t, "app-3")
	if !w.said(t, `serviceaccounts \"app\" is forbidden`, audience, "not found in pod spec volume") {
		t.Error("the kubelet's log does not name the missing permission")
	}
	text, err := json.Marshal(object{"apiVersion": "rbac.authorization.k8s.io/v1", "kind": "ClusterRoleBinding",
		"metadata": object{"name": "dockercfg-token-audience"}, "roleRef": binding["roleRef"],
		"subjects": binding["subjects"]})
	if err != nil {
		t.Fatal(err)
	}
	w.Apply(t, "kubectl", string(text))
	time.Sleep(2 * time.Second)
	w.create(t, pod{name: "app-4", account: "app", image: appImage, policy: "Always"})
	w.runs(t, "app-4")
}
