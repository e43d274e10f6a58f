package main

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/dockercfg/dockercfg/shared/helpertest"
	"github.com/dockercfg/dockercfg/shared/helpertest/fakegoogle"
	"github.com/dockercfg/dockercfg/shared/helpertest/faulty"
)

const image = own + "/project/repository/app"

func podJWT(aud string) string { return helpertest.PodToken(aud, time.Now().Add(time.Hour)) }

// nodes is a world whose node has a key and a cached token, which no pod may get.
func nodes(t *testing.T) *world {
	t.Helper()
	w := newWorld(t, "GOOGLE_AUTH_JSON="+fakegoogle.ServiceAccount(account("node")))
	if g := w.Node(t, helpertest.PullOf(image)).Given(t); !strings.HasPrefix(g.Password, "ya29.token-") ||
		g.KeyType != "Registry" ||
		g.Registry != own || g.Username != user {
		t.Fatalf("the node: %+v", g)
	}
	return w
}

// TestPod: Google exchanges the pod's token for the pool provider in its audience, and the pod
// impersonates the account of the annotation or of the rule.
func TestPod(t *testing.T) {
	w := nodes(t)
	w.rules(t, "[[registry]]\nmatch = \"us-docker.pkg.dev\"\nimpersonate = \""+account("rule")+"\"\ndelegates = [\""+
		account("between")+"\"]\n")
	for what, c := range map[string]struct {
		image, aud string
		notes      []string
		as         string
		delegates  bool
	}{
		"annotation": {image, audience, []string{accountAnnotation, account("pod")}, "pod", false},
		"the audience with a scheme": {image, "https:" + audience, []string{accountAnnotation, account("pod")},
			"pod", false},
		"rule": {"us-docker.pkg.dev/p/r/i", audience, nil, "rule", true},
		"annotation before the rule": {"us-docker.pkg.dev/p/r/i", audience,
			[]string{accountAnnotation, account("pod")}, "pod", false},
	} {
		token := podJWT(c.aud)
		before := len(w.Requests())
		g := w.Kubelet(t, helpertest.PullOf(c.image).By(token, c.notes...)).Given(t)
		asked := w.Requests()[before:]
		if len(asked) != 2 || asked[0].Host != stsHost || asked[1].Host != iamHost {
			t.Fatalf("%s: %+v", what, asked)
		}
		form := asked[0].Form
		if form.Get("audience") != audience || form.Get("subject_token") != token || form.Get("scope") != scope ||
			form.Get("subject_token_type") != "urn:ietf:params:oauth:token-type:jwt" {
			t.Errorf("%s: the exchange is asked with %v", what, form)
		}
		if !strings.HasSuffix(asked[1].Path, "/serviceAccounts/"+account(c.as)+":generateAccessToken") ||
			strings.Contains(string(asked[1].Body), "between") != c.delegates {
			t.Errorf("%s: IAM is asked for %s with %s", what, asked[1].Path, asked[1].Body)
		}
		host, _, _ := strings.Cut(c.image, "/")
		if !strings.HasPrefix(g.Password, "ya29.as-") || g.Registry != host || g.Username != user ||
			g.KeyType != "Registry" ||
			g.Lasts < 47*time.Minute || g.Lasts > 48*time.Minute {
			t.Errorf("%s: %+v", what, g)
		}
	}
}

// cluster is a GKE cluster as its tokens name it, and pool is its project's.
const (
	cluster = "https://container.googleapis.com/v1/projects/my-project/locations/europe-west1/clusters/prod-1"
	pool    = "my-project.svc.id.goog"
)

func clusterJWT(issuer, aud string) string {
	return helpertest.PodTokenFrom(issuer, aud, time.Now().Add(time.Hour))
}

