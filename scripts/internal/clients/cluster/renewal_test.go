//go:build e2e

package cluster

import (
	"encoding/base64"
	"encoding/json"
	"fmt"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/dockercfg/dockercfg/scripts/internal/clients/apiserver"
)

const (
	siteImage  = pullRegistry + "/web/site:1"
	pullSecret = "/api/v1/namespaces/web/secrets/dockercfg-pull"

	// With this lifetime of a token, the CronJob, which runs each minute, finds it in the second or
	// last third.
	shortLife = 150 * time.Second
)

// renewal: the Job fills the Secret, the CronJob renews it while its token is still valid, and a pod
// pulls with it after the first token has expired.
func (w *world) renewal(t *testing.T) {
	w.cloud.live(shortLife)
	w.placeholder(t)
	w.ApplyAll(t, w.overlay(t))
	var before string
	if !apiserver.Within(time.Minute, func() bool { before = w.password(t); return before != "" }) {
		t.Fatalf("the Job does not fill the Secret: %s", w.lastWords(t, "dockercfg-pull-once"))
	}
	w.create(t, pod{name: "site-1", account: "default", image: siteImage, policy: "Always", secret: "dockercfg-pull"})
	w.runs(t, "site-1")
	w.create(t, pod{name: "site-0", account: "default", image: siteImage, policy: "Always"})
	w.refused(t, "site-0")

	after := before
	if !apiserver.Within(shortLife+time.Minute, func() bool { after = w.password(t); return after != before }) {
		t.Fatal("the CronJob does not renew the Secret")
	}
	first, second := w.login(t, before), w.login(t, after)
	if !second.issued.Before(first.until) {
		t.Errorf("the Secret is renewed %s after its token expired", second.issued.Sub(first.until))
	}
	if passed := second.issued.Sub(first.issued); passed < shortLife/3-time.Second {
		t.Errorf("the Secret is renewed after %s, before a third of its token's lifetime", passed)
	}
	if n := len(w.jobs(t)); n < 1 {
		t.Error("the CronJob created no Job")
	}

	time.Sleep(time.Until(first.until) + time.Second)
	w.stale(t, before)
	w.create(t, pod{name: "site-2", account: "default", image: siteImage, policy: "Always", secret: "stale"})
	w.create(t, pod{name: "site-3", account: "default", image: siteImage, policy: "Always", secret: "dockercfg-pull"})
	w.runs(t, "site-3")
	w.refused(t, "site-2")
}

// placeholder creates the Secret, as docs/kubernetes.md says.
func (w *world) placeholder(t *testing.T) {
	t.Helper()
	w.Ask(t, apiserver.Admin, "DELETE", pullSecret, "", "")
	text, err := os.ReadFile("../../../../packaging/kubernetes/placeholder.yaml")
	if err != nil {
		t.Fatal(err)
	}
	code, reply := w.Ask(t, apiserver.Admin, "POST", "/api/v1/namespaces/web/secrets?fieldManager=kubectl-create",
		"application/yaml", string(text))
	if code != 201 {
		t.Fatalf("creating the placeholder: %d %v", code, reply)
	}
}

// password returns the password in the Secret, "" if it has none.
func (w *world) password(t *testing.T) string {
	t.Helper()
	_, secret := w.Ask(t, apiserver.Admin, "GET", pullSecret, "", "")
	text, err := base64.StdEncoding.DecodeString(at(secret, "data", ".dockerconfigjson"))
	if err != nil {
		t.Fatal(err)
	}
	var config struct {
		Auths map[string]struct{ Auth []byte }
	}
	if err := json.Unmarshal(text, &config); err != nil {
		t.Fatal(err)
	}
	_, password, _ := strings.Cut(string(config.Auths[pullRegistry].Auth), ":")
	return password
}

func (w *world) login(t *testing.T, password string) login {
	t.Helper()
	l, ok := w.cloud.of(password)
	if !ok || l.role != pullRole {
		t.Fatalf("the Secret's password was issued for the role %q", l.role)
	}
	return l
}

// stale creates a Secret with the password that the renewal replaced.
func (w *world) stale(t *testing.T, password string) {
	t.Helper()
	auth := base64.StdEncoding.EncodeToString([]byte("AWS:" + password))
	content := fmt.Sprintf(`{"auths":{%q:{"auth":%q}}}`, pullRegistry, auth)
	w.Apply(t, "kubectl", "apiVersion: v1\nkind: Secret\nmetadata: {name: stale, namespace: web}\n"+
		"type: kubernetes.io/dockerconfigjson\ndata: {.dockerconfigjson: "+
		base64.StdEncoding.EncodeToString([]byte(content))+"}\n")
}

// jobs returns the names of the Jobs that the CronJob created.
func (w *world) jobs(t *testing.T) (names []string) {
	t.Helper()
	_, all := w.Ask(t, apiserver.Admin, "GET", "/apis/batch/v1/namespaces/web/jobs", "", "")
	for _, job := range list(all, "items") {
		for _, owner := range list(job, "metadata", "ownerReferences") {
			if at(owner, "kind") == "CronJob" {
				names = append(names, at(job, "metadata", "name"))
			}
		}
	}
	return names
}

// lastWords returns the message that `kubectl describe pod` shows for a Job's failed pod.
func (w *world) lastWords(t *testing.T, job string) string {
	t.Helper()
	_, pods := w.Ask(t, apiserver.Admin, "GET", "/api/v1/namespaces/web/pods?labelSelector=job-name%3D"+job, "", "")
	for _, p := range list(pods, "items") {
		if message := at(first(p), "state", "terminated", "message"); message != "" {
			return message
		}
	}
	return ""
}
