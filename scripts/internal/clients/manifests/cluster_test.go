package manifests

import (
	"encoding/base64"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/dockercfg/dockercfg/scripts/internal/clients/apiserver"
)

const secretPath = "/api/v1/namespaces/web/secrets/dockercfg-pull"

// renewing runs the CronJob's command as its service account, with a real API server.
type renewing struct {
	*apiserver.Server
	b   built
	bin string
	dir string
}

func newRenewing(t *testing.T) renewing {
	t.Helper()
	r := renewing{Server: apiserver.Start(t, "--disable-admission-plugins=ServiceAccount"), b: build(t, "examples/vars"), bin: t.TempDir(), dir: t.TempDir()}
	compile := exec.Command("go", "build", "-o", r.bin+"/", "./helpers/dockercfg", "./helpers/docker-credential-vars")
	compile.Dir = "../../../.."
	compile.Env = append(os.Environ(), "CGO_ENABLED=0")
	if out, err := compile.CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	for _, namespace := range []string{"web", "argocd"} {
		r.Apply(t, "kubectl", "apiVersion: v1\nkind: Namespace\nmetadata: {name: "+namespace+"}\n")
	}
	mountConfig(t, r.dir, r.b.config.Data["config.json"])
	return r
}

// placeholder creates the Secret, as `kubectl create` does.
func (r renewing) placeholder(t *testing.T) {
	t.Helper()
	r.Ask(t, apiserver.Admin, "DELETE", secretPath, "", "")
	text, err := os.ReadFile(filepath.Join(root, "placeholder.yaml"))
	if err != nil {
		t.Fatal(err)
	}
	code, reply := r.Ask(t, apiserver.Admin, "POST", "/api/v1/namespaces/web/secrets?fieldManager=kubectl-create",
		"application/yaml", string(text))
	if code != 201 {
		t.Fatalf("creating the placeholder: %d %v", code, reply)
	}
}

// account requests a token, as the kubelet does for a pod's volume.
func (r renewing) account(t *testing.T) {
	t.Helper()
	code, reply := r.Ask(t, apiserver.Admin, "POST", "/api/v1/namespaces/web/serviceaccounts/dockercfg-pull/token",
		"application/json",
		`{"apiVersion":"authentication.k8s.io/v1","kind":"TokenRequest","spec":{}}`)
	if code != 201 {
		t.Fatalf("requesting a token: %d %v", code, reply)
	}
	apiserver.Write(t, r.dir, "token", reply["status"].(map[string]any)["token"].(string))
}

// renew runs the CronJob's command line.
func (r renewing) renew(t *testing.T, more ...string) (string, error) {
	t.Helper()
	args := append(slices.Clone(r.b.cron.Spec.JobTemplate.Spec.Template.Spec.Containers[0].Args),
		"--namespace", "web", "--api-server", r.URL, "--api-token-file", r.dir+"/token", "--api-ca-file", r.CA)
	cmd := exec.Command(filepath.Join(r.bin, "dockercfg"), append(args, more...)...)
	cmd.Env = []string{"PATH=" + r.bin, "DOCKER_CONFIG=" + r.dir, "HOME=" + r.dir, "DOCKERCFG_CACHE=off",
		"DOCKER_REGISTRY__EXAMPLE_3A_5000_USR=alice", "DOCKER_REGISTRY__EXAMPLE_3A_5000_PSW=p:w"}
	out, err := cmd.CombinedOutput()
	return string(out), err
}

// want runs the command, and checks whether it succeeds and that its output contains text.
func (r renewing) want(t *testing.T, good bool, text string, more ...string) {
	t.Helper()
	said, err := r.renew(t, more...)
	if (err == nil) != good || !strings.Contains(said, text) {
		t.Errorf("want %t and %q: %v: %s", good, text, err, said)
	}
}

const filled = `{"auths":{"registry.example:5000":{"auth":"YWxpY2U6cDp3"}}}`