// TestPodOnGKE: a GKE cluster has a pool that does not have to be created. The exchange
// request contains that pool and the cluster in the token, and no other request is made.
func TestPodOnGKE(t *testing.T) {
	w := nodes(t)
	before := len(w.Requests())
	token := clusterJWT(cluster, pool)
	pull := helpertest.PullOf(image).By(token, accountAnnotation, account("pod"))
	g := w.Kubelet(t, pull).Given(t)
	asked := w.Requests()[before:]
	if len(asked) != 2 || asked[0].Host != stsHost || asked[1].Host != iamHost ||
		!strings.HasPrefix(g.Password, "ya29.as-") {
		t.Fatalf("%+v: %+v", g, asked)
	}
	if form := asked[0].Form; form.Get("audience") != "identitynamespace:"+pool+":"+cluster ||
		form.Get("subject_token") != token ||
		form.Get("subject_token_type") != "urn:ietf:params:oauth:token-type:jwt" {
		t.Errorf("the exchange is asked with %v", form)
	}
	w.Handle(iamHost, faulty.Answer(http.StatusForbidden, faulty.JSON,
		`{"error":{"code":403,"status":"PERMISSION_DENIED"}}`))
	w.Kubelet(t, pull).Refused(t, program, "denied",
		"grant roles/iam.workloadIdentityUser on that account to serviceAccount:"+pool+"[team/puller]")
	w.Handle(stsHost, faulty.Answer(http.StatusBadRequest, faulty.JSON,
		`{"error":"invalid_grant","error_description":"CANARY"}`))
	w.Kubelet(t, pull).Refused(t, program, "denied", "for "+pool+": check that Workload Identity Federation is enabled")
}

// TestPodOnGKEFailsClosed: a token for GKE's pool that no cluster of that project has signed
// gets nothing, and no request is made.
func TestPodOnGKEFailsClosed(t *testing.T) {
	w := nodes(t)
	asked := w.Asked()
	for what, c := range map[string]struct{ issuer, aud, text string }{
		"another cluster": {"https://cluster.example", pool, "its issuer is not a GKE cluster"},
		"no issuer":       {"", pool, "its issuer is not a GKE cluster"},
		"another host": {strings.Replace(cluster, ".com/", ".com.evil.example/", 1), pool,
			"its issuer is not a GKE cluster"},
		"plain": {strings.Replace(cluster, "https:", "http:", 1), pool,
			"its issuer is not a GKE cluster"},
		"a longer path": {cluster + "/x", pool, "its issuer is not a GKE cluster"},
		"a query":       {cluster + "?x", pool, "its issuer is not a GKE cluster"},
		"dots": {strings.Replace(cluster, "prod-1", "..", 1), pool,
			"its issuer is not a GKE cluster"},
		"a further audience": {cluster + ":x", pool, "its issuer is not a GKE cluster"},
		"another project": {strings.Replace(cluster, "my-project", "my-project-2", 1), pool,
			"belongs to another project"},
		"another project's own": {cluster, "other.svc.id.goog", "belongs to another project"},
	} {
		pull := helpertest.PullOf(image).By(clusterJWT(c.issuer, c.aud), accountAnnotation, account("pod"))
		t.Run(what, func(t *testing.T) { w.Kubelet(t, pull).Refused(t, program, "config", c.text) })
	}
	unnamed := helpertest.PullOf(image).By(clusterJWT(cluster, pool))
	w.Kubelet(t, unnamed).Refused(t, program, "no-identity", accountAnnotation)
	if w.Asked() != asked {
		t.Errorf("asked all the same: %+v", w.Requests())
	}
}

// TestPodIsNotKept: with a pod's token, the cache is neither read nor written.
func TestPodIsNotKept(t *testing.T) {
	w := nodes(t)
	kept := w.Tokens(t)
	pull := helpertest.PullOf(image).By(podJWT(audience), accountAnnotation, account("pod"))
	if first, second := w.Kubelet(t, pull).Given(t),
		w.Bare(t, pull.String()).Given(t); first.Password == second.Password {
		t.Error("one token was answered twice")
	}
	if now := w.Tokens(t); len(kept) != 1 || len(now) != 1 || now[0] != kept[0] {
		t.Errorf("the cache has %q, and had %q", now, kept)
	}
}

