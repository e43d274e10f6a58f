//go:build e2e

package cluster

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/dockercfg/dockercfg/scripts/internal/clients/apiserver"
	"github.com/dockercfg/dockercfg/scripts/internal/e2e/stage"
)

func TestMain(m *testing.M) { os.Exit(stage.Main(m)) }

// world is a running cluster with its cloud and its registry.
type world struct {
	*apiserver.Server
	cloud    *cloud
	registry string // host:port; it replaces every Amazon registry
	kubelet  string // the path of its log
}

// TestCluster runs all tests in one cluster, since starting one takes most of a minute.
func TestCluster(t *testing.T) {
	api := apiserver.Start(t)
	cloud := newCloud(t, api)
	w := &world{Server: api, cloud: cloud, registry: newRegistry(t, cloud)}
	w.pushImages(t)
	for _, program := range []string{"kube-controller-manager", "kube-scheduler"} {
		user := map[string]string{"kube-controller-manager": apiserver.Controller,
			"kube-scheduler": apiserver.Scheduler}[program]
		flags := []string{"--kubeconfig=" + api.Kubeconfig(t, user), "--leader-elect=false", "--secure-port=0"}
		if user == apiserver.Controller {
			flags = append(flags, "--use-service-account-credentials=true", "--root-ca-file="+api.CA,
				"--service-account-private-key-file="+filepath.Join(api.Dir, "sa.key"))
		}
		apiserver.Run(t, kubernetes(program), flags...)
	}
	w.publishKeys(t)
	w.createNamespace(t)
	w.startNode(t)
	for _, test := range []struct {
		name string
		run  func(*testing.T)
	}{
		{"a pod pulls with its own service account", w.ownIdentity},
		{"other pods cannot pull", w.otherIdentities},
		{"the CronJob renews a pull secret", w.renewal},
		{"each verb of the CronJob's Role is needed", w.verbs},
		{"the kubelet needs the verb for the token's audience", w.audience},
	} {
		t.Run(test.name, test.run)
	}
}

// kubernetes returns the path of a program that scripts/cluster has built.
func kubernetes(program string) string { return filepath.Join(os.Getenv("KUBE_PROGRAMS"), program) }

// publishKeys allows a cloud to read the API server's keys
// (https://kubernetes.io/docs/tasks/configure-pod-container/configure-service-account/#service-account-issuer-discovery).
func (w *world) publishKeys(t *testing.T) {
	t.Helper()
	w.Apply(t, "kubectl", `apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRoleBinding
metadata: {name: issuer-discovery}
roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: "system:service-account-issuer-discovery"}
subjects: [{apiGroup: rbac.authorization.k8s.io, kind: Group, name: "system:unauthenticated"}]
`)
}

// createNamespace creates the namespace of all pods, and waits for its service account.
func (w *world) createNamespace(t *testing.T) {
	t.Helper()
	w.Apply(t, "kubectl", "apiVersion: v1\nkind: Namespace\nmetadata: {name: web}\n")
	apiserver.Eventually(t, "the namespace has its default service account", func() bool {
		code, _ := w.Ask(t, apiserver.Admin, "GET", "/api/v1/namespaces/web/serviceaccounts/default", "", "")
		return code == 200
	})
}