func (r renewing) content(t *testing.T) string {
	t.Helper()
	_, reply := r.Ask(t, apiserver.Admin, "GET", secretPath, "", "")
	data, _ := reply["data"].(map[string]any)
	text, _ := base64.StdEncoding.DecodeString(fmt.Sprint(data[".dockerconfigjson"]))
	return string(text)
}

// as returns the Secret as another program applies it.
func as(content string) string {
	return "apiVersion: v1\nkind: Secret\nmetadata: {name: dockercfg-pull, namespace: web}\ntype: " +
		"kubernetes.io/dockerconfigjson\ndata: {.dockerconfigjson: " +
		base64.StdEncoding.EncodeToString([]byte(content)) + "}\n"
}

// TestCluster: the manifests and --apply work with a real API server, with the permissions of the Role
// and no others.
func TestCluster(t *testing.T) {
	r := newRenewing(t)
	for _, example := range examples(t) {
		r.ApplyAll(t, filepath.Join(root, "examples", example))
	}
	r.ApplyAll(t, filepath.Join(root, "examples", "vars")) // last, since all examples use one namespace
	r.account(t)

	apiserver.Eventually(t, "the Role is in force, and the Secret is missing", func() bool {
		said, _ := r.renew(t)
		return strings.Contains(said, "denied: ") == false && strings.Contains(said, "not exist")
	})
	r.want(t, false, "the Secret web/dockercfg-pull does not exist, and this identity may not create it")
	r.placeholder(t)
	r.want(t, true, "took over the login from kubectl-create")
	if got := r.content(t); got != filled {
		t.Errorf("the Secret contains %s", got)
	}
	r.want(t, true, "applied the Secret web/dockercfg-pull")

	r.Apply(t, "kustomize-controller", as(`{"auths":{}}`))
	r.want(t, true, "took over the login from kustomize-controller")
	r.Apply(t, "sealed-secrets", as(`{"auths":{"other.example":{"auth":"Ym9iOnB3"}}}`))
	r.want(t, false, "contains a login that belongs to sealed-secrets: choose another --name, or take it over with "+
		"--force-conflicts")
	r.want(t, true, "applied the Secret", "--force-conflicts")
	if got := r.content(t); got != filled {
		t.Errorf("with --force-conflicts the Secret contains %s", got)
	}
	r.want(t, false, "has another type, which cannot be changed", "--format", "argocd", "--force-conflicts")

	r.Apply(t, "kubectl", as(`{"auths":{}}`)+"immutable: true\n")
	r.want(t, false, "is immutable: delete it and create the placeholder", "--force-conflicts")

	_, events := r.Ask(t, apiserver.Admin, "GET",
		"/api/v1/namespaces/web/events?fieldSelector=reason%3DNotRenewed,involvedObject.name%3Ddockercfg-pull", "", "")
	if items, _ := events["items"].([]any); len(items) < 3 {
		t.Errorf("there are %d Events", len(items))
	}
}

// TestVersion: if an apply names an older version of a Secret, the server refuses it with a conflict
// that names no field. The check before a forced patch relies on that.
func TestVersion(t *testing.T) {
	r := newRenewing(t)
	r.Apply(t, "kubectl", as(filled))
	manifest := strings.Replace(as(`{"auths":{}}`), "namespace: web}", `namespace: web, resourceVersion: "1"}`, 1)
	code, reply := r.Ask(t, apiserver.Admin, "PATCH", secretPath+"?fieldManager=dockercfg&force=true",
		"application/apply-patch+yaml", manifest)
	details, _ := reply["details"].(map[string]any)
	if code != 409 || reply["reason"] != "Conflict" || details["causes"] != nil || r.content(t) != filled {
		t.Errorf("%d: %v", code, reply)
	}
}