// TestPodFailsClosed: a pod without an account, or with a token that is refused or not for a pool
// provider, gets nothing, although the node has a key and a cached token.
func TestPodFailsClosed(t *testing.T) {
	w := nodes(t)
	w.rules(t, "[[registry]]\nmatch = \"us-docker.pkg.dev\"\nimpersonate = \""+account("rule")+
		"\"\nsource = \"metadata\"\n"+
		"on_failure = \"anonymous\"\n")
	asked := w.Asked()
	as := []string{accountAnnotation, account("pod")}
	type refusal struct {
		pull       helpertest.Pull
		code, text string
	}
	refusals := map[string]refusal{
		"no account": {helpertest.PullOf(image).By(podJWT(audience)), "no-identity", accountAnnotation},
		"an empty account": {helpertest.PullOf(image).By(podJWT(audience), accountAnnotation, ""), "config",
			"is empty"},
		"a rule's account that is for the machine": {helpertest.PullOf("us-docker.pkg.dev/a/b").By(podJWT(audience)),
			"config",
			"the rule's own identity"},
		"no token of a pod": {helpertest.PullOf(image).By("CANARY", as...), "config", "JSON Web Token"},
		"an expired token": {helpertest.PullOf(image).By(helpertest.PodToken(audience,
			time.Now().Add(-time.Minute)), as...),
			"login-expired", "expired at"},
		"a look-alike host": {helpertest.PullOf("pkg.dev.evil.example/a/b").By(podJWT(audience), as...), "config",
			"matchImages"},
		"another port": {helpertest.PullOf(own+":5000/a/b").By(podJWT(audience), as...), "config", "matchImages"},
	}
	for _, text := range []string{
		"http://169.254.169.254", "/etc/passwd", "x@evil.example", account("a/../b"), account("a?b"), "me@gmail.com",
	} {
		refusals["the account "+text] = refusal{helpertest.PullOf(image).By(podJWT(audience), accountAnnotation,
			text), "config",
			"is not a service account"}
	}
	for _, aud := range []string{
		"", "sts.amazonaws.com", "https://kubernetes.default.svc", ".svc.id.goog", "a.b.svc.id.goog",
		"p.svc.id.goog.evil.example", audience + "/", audience + "/x", audience + "?x",
		strings.TrimSuffix(audience, "/providers/q"), strings.TrimPrefix(audience, "//iam.googleapis.com/"),
		"//evil.example" + strings.TrimPrefix(audience, "//iam.googleapis.com"),
		"http:" + audience, "https:https:" + audience, strings.Replace(audience, "global", "eu", 1),
		"//iam.googleapis.com/projects/../locations/global/workloadIdentityPools/p/providers/q",
	} {
		refusals["the audience "+aud] = refusal{
			helpertest.PullOf(image).By(podJWT(aud), as...), "config", "serviceAccountTokenAudience",
		}
	}
	for what, c := range refusals {
		for _, a := range []helpertest.Answer{w.Kubelet(t, c.pull), w.Node(t, c.pull)} {
			t.Run(what, func(t *testing.T) { a.Refused(t, program, c.code, c.text) })
		}
	}
	if w.Asked() != asked {
		t.Errorf("asked all the same: %+v", w.Requests())
	}
	pull := helpertest.PullOf(image).By(podJWT(audience), as...)
	w.Handle(iamHost, faulty.Answer(http.StatusForbidden, faulty.JSON,
		`{"error":{"code":403,"status":"PERMISSION_DENIED"}}`))
	w.Kubelet(t, pull).Refused(t, program, "denied", "roles/iam.workloadIdentityUser")
	w.Handle(stsHost, faulty.Answer(http.StatusBadRequest, faulty.JSON,
		`{"error":"invalid_grant","error_description":"CANARY"}`))
	w.Kubelet(t, pull).Refused(t, program, "denied", "system:serviceaccount:team:puller")
}
