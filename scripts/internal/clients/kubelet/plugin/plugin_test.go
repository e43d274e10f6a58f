// Package plugin tests the built programs with the kubelet's own code for credential providers, which
// reads the configuration, starts the programs, and decodes and caches their answers. The clouds are
// fakes on loopback.
//
// It is a separate package, since it compiles a large part of Kubernetes.
package plugin_test

import (
	"encoding/base64"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"time"

	authentication "k8s.io/api/authentication/v1"
	core "k8s.io/api/core/v1"
	meta "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/types"
	"k8s.io/kubernetes/pkg/credentialprovider/plugin"

	"github.com/dockercfg/dockercfg/shared/helpertest/fakeaws"
	"github.com/dockercfg/dockercfg/shared/helpertest/fakeazure"
	"github.com/dockercfg/dockercfg/shared/helpertest/fakecloud"
	"github.com/dockercfg/dockercfg/shared/helpertest/fakegoogle"
)

const (
	nodes   = "111111111111.dkr.ecr.eu-west-1.amazonaws.com"
	amazon  = "222222222222.dkr.ecr.eu-west-1.amazonaws.com"
	routed  = "333333333333.dkr.ecr.eu-west-1.amazonaws.com"
	google  = "europe-west1-docker.pkg.dev"
	azure   = "team.azurecr.io"
	pool    = "//iam.googleapis.com/projects/1/locations/global/workloadIdentityPools/p/providers/q"
	nobody  = "nobody" // a service account without annotations
	teamOne = "one"
	teamTwo = "two"
)

// annotations contains the annotations of each service account.
var annotations = map[string]map[string]string{
	nobody: {},
	teamOne: {
		"eks.amazonaws.com/ecr-role-arn":     "arn:aws:iam::222222222222:role/one",
		"iam.gke.io/gcp-service-account":     "one@p.iam.gserviceaccount.com",
		"kubernetes.azure.com/acr-client-id": "aaaaaaaa-bbbb-cccc-dddd-eeeeeeeeeeee",
		"kubernetes.azure.com/acr-tenant-id": "11111111-2222-3333-4444-555555555555",
	},
	teamTwo: {"eks.amazonaws.com/ecr-role-arn": "arn:aws:iam::222222222222:role/two"},
}

// All tests share the clouds, since the kubelet's code has one list of providers.
var (
	aws   *fakeaws.Server
	cloud *fakecloud.Cloud
)

func TestMain(m *testing.M) {
	if runtime.GOOS != "linux" {
		fmt.Fprintln(os.Stderr, "not run: the programs read the fakes' certificate (SSL_CERT_FILE) only on Linux")
		return
	}
	os.Exit(start(m))
}

