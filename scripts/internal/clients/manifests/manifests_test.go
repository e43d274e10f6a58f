package manifests

import (
	"encoding/base64"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"

	batchv1 "k8s.io/api/batch/v1"
	corev1 "k8s.io/api/core/v1"
	rbacv1 "k8s.io/api/rbac/v1"
	"sigs.k8s.io/kustomize/api/krusty"
	"sigs.k8s.io/kustomize/kyaml/filesys"
	"sigs.k8s.io/yaml"

	"github.com/dockercfg/dockercfg/shared/helpertest/fakekube"
)

const root = "../../../../packaging/kubernetes"

// built is the output of kustomize for one example.
type built struct {
	namespaces []string
	account    corev1.ServiceAccount
	role       rbacv1.Role
	binding    rbacv1.RoleBinding
	cron       batchv1.CronJob
	once       *batchv1.Job
	config     corev1.ConfigMap
	kinds      []string
}

// build runs kustomize on an example, and parses each object with the API's types, which refuse
// unknown fields.
func build(t *testing.T, dir string) (b built) {
	t.Helper()
	resources, err := krusty.MakeKustomizer(krusty.MakeDefaultOptions()).Run(filesys.MakeFsOnDisk(),
		filepath.Join(root, dir))
	if err != nil {
		t.Fatalf("%s: %v", dir, err)
	}
	for _, r := range resources.Resources() {
		b.once = once(b.once, r.GetKind())
		into := map[string]any{
			"ServiceAccount": &b.account, "Role": &b.role, "RoleBinding": &b.binding, "CronJob": &b.cron, "Job": b.once,
			"ConfigMap": &b.config,
		}[r.GetKind()]
		text, err := r.AsYAML()
		if err != nil || into == nil {
			t.Fatalf("%s: a %s: %v", dir, r.GetKind(), err)
		}
		if err := yaml.UnmarshalStrict(text, into); err != nil {
			t.Fatalf("%s: %s: %v", dir, r.GetKind(), err)
		}
		b.namespaces = append(b.namespaces, r.GetNamespace())
		b.kinds = append(b.kinds, r.GetKind())
	}
	return b
}

func once(is *batchv1.Job, kind string) *batchv1.Job {
	if kind == "Job" {
		return &batchv1.Job{}
	}
	return is
}

func examples(t *testing.T) (names []string) {
	t.Helper()
	dirs, err := filepath.Glob(filepath.Join(root, "examples", "*"))
	if err != nil || len(dirs) < 5 {
		t.Fatal("there are no examples")
	}
	for _, dir := range dirs {
		names = append(names, filepath.Base(dir))
	}
	return names
}

// TestExamples: every example has one namespace, no Secret, the same minimal Role, a confined pod, and
// a Job that runs the same command as the CronJob.
func TestExamples(t *testing.T) {
	for _, name := range examples(t) {
		t.Run(name, func(t *testing.T) {
			b := build(t, "examples/"+name)
			if len(slices.Compact(b.namespaces)) != 1 || b.namespaces[0] == "" {
				t.Errorf("its objects are in %v", b.namespaces)
			}
			if slices.Contains(b.kinds, "Secret") {
				t.Error("it contains a Secret, which each apply would empty")
			}
			want := []rbacv1.PolicyRule{
				{Verbs: []string{"get", "patch"}, APIGroups: []string{""}, Resources: []string{"secrets"},
					ResourceNames: []string{"dockercfg-pull"}},
				{Verbs: []string{"create"}, APIGroups: []string{""}, Resources: []string{"events"}},
			}
			if !reflect.DeepEqual(b.role.Rules, want) {
				t.Errorf("its Role allows %+v", b.role.Rules)
			}
			if b.binding.RoleRef.Kind != "Role" || b.binding.RoleRef.Name != b.role.Name || len(b.binding.Subjects) != 1 ||
				b.binding.Subjects[0].Name != b.account.Name || b.binding.Subjects[0].Namespace != b.account.Namespace {
				t.Errorf("its RoleBinding is %+v", b.binding)
			}
			cron := b.cron.Spec.JobTemplate.Spec.Template.Spec
			confined(t, cron)
			if b.cron.Spec.ConcurrencyPolicy != batchv1.ForbidConcurrent || b.cron.Spec.StartingDeadlineSeconds == nil {
				t.Error("its runs may overlap, or a missed run may start hours later")
			}
			if b.once == nil {
				return
			}
			job := *b.once.Spec.Template.Spec.DeepCopy()
			args := job.Containers[0].Args
			job.Containers[0].Args = append(slices.Clone(args), "--when-due")
			if !reflect.DeepEqual(job, cron) {
				t.Errorf("the Job differs from the CronJob without --when-due:\n%+v\n%+v", job, cron)
			}
		})
	}
}

// confined checks that a pod meets the restricted standard
// (https://kubernetes.io/docs/concepts/security/pod-security-standards/).
func confined(t *testing.T, pod corev1.PodSpec) {
	t.Helper()
	c := pod.Containers[0]
	s := c.SecurityContext
	if !*pod.SecurityContext.RunAsNonRoot ||
		pod.SecurityContext.SeccompProfile.Type != corev1.SeccompProfileTypeRuntimeDefault ||
		*s.AllowPrivilegeEscalation || !*s.ReadOnlyRootFilesystem || !slices.Contains(s.Capabilities.Drop, "ALL") ||
		pod.HostNetwork {
		t.Errorf("the pod is not confined: %+v", pod)
	}
}

