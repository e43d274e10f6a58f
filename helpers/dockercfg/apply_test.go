//go:build unix

package main

import (
	"encoding/base64"
	"os"
	"os/exec"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/dockercfg/dockercfg/shared/helpertest/fakekube"
)

// applyingStage is a machine with one login, and a fake cluster.
type applyingStage struct {
	stage
	*fakekube.Server
	env []string
}

const aliceConfig = `{"auths": {"registry.example:5000": {"auth": "YWxpY2U6Q0FOQVJZ"}}}`

// aliceData is the content of a Secret with that login.
var aliceData = base64.StdEncoding.EncodeToString([]byte(`{"auths":{"registry.example:5000":{"auth":"YWxpY2U6Q0FOQVJZ"}}}`))

func newApplying(t *testing.T, config string, programs map[string]string) applyingStage {
	t.Helper()
	a := applyingStage{stage: newStage(t, config, programs), Server: fakekube.Start()}
	t.Cleanup(a.Close)
	if _, _, err := a.Files(a.dir); err != nil {
		t.Fatal(err)
	}
	return a
}

// export runs `dockercfg export --format k8s-secret --name pull --namespace web --apply`.
func (a applyingStage) export(t *testing.T, args ...string) (said string, code int) {
	t.Helper()
	all := []string{"export", "--format", "k8s-secret", "--name", "pull", "--namespace", "web", "--apply",
		"--api-server", a.URL, "--api-token-file", "token", "--api-ca-file", "ca.crt"}
	cmd := a.command(append(all, args...)...)
	cmd.Env = append(cmd.Env, a.env...)
	out, err := cmd.CombinedOutput()
	if cmd.ProcessState == nil {
		t.Fatal(err)
	}
	said = string(out)
	for _, secret := range []string{"CANARY", aliceData, "YWxpY2U6Q0FOQVJZ"} {
		if strings.Contains(said, secret) {
			t.Errorf("the output contains a secret: %s", said)
		}
	}
	return said, cmd.ProcessState.ExitCode()
}

// want compares the exit code and the output of a run.
func (a applyingStage) want(t *testing.T, code int, text string, args ...string) {
	t.Helper()
	if said, got := a.export(t, args...); got != code || !strings.Contains(said, text) {
		t.Errorf("exit %d, want %d and %q: %s", got, code, text, said)
	}
}

// manifestOf returns a Secret as another program writes it.
func manifestOf(content string) string {
	return `{apiVersion: v1, kind: Secret, metadata: {name: pull, namespace: web}, ` +
		`type: kubernetes.io/dockerconfigjson, data: {.dockerconfigjson: ` +
		base64.StdEncoding.EncodeToString([]byte(content)) + `}}`
}

const (
	emptyContent = `{"auths":{}}`
	otherContent = `{"auths":{"other.example":{"auth":"Ym9iOnB3"}}}`
	dataField    = ".data..dockerconfigjson"
)

// TestApplyRequest checks the bytes of the one request: a server-side apply with the
// manifest that -o writes.
func TestApplyRequest(t *testing.T) {
	a := newApplying(t, aliceConfig, nil)
	a.Allow(func(string, string, string) bool { return true })
	a.want(t, 0, "dockercfg: applied the Secret web/pull\n")
	want := fakekube.Request{
		Line:   "PATCH /api/v1/namespaces/web/secrets/pull?fieldManager=dockercfg",
		Accept: "application/json;as=PartialObjectMetadata;g=meta.k8s.io;v=v1,application/json",
		Type:   "application/apply-patch+yaml",
		Body: "apiVersion: v1\nkind: Secret\nmetadata:\n  name: pull\n  namespace: web\n" +
			"type: kubernetes.io/dockerconfigjson\ndata:\n  .dockerconfigjson: " + aliceData + "\n",
	}
	if got := a.Requests(); len(got) != 1 || got[0] != want {
		t.Errorf("the requests are\n%+v\nwant\n%+v", got, want)
	}
}

