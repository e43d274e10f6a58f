//go:build unix

package main

import (
	"strings"
	"testing"
	"time"

	"github.com/dockercfg/dockercfg/shared/helpertest"
)

// response is the script of a helper that answers the kubelet for a registry.
func response(registry, keyType string) string {
	return `echo "$*: $in" >>"$LOG.requests"; printf '{"kind":"CredentialProviderResponse",` +
		`"apiVersion":"credentialprovider.kubelet.k8s.io/v1","cacheKeyType":"` + keyType + `","cacheDuration":"1h",` +
		`"auth":{"` + registry + `":{"username":"cloud","password":"CANARY-cloud"}}}\n'`
}

const none = `echo '{"kind":"CredentialProviderResponse","apiVersion":"credentialprovider.kubelet.k8s.io/v1",` +
	`"cacheKeyType":"Image","cacheDuration":"0s","auth":{}}'`

func podJWT() string { return helpertest.PodToken("aud", time.Now().Add(time.Hour)) }

// TestKubeletPod: a pod's token is only passed to the helper of the cloud's registry, with its
// annotations and without permission to use the node's identity. A login, a variable and a rule's store
// are not used.
func TestKubeletPod(t *testing.T) {
	s := newStage(t, "DOCKERCFG_KEEPER=pass", "DOCKER_REGISTRY="+private, "DOCKER_USERNAME=ann",
		"DOCKER_PASSWORD=CANARY-ann")
	s.fake(t, "ecr", response(private, "Registry"))
	s.fake(t, "pass", gives("login"))
	s.fake(t, "vars", gives("variable"))
	s.rules(t, "[[registry]]\nmatch = \"stored.example\"\nhelper = \"pass\"\n")
	pull := helpertest.PullOf(private+"/a").By(podJWT(), "eks.amazonaws.com/ecr-role-arn", "arn:aws:iam::1:role/x")
	for _, a := range []helpertest.Answer{s.Kubelet(t, pull), s.Node(t, pull), s.Bare(t, pull.String())} {
		g := a.Given(t)
		if g != (helpertest.Given{
			KeyType: "Registry", Registry: private, Username: "cloud", Password: "CANARY-cloud", Lasts: time.Hour,
		}) {
			t.Errorf("%+v", g)
		}
	}
	s.starts(t, "ecr kubelet", "ecr kubelet", "ecr kubelet")
	for _, image := range []string{"stored.example/a", "other.example/a", "ghcr.io/a/b"} {
		s.Node(t, helpertest.PullOf(image).By(podJWT())).Refused(t, ownName, "config", "matchImages")
		s.starts(t)
	}
}

// TestKubeletPodFails: the helper's error is the result; no other source is asked.
func TestKubeletPodFails(t *testing.T) {
	s := newStage(t, "DOCKERCFG_KEEPER=pass")
	s.fake(t, "pass", gives("login"))
	pull := helpertest.PullOf(private + "/a").By(podJWT())
	for script, want := range map[string][2]string{
		`echo "docker-credential-ecr: no-identity: no role" >&2; exit 1`: {
			"no-identity", "docker-credential-ecr: no role",
		},
		response("other.example", "Registry"): {"helper", "for another registry"},
		response(private, "Global"):           {"helper", "cacheKeyType"},
		`echo '{}'`:                           {"helper", "its answer is invalid"},
		`exit 3`:                              {"helper", "exit code 3"},
	} {
		s.fake(t, "ecr", script)
		s.Kubelet(t, pull).Refused(t, ownName, want[0], want[1])
		s.starts(t, "ecr kubelet")
	}
}

// TestKubeletNode: without a token the sources are asked like for get. The cloud's helper says which
// images its credential is for, and a login is for that image only.
func TestKubeletNode(t *testing.T) {
	s := newStage(t, "DOCKERCFG_KEEPER=pass")
	s.fake(t, "pass", gives("login"))
	s.fake(t, "ecr", response(private, "Registry"))
	pull := helpertest.PullOf(private + "/a")
	if g := s.Node(t, pull).Given(t); g.Username != "cloud" || g.KeyType != "Registry" {
		t.Errorf("%+v", g)
	}
	for _, script := range []string{none, `echo "docker-credential-ecr: no-identity: none" >&2; exit 1`} {
		s.fake(t, "ecr", script)
		if g := s.Node(t, pull).Given(t); g.Username != "login" || g.KeyType != "Image" || g.Registry != private {
			t.Errorf("%s: %+v", script, g)
		}
	}
	s.fake(t, "ecr", `echo "docker-credential-ecr: denied: no" >&2; exit 1`)
	s.Node(t, pull).Refused(t, ownName, "denied", "docker-credential-ecr: no")
	if g := s.Node(t, helpertest.PullOf("other.example:5000/a")).Given(t); g.Username != "login" ||
		g.KeyType != "Image" ||
		g.Registry != "other.example:5000" {
		t.Errorf("another registry: %+v", g)
	}
	s.Kubelet(t, pull).Refused(t, ownName, "no-identity", "--node-identity")
	s.fake(t, "acr", none)
	s.fake(t, "pass", strings.ReplaceAll(gives("<token>"), "static", "unknown"))
	if g := s.Node(t, helpertest.PullOf(azure+"/a")).Given(t); g.Username != identityTokens {
		t.Errorf("an identity token of Azure's: %+v", g)
	}
	s.Node(t, helpertest.PullOf("other.example/a")).Refused(t, ownName, "config", "identity token")
}