// TestPlaceholders: the placeholders are Secrets with the types that dockercfg applies and with the
// name in the Role, and Flux does not overwrite them.
func TestPlaceholders(t *testing.T) {
	for file, want := range map[string]corev1.SecretType{"placeholder.yaml": corev1.SecretTypeDockerConfigJson,
		"placeholder-argocd.yaml": corev1.SecretTypeOpaque} {
		text, err := os.ReadFile(filepath.Join(root, file))
		if err != nil {
			t.Fatal(err)
		}
		var s corev1.Secret
		if err := yaml.UnmarshalStrict(text, &s); err != nil || s.Type != want || s.Name != "dockercfg-pull" ||
			s.Namespace != "" {
			t.Errorf("%s: %v, %+v", file, err, s)
		}
		if s.Annotations["kustomize.toolkit.fluxcd.io/ssa"] != "IfNotPresent" {
			t.Errorf("%s: Flux would empty it", file)
		}
	}
}

// TestRun runs the command of the CronJob in the example vars, with an API server that enforces the
// example's Role, and with one verb of the Role missing: without get or patch the command fails, and
// without create a command that fails for another reason reports that too.
func TestRun(t *testing.T) {
	b := build(t, "examples/vars")
	bin := t.TempDir()
	compile := exec.Command("go", "build", "-o", bin+"/", "./helpers/dockercfg", "./helpers/docker-credential-vars")
	compile.Dir = "../../../.."
	compile.Env = append(os.Environ(), "CGO_ENABLED=0")
	if out, err := compile.CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	for _, without := range []string{"", "get secrets", "patch secrets", "create events"} {
		t.Run("without "+without, func(t *testing.T) {
			server := fakekube.Start()
			defer server.Close()
			server.Allow(func(verb, resource, name string) bool {
				return verb+" "+resource != without && allows(b.role.Rules, verb, resource, name)
			})
			placeholder, err := os.ReadFile(filepath.Join(root, "placeholder.yaml"))
			if err != nil {
				t.Fatal(err)
			}
			server.Put("kubectl-create", strings.Replace(string(placeholder), "  name: dockercfg-pull\n",
				"  name: dockercfg-pull\n  namespace: web\n", 1))
			said, err := start(t, b, bin, server, "p:w")
			const field = ".data..dockerconfigjson"
			want := base64.StdEncoding.EncodeToString([]byte(`{"auths":{"registry.example:5000":{"auth":"YWxpY2U6cDp3"}}}`))
			if done := server.Value("web/dockercfg-pull", field) == want; done != (without == "" ||
				without == "create events") || done != (err == nil) {
				t.Errorf("the Secret is correct: %t, error %v: %s", done, err, said)
			}
			if events := len(server.Events()); (events > 0) != (err != nil) {
				t.Errorf("%d Events, error %v: %s", events, err, said)
			}
			if without != "create events" {
				return
			}
			if said, err := start(t, b, bin, server, ""); err == nil || !strings.Contains(said,
				"does not let this identity create Events") {
				t.Errorf("a failure without an Event: %v: %s", err, said)
			}
		})
	}
}

func allows(rules []rbacv1.PolicyRule, verb, resource, name string) bool {
	return slices.ContainsFunc(rules, func(r rbacv1.PolicyRule) bool {
		named := len(r.ResourceNames) == 0 || slices.Contains(r.ResourceNames, name)
		return named && slices.Contains(r.Verbs, verb) && slices.Contains(r.Resources, resource)
	})
}

// start runs the container's command line with its variables. Files of the test replace its mounts
// and its service account.
func start(t *testing.T, b built, bin string, server *fakekube.Server, password string) (string, error) {
	t.Helper()
	dir := t.TempDir()
	token, ca, err := server.Files(dir)
	if err != nil {
		t.Fatal(err)
	}
	mountConfig(t, dir, b.config.Data["config.json"])
	c := b.cron.Spec.JobTemplate.Spec.Template.Spec.Containers[0]
	cmd := exec.Command(filepath.Join(bin, "dockercfg"), append(slices.Clone(c.Args),
		"--namespace", b.cron.Namespace, "--api-server", server.URL, "--api-token-file", token, "--api-ca-file", ca)...)
	cmd.Env = []string{"PATH=" + bin}
	for _, v := range c.Env {
		value := map[string]string{"/etc/dockercfg": dir, "/tmp": dir}[v.Value]
		if value == "" {
			value = v.Value
		}
		if v.ValueFrom != nil {
			value = map[string]string{"username": "alice", "password": password}[v.ValueFrom.SecretKeyRef.Key]
		}
		cmd.Env = append(cmd.Env, fmt.Sprintf("%s=%s", v.Name, value))
	}
	out, err := cmd.CombinedOutput()
	return string(out), err
}

// mountConfig writes a ConfigMap into dir as the kubelet does: behind two symbolic links.
func mountConfig(t *testing.T, dir, text string) {
	t.Helper()
	err := errors.Join(
		os.Mkdir(filepath.Join(dir, "..2026"), 0o755), os.WriteFile(filepath.Join(dir, "..2026", "config.json"), []byte(text), 0o644),
		os.Symlink("..2026", filepath.Join(dir, "..data")), os.Symlink("..data/config.json", filepath.Join(dir, "config.json")),
	)
	if err != nil {
		t.Fatal(err)
	}
}