func start(m *testing.M) int {
	dir, err := os.MkdirTemp("", "kubelet")
	if err == nil {
		defer os.RemoveAll(dir)
		err = prepare(dir)
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	return m.Run()
}

// prepare starts the clouds, builds the programs, and registers them with the kubelet's code by a
// configuration file.
func prepare(dir string) error {
	var err error
	if aws, err = fakeaws.Start(); err != nil {
		return err
	}
	if cloud, err = fakecloud.Start(dir); err != nil {
		return err
	}
	fakegoogle.Serve(cloud)
	fakeazure.Serve(cloud)
	bin := filepath.Join(dir, "bin")
	if err := build(bin); err != nil {
		return err
	}
	home := filepath.Join(dir, "home")
	if err := os.Mkdir(home, 0o700); err != nil {
		return err
	}
	os.Clearenv()
	for name, value := range map[string]string{"HOME": home, "PATH": bin, "TMPDIR": os.TempDir()} {
		if err := os.Setenv(name, value); err != nil {
			return err
		}
	}
	providers, err := counted(dir, bin)
	if err != nil {
		return err
	}
	config, err := json.Marshal(object{"kind": "CredentialProviderConfig", "apiVersion": "kubelet.config.k8s.io/v1",
		"providers": append(configuration(), providers...)})
	if err != nil {
		return err
	}
	path := filepath.Join(dir, "config.json")
	if err := os.WriteFile(path, config, 0o600); err != nil {
		return err
	}
	return plugin.RegisterCredentialProviderPlugins(path, bin, token, account)
}

// build builds the programs. docker-credential-ecr also gets the name of EKS's own provider.
func build(bin string) error {
	cmd := exec.Command("go", "build", "-o", bin+string(filepath.Separator), "./helpers/docker-credential-ecr",
		"./helpers/docker-credential-gar", "./helpers/docker-credential-acr", "./helpers/docker-credential-auto",
		"./helpers/docker-credential-vars")
	cmd.Dir, cmd.Env = "../../../../..", append(os.Environ(), "CGO_ENABLED=0")
	if out, err := cmd.CombinedOutput(); err != nil {
		return fmt.Errorf("building the programs: %w\n%s", err, out)
	}
	return os.Link(filepath.Join(bin, "docker-credential-ecr"), filepath.Join(bin, "ecr-credential-provider"))
}

type object = map[string]any

// configuration returns the providers that an administrator would configure. Each has the node's
// identity in its variables.
func configuration() []object {
	env := variables(append(aws.Environment(), "AWS_ACCESS_KEY_ID=AKIANODE", "AWS_SECRET_ACCESS_KEY=secret"))
	clouds := variables(append(cloud.Environment(), "NO_GCE_CHECK=true", "GOOGLE_AUTH_JSON="+fakegoogle.ServiceAccount("node@p.iam.gserviceaccount.com"),
		"AZURE_TENANT_ID=99999999-2222-3333-4444-555555555555", "AZURE_CLIENT_ID=node", "AZURE_CLIENT_SECRET=secret"))
	vars := variables([]string{"DOCKER_REGISTRY=registry.example:5000", "DOCKER_USERNAME=ann", "DOCKER_PASSWORD=s3cr:et"})
	return []object{
		node("ecr-credential-provider", nodes, env),
		node("docker-credential-vars", "registry.example:5000", vars, "kubelet", "--node-identity"),
		pods("docker-credential-ecr", amazon, "sts.amazonaws.com", env),
		pods("docker-credential-auto", routed, "sts.amazonaws.com", env),
		pods("docker-credential-gar", google, pool, clouds),
		pods("docker-credential-acr", azure, "api://AzureADTokenExchange", clouds),
	}
}

// node returns a provider that gets no service account token.
func node(name, image string, env []object, args ...string) object {
	return object{"name": name, "apiVersion": "credentialprovider.kubelet.k8s.io/v1", "matchImages": []string{image},
		"defaultCacheDuration": "1h", "args": args, "env": env}
}

// pods returns a provider that gets the token of a pod's service account.
func pods(name, image, audience string, env []object) object {
	p := node(name, image, env, "kubelet")
	p["tokenAttributes"] = object{"serviceAccountTokenAudience": audience, "cacheType": "ServiceAccount",
		"requireServiceAccount": true, "optionalServiceAccountAnnotationKeys": []string{
			"eks.amazonaws.com/ecr-role-arn", "iam.gke.io/gcp-service-account",
			"kubernetes.azure.com/acr-client-id", "kubernetes.azure.com/acr-tenant-id",
		}}
	return p
}

func variables(env []string) (all []object) {
	for _, assignment := range env {
		name, value, _ := strings.Cut(assignment, "=")
		all = append(all, object{"name": name, "value": value})
	}
	return all
}

// token issues a service account token, as the API server does for the kubelet.
func token(namespace, name string, r *authentication.TokenRequest) (*authentication.TokenRequest, error) {
	ends := time.Now().Add(time.Hour)
	claims, err := json.Marshal(object{"iss": "https://cluster.example", "aud": r.Spec.Audiences, "exp": ends.Unix(),
		"sub": "system:serviceaccount:" + namespace + ":" + name})
	if err != nil {
		return nil, err
	}
	r.Status = authentication.TokenRequestStatus{ExpirationTimestamp: meta.NewTime(ends),
		Token: "e30." + base64.RawURLEncoding.EncodeToString(claims) + ".c2ln"}
	return r, nil
}

func account(namespace, name string) (*core.ServiceAccount, error) {
	return &core.ServiceAccount{ObjectMeta: meta.ObjectMeta{
		Namespace: namespace, Name: name, UID: types.UID(name), Annotations: annotations[name],
	}}, nil
}

// pull returns the credential that the kubelet finds for an image of a pod.
func pull(t *testing.T, account, image string) (user, secret string) {
	t.Helper()
	keyring := plugin.NewExternalCredentialProviderDockerKeyring("team", "pod", "uid", account)
	found, ok := keyring.Lookup(image)
	if !ok {
		return "", ""
	}
	if len(found) != 1 {
		t.Fatalf("%s has %d credentials", image, len(found))
	}
	return found[0].Username, found[0].Password
}

// TestNode: under the name of EKS's own provider and without arguments, the program answers with the
// node's identity. It is started once for a registry.
func TestNode(t *testing.T) {
	_, first := pull(t, nobody, nodes+"/team/a")
	_, second := pull(t, nobody, nodes+"/team/b")
	if !strings.Contains(first, "AKIANODE") || second != first {
		t.Errorf("%q, %q", first, second)
	}
	if user, secret := pull(t, nobody, "registry.example:5000/team/app"); user != "ann" || secret != "s3cr:et" {
		t.Errorf("variables: %q, %q", user, secret)
	}
}

// TestPods: each service account gets the credential of its own role, from the helper and from
// docker-credential-auto, and never that of another account.
func TestPods(t *testing.T) {
	for _, registry := range []string{amazon, routed} {
		got := map[string]string{}
		for _, account := range []string{teamOne, teamTwo} {
			before := len(aws.Requests())
			user, secret := pull(t, account, registry+"/team/a")
			asked := aws.Requests()[before:]
			if len(asked) != 2 || asked[0].Action != "AssumeRoleWithWebIdentity" || !strings.HasSuffix(asked[0].RoleARN, "role/"+account) {
				t.Fatalf("%s for %s: %q; asked %+v", registry, account, user, asked)
			}
			_, again := pull(t, account, registry+"/team/b")
			if user != "AWS" || secret == "" || again != secret || len(aws.Requests()) != before+2 {
				t.Errorf("%s for %s: another image of the registry caused a new request", registry, account)
			}
			got[account] = secret
		}
		if got[teamOne] == got[teamTwo] {
			t.Errorf("%s: two service accounts have one credential", registry)
		}
	}
	if user, secret := pull(t, teamOne, google+"/p/r/app"); user != "oauth2accesstoken" || !strings.HasPrefix(secret, "ya29.as-") {
		t.Errorf("Google: %q, %q", user, secret)
	}
	if user, secret := pull(t, teamOne, azure+"/app"); user != "00000000-0000-0000-0000-000000000000" || secret == "" {
		t.Errorf("Azure: %q, %q", user, secret)
	}
}

// TestNobody: a service account without annotations gets nothing, and no cloud gets a request,
// although each provider's variables contain the node's identity.
func TestNobody(t *testing.T) {
	before, others := len(aws.Requests()), len(cloud.Requests())
	for _, image := range []string{amazon + "/a", routed + "/a", google + "/p/r/a", azure + "/a"} {
		if user, _ := pull(t, nobody, image); user != "" {
			t.Errorf("%s: it gets a credential of the user %s", image, user)
		}
	}
	if len(aws.Requests()) != before || len(cloud.Requests()) != others {
		t.Error("a cloud got a request")
	}
}