// TestVerbs: each verb of the Role is needed, and the error names a missing one.
func TestVerbs(t *testing.T) {
	r := newRenewing(t)
	r.ApplyAll(t, filepath.Join(root, "examples", "vars"))
	r.account(t)
	role := func(verbs, events string) {
		r.Apply(t, "kubectl", "apiVersion: rbac.authorization.k8s.io/v1\nkind: Role\nmetadata: {name: dockercfg-pull, "+
			"namespace: web}\nrules:\n"+
			"- {apiGroups: [''], resources: [secrets], resourceNames: [dockercfg-pull], verbs: ["+verbs+"]}\n"+
			"- {apiGroups: [''], resources: [events], verbs: ["+events+"]}\n")
	}
	for _, test := range []struct{ verbs, events, text string }{
		{"get", "create", "does not let this identity patch the Secret web/dockercfg-pull"},
		{"patch", "create", "does not let this identity get the Secret web/dockercfg-pull"},
		{"get", "list", "does not let this identity create Events in the namespace web"},
		{"get, patch", "create", "applied the Secret web/dockercfg-pull"},
	} {
		r.placeholder(t)
		role(test.verbs, test.events)
		apiserver.Eventually(t, test.text, func() bool {
			said, _ := r.renew(t)
			return strings.Contains(said, test.text)
		})
	}
}

// TestAudience: with the permission that `kubelet-config --rbac` prints, a node can request a token of
// its pod's service account for one audience, and no other token.
func TestAudience(t *testing.T) {
	r := newRenewing(t)
	r.Ask(t, apiserver.Admin, "POST", "/api/v1/nodes", "application/json", `{"metadata":{"name":"`+apiserver.NodeName+`"}}`)
	for _, account := range []string{"app", "other"} {
		r.Apply(t, "kubectl", "apiVersion: v1\nkind: ServiceAccount\nmetadata: {name: "+account+", namespace: web}\n")
		r.Ask(t, apiserver.Admin, "POST", "/api/v1/namespaces/web/pods", "application/json", `{"metadata":{"name":"`+account+
			`"},"spec":{"serviceAccountName":"`+account+`","nodeName":"`+apiserver.NodeName+`","automountServiceAccountToken":false,"containers":[{"name":"c","image":"x"}]}}`)
	}
	token := func(account, audience string) int {
		_, pod := r.Ask(t, apiserver.Admin, "GET", "/api/v1/namespaces/web/pods/"+account, "", "")
		metadata, _ := pod["metadata"].(map[string]any)
		code, _ := r.Ask(t, apiserver.Node, "POST", "/api/v1/namespaces/web/serviceaccounts/"+account+"/token", "application/json",
			fmt.Sprintf(`{"apiVersion":"authentication.k8s.io/v1","kind":"TokenRequest","spec":{"audiences":[%q],"boundObjectRef":{"kind":"Pod","apiVersion":"v1","name":%q,"uid":%q}}}`,
				audience, account, metadata["uid"]))
		return code
	}
	const pool = "//iam.googleapis.com/projects/1/locations/global/workloadIdentityPools/p/providers/q"
	if code := token("app", "sts.amazonaws.com"); code != 403 {
		t.Errorf("without the permission: status %d", code)
	}
	for _, args := range [][]string{{"--namespace", "web", "--account", "app", "ecr"}, {"gar", "--audience", pool}} {
		out, err := exec.Command(filepath.Join(r.bin, "dockercfg"), append([]string{"kubelet-config", "--rbac"},
			args...)...).Output()
		if err != nil {
			t.Fatal(err)
		}
		for _, document := range strings.Split(string(out), "---\n") {
			r.Apply(t, "kubectl", document)
		}
		if args[0] == "--namespace" {
			apiserver.Eventually(t, "the node gets a token of the account", func() bool {
				return token("app", "sts.amazonaws.com") == 201
			})
			if code := token("other", "sts.amazonaws.com"); code != 403 {
				t.Errorf("a token of another account: status %d", code)
			}
			continue
		}
		apiserver.Eventually(t, "the node gets a token for the pool", func() bool { return token("other", pool) == 201 })
		if code := token("app", "api://AzureADTokenExchange"); code != 403 {
			t.Errorf("a token for another audience: status %d", code)
		}
	}
}