// TestApplyConflicts checks which managers lose a field to an apply.
func TestApplyConflicts(t *testing.T) {
	for _, test := range []struct {
		what, manager, content string
		args                   []string
		code                   int
		text                   string
		requests               int
	}{
		{"the placeholder", "kubectl-create", emptyContent, nil, 0, "took over the login from kubectl-create", 3},
		{"a placeholder with blanks", "kubectl-create", "{\n \"auths\": { }\n}\n", nil, 0, "took over the login", 3},
		{"nothing at all", "helm", `{}`, nil, 0, "took over the login from helm", 3},
		{"our own name", "dockercfg", otherContent, nil, 0, "applied the Secret", 3},
		{"another program's login", "kustomize-controller", otherContent, nil, 1,
			"contains a login that belongs to kustomize-controller: choose another --name, or take it over with " +
				"--force-conflicts", 3},
		{"the same, by force", "kustomize-controller", otherContent, []string{"--force-conflicts"}, 0,
			"applied the Secret", 1},
		{"what is no config", "kustomize-controller", `CANARY`, nil, 1, "belongs to kustomize-controller", 3},
		{"the same value", "kustomize-controller",
			`{"auths":{"registry.example:5000":{"auth":"YWxpY2U6Q0FOQVJZ"}}}`, nil,
			0, "applied the Secret", 1},
	} {
		t.Run(test.what, func(t *testing.T) {
			t.Parallel()
			a := newApplying(t, aliceConfig, nil)
			a.Put(test.manager, manifestOf(test.content))
			before := a.Value("web/pull", dataField)
			a.want(t, test.code, test.text, test.args...)
			if asked := a.Requests(); len(asked) != test.requests { // patch; look, patch or Event
				t.Errorf("%d requests: %+v", len(asked), asked)
			}
			want := aliceData
			if test.code != 0 {
				want = before
			}
			if got := a.Value("web/pull", dataField); got != want {
				t.Errorf("the Secret contains %q", got)
			}
			if test.code != 0 {
				return
			}
			if owners := a.Owners("web/pull", dataField); !slices.Contains(owners, "dockercfg") {
				t.Errorf("the field belongs to %v", owners)
			}
			a.want(t, 0, "applied the Secret") // and from now on it is ours
			if asked := a.Requests(); len(asked) != 1 {
				t.Errorf("the second run makes %d requests", len(asked))
			}
		})
	}
}

// TestApplyRace checks that a login is not lost if another program writes it between the
// read and the forced patch.
func TestApplyRace(t *testing.T) {
	a := newApplying(t, aliceConfig, nil)
	a.Put("kubectl-create", manifestOf(emptyContent))
	a.Before("PATCH /api/v1/namespaces/web/secrets/pull?fieldManager=dockercfg&force=true", func() {
		a.Put("sealed-secrets", manifestOf(otherContent))
	})
	a.want(t, 1, "belongs to sealed-secrets: choose")
	if got := a.Value("web/pull", dataField); got == aliceData {
		t.Error("the other program's login is lost")
	}
}

// TestApplyLife checks that the Secret contains the token's expiry, and that the next run
// waits for a third of its life, unless something else changed the Secret.
func TestApplyLife(t *testing.T) {
	expires := time.Now().Add(12 * time.Hour).UTC().Truncate(time.Second)
	a := newApplying(t, `{"credHelpers": {"ghcr.io": "ghcr"}}`, nil)
	a.write(t, "bin/docker-credential-ghcr", `#!/bin/sh
echo asked >>"$WORK/asked"
case $1 in
answer) cat >/dev/null; echo '{"ServerURL":"ghcr.io","Username":"alice","Secret":"CANARY","Helper":"docker-credential-ghcr","Source":"a test","Kind":"exchanged","Expires":"`+
		expires.Format(time.RFC3339)+`"}' ;;
esac
`, 0o755)
	a.Put("kubectl-create", manifestOf(emptyContent))
	a.want(t, 0, "which expires at "+expires.Format(time.RFC3339)+": renew it after ", "ghcr.io")
	if got := a.Value("web/pull", ".metadata.annotations.dockercfg/expires"); got != expires.Format(time.RFC3339) {
		t.Errorf("the annotation is %q", got)
	}
	renew, err := time.Parse(time.RFC3339, a.Value("web/pull", ".metadata.annotations.dockercfg/renew-after"))
	if left := time.Until(renew); err != nil || left < 4*time.Hour-time.Minute || left > 4*time.Hour {
		t.Errorf("the renewal is in %s (%v)", left, err)
	}
	if err := os.Remove(a.dir + "/asked"); err != nil {
		t.Fatal(err)
	}
	a.Requests()
	a.want(t, 0, "the Secret web/pull is not renewed before "+renew.Format(time.RFC3339), "--when-due", "ghcr.io")
	if asked := a.Requests(); len(asked) != 1 || asked[0].Line != "GET /api/v1/namespaces/web/secrets/pull" ||
		!strings.Contains(asked[0].Accept, "PartialObjectMetadata") {
		t.Errorf("the requests are %+v", asked)
	}
	if _, err := os.Stat(a.dir + "/asked"); err == nil {
		t.Error("a helper is asked before the renewal is due")
	}
	a.Put("kustomize-controller", manifestOf(emptyContent)) // which applied the placeholder again
	a.want(t, 0, "took over the login from kustomize-controller", "--when-due", "ghcr.io")
	if a.Value("web/pull", dataField) == base64.StdEncoding.EncodeToString([]byte(emptyContent)) {
		t.Error("the Secret is still empty")
	}
}

// TestApplyFlags checks that invalid combinations of flags are wrong usage, and that no
// request is made.
func TestApplyFlags(t *testing.T) {
	a := newApplying(t, aliceConfig, nil)
	for _, args := range [][]string{
		{"-o", "x"}, {"--partial"}, {"--format", "config-json"}, {"--merge", "-o", "x"}, {"--encrypt-to", "age1x"},
		{"--api-token-file="},
		{"--name", "Pull"}, {"--argocd-type", "oci"},
	} {
		if said, code := a.export(t, args...); code != 2 {
			t.Errorf("%v: exit %d: %s", args, code, said)
		}
	}
	for _, args := range [][]string{{"--force-conflicts"}, {"--when-due"}, {"--api-server", "https://h"}} {
		out, err := a.command(append([]string{"export"}, args...)...).CombinedOutput()
		if err == nil || !strings.Contains(string(out), "need --apply") {
			t.Errorf("%v: %s", args, out)
		}
	}
	out, err := a.command("export", "--format", "k8s-secret", "--apply").CombinedOutput()
	if err == nil || !strings.Contains(string(out), "add --api-server URL, --api-token-file FILE and --api-ca-file FILE") {
		t.Errorf("outside a pod: %s", out)
	}
	if asked := a.Requests(); len(asked) > 0 {
		t.Errorf("it asks %+v", asked)
	}
}

// TestApplyArgoCD checks that a Secret for Argo CD is applied the same way.
func TestApplyArgoCD(t *testing.T) {
	a := newApplying(t, aliceConfig, nil)
	a.Put("kubectl-create", `{apiVersion: v1, kind: Secret, type: Opaque,
metadata: {name: pull, namespace: web, labels: {argocd.argoproj.io/secret-type: repo-creds}}, data: {password: "", username: ""}}`)
	a.want(t, 0, "applied the Secret web/pull", "--format", "argocd", "registry.example:5000")
	if got := a.Value("web/pull", ".data.password"); got != base64.StdEncoding.EncodeToString([]byte("CANARY")) {
		t.Errorf("the password is %q", got)
	}
}

// TestApplyInPod checks that the pod's service account is found, and that its token is read
// at each run. The directory is mounted for the program only.
func TestApplyInPod(t *testing.T) {
	a := newApplying(t, aliceConfig, nil)
	a.write(t, "namespace", "web", 0o600)
	host, port, _ := strings.Cut(strings.TrimPrefix(a.URL, "https://"), ":")
	script := `mount -t tmpfs none /var && mkdir -p /var/run/secrets/kubernetes.io/serviceaccount &&
cp token ca.crt namespace /var/run/secrets/kubernetes.io/serviceaccount/ 2>/dev/null; exec dockercfg "$@"`
	run := func(args ...string) (string, error) {
		cmd := a.command()
		cmd.Path, _ = exec.LookPath("unshare")
		cmd.Args = append([]string{"unshare", "--user", "--map-root-user", "--mount", "sh", "-c", script, "sh"},
			args...)
		cmd.Env = append(cmd.Env, "KUBERNETES_SERVICE_HOST="+host, "KUBERNETES_SERVICE_PORT="+port)
		out, err := cmd.CombinedOutput()
		return string(out), err
	}
	if out, err := run("--version"); err != nil {
		t.Skipf("not run: this system does not allow to mount: %v: %s", err, out)
	}
	a.Put("kubectl-create", manifestOf(emptyContent))
	out, err := run("export", "--format", "k8s-secret", "--name", "pull", "--apply")
	if err != nil || !strings.Contains(out, "applied the Secret web/pull") ||
		a.Value("web/pull", dataField) != aliceData {
		t.Errorf("%v: %s", err, out)
	}
	a.write(t, "token", "rotated", 0o600)
	if out, err := run("export", "--format", "k8s-secret", "--name", "pull", "--apply"); err == nil ||
		!strings.Contains(out, "does not accept the token in /var/run/secrets/") {
		t.Errorf("with another token: %v: %s", err, out)
	}
	if err := os.Remove(a.dir + "/token"); err != nil {
		t.Fatal(err)
	}
	if out, err := run("export", "--format", "k8s-secret", "--name", "pull", "--apply"); err == nil ||
		!strings.Contains(out, "is automountServiceAccountToken false?") {
		t.Errorf("without a token: %v: %s", err, out)
	}
}
