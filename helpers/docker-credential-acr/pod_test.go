package main

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/dockercfg/dockercfg/shared/helpertest"
	"github.com/dockercfg/dockercfg/shared/helpertest/fakeazure"
)

const (
	image     = own + "/team/app"
	podTenant = "99999999-2222-3333-4444-555555555555"
	podClient = "BBBBBBBB-bbbb-cccc-dddd-eeeeeeeeeeee"
)

func podJWT(life time.Duration) string {
	return helpertest.PodToken("api://AzureADTokenExchange", time.Now().Add(life))
}

func podNotes(client, tenant string) []string {
	return []string{clientAnnotation, client, tenantAnnotation, tenant}
}

// nodes is a world whose node has a secret and a cached token, which no pod may get.
func nodes(t *testing.T) *world {
	t.Helper()
	w := keyed(t)
	g := w.Node(t, helpertest.PullOf(image)).Given(t)
	if !strings.Contains(claimsOf(t, g.Password), clientID) || g.KeyType != "Registry" || g.Registry != own ||
		g.Username != user {
		t.Fatalf("the node: %+v", g)
	}
	return w
}

// TestPod: the pod's token is the proof of the client in the service account's annotations or in the
// rule. The kubelet gets a pair with the null GUID.
func TestPod(t *testing.T) {
	w := nodes(t)
	w.File(t, ".config/dockercfg/config.toml",
		"[[registry]]\nmatch = \"ruled.azurecr.io\"\ntenant = \"rule.example\"\n"+
			"client_id = \""+clientID+"\"\n")
	for what, c := range map[string]struct {
		image          string
		notes          []string
		client, tenant string
	}{
		"annotations": {image, podNotes(podClient, podTenant), podClient, podTenant},
		"rule":        {"ruled.azurecr.io/app", nil, clientID, "rule.example"},
		"annotation before the rule, each by itself": {"ruled.azurecr.io/app", []string{clientAnnotation, podClient},
			podClient,
			"rule.example"},
	} {
		g := w.Kubelet(t, helpertest.PullOf(c.image).By(podJWT(time.Hour), c.notes...)).Given(t)
		claims := claimsOf(t, g.Password)
		if !strings.Contains(claims, "-"+c.client+"-") || !strings.Contains(claims, " in "+c.tenant) ||
			!strings.Contains(claims, "system:serviceaccount:team:puller") {
			t.Errorf("%s: the registry's token is of %s", what, claims)
		}
		host, _, _ := strings.Cut(c.image, "/")
		if g.Registry != host || g.Username != "00000000-0000-0000-0000-000000000000" || g.KeyType != "Registry" ||
			g.Lasts < 143*time.Minute || g.Lasts > 144*time.Minute {
			t.Errorf("%s: %+v", what, g)
		}
	}
}

// TestPodIsNotKept: with a pod's token, the cache is neither read nor written.
func TestPodIsNotKept(t *testing.T) {
	w := nodes(t)
	kept, asked := w.Tokens(t), w.asked()[own+"/oauth2/exchange"]
	pull := helpertest.PullOf(image).By(podJWT(time.Hour), podNotes(podClient, podTenant)...)
	w.Kubelet(t, pull).Given(t)
	w.Bare(t, pull.String()).Given(t)
	if n := w.asked()[own+"/oauth2/exchange"] - asked; n != 2 {
		t.Errorf("two pulls made %d exchanges", n)
	}
	if now := w.Tokens(t); len(kept) != 1 || len(now) != 1 || now[0] != kept[0] {
		t.Errorf("the cache has %q, and had %q", now, kept)
	}
}

// TestPodFailsClosed: a pod with an incomplete or invalid client, or with a refused token, gets
// nothing, although the node has a secret and a cached token. The node's variables do not name a
// client for pods.
func TestPodFailsClosed(t *testing.T) {
	w := nodes(t)
	w.File(t, ".config/dockercfg/config.toml",
		"[[registry]]\nmatch = \"ruled.azurecr.io\"\ntenant = \""+tenantID+"\"\n"+
			"client_id = \""+clientID+"\"\nsource = \"ManagedIdentityCredential\"\non_failure = \"anonymous\"\n")
	before := len(w.Requests())
	token := podJWT(time.Hour)
	type refusal struct {
		pull       helpertest.Pull
		code, text string
	}
	refusals := map[string]refusal{
		"no client": {helpertest.PullOf(image).By(token), "no-identity", clientAnnotation},
		"no tenant": {helpertest.PullOf(image).By(token, clientAnnotation, podClient), "no-identity",
			tenantAnnotation},
		"no client id": {helpertest.PullOf(image).By(token, tenantAnnotation, podTenant), "no-identity",
			clientAnnotation},
		"an empty one": {helpertest.PullOf(image).By(token, podNotes(podClient, "")...), "config", "is empty"},
		"a rule's client that is for the machine": {helpertest.PullOf("ruled.azurecr.io/a").By(token), "config",
			"the rule's own credential"},
		"no token of a pod": {helpertest.PullOf(image).By("CANARY", podNotes(podClient, podTenant)...), "config",
			"JSON Web Token"},
		"an expired token": {helpertest.PullOf(image).By(podJWT(-time.Minute), podNotes(podClient, podTenant)...),
			"login-expired", "expired at"},
		"a look-alike host": {helpertest.PullOf(own+".evil.example/a").By(token, podNotes(podClient, podTenant)...),
			"config",
			"matchImages"},
	}
	for _, text := range []string{
		"https://evil.example", "../common", "common", "evil.example", podTenant + "/x", podTenant + "0", "/etc/passwd",
		strings.ReplaceAll(podTenant, "-", "0"),
	} {
		refusals["the tenant "+text] = refusal{helpertest.PullOf(image).By(token, podNotes(podClient, text)...),
			"config",
			"is not a valid GUID"}
		refusals["the client "+text] = refusal{helpertest.PullOf(image).By(token, podNotes(text, podTenant)...),
			"config",
			"is not a valid GUID"}
	}
	for what, c := range refusals {
		for _, a := range []helpertest.Answer{w.Kubelet(t, c.pull), w.Node(t, c.pull)} {
			t.Run(what, func(t *testing.T) { a.Refused(t, program, c.code, c.text) })
		}
	}
	if asked := w.Requests()[before:]; len(asked) > 0 {
		t.Errorf("asked all the same: %+v", asked)
	}
	w.Handle(login, func(to http.ResponseWriter, r *http.Request) {
		if r.Method == http.MethodPost {
			answer(400, `{"error":"invalid_client","error_description":"AADSTS700213: CANARY"}`)(to, r)
			return
		}
		fakeazure.Entra(to, r)
	})
	w.Kubelet(t, helpertest.PullOf(image).By(token, podNotes(podClient, podTenant)...)).Refused(t, program, "denied",
		"system:serviceaccount:team:puller")
}

// TestPodLife: the kubelet caches a token for less than its lifetime.
func TestPodLife(t *testing.T) {
	w := nodes(t)
	pull := helpertest.PullOf(image).By(podJWT(time.Hour), podNotes(podClient, podTenant)...)
	w.Handle(own, fakeazure.ExchangeUntil(time.Now().Add(30*time.Minute)))
	if g := w.Kubelet(t, pull).Given(t); g.Lasts < 23*time.Minute || g.Lasts > 24*time.Minute {
		t.Errorf("a token of half an hour is kept for %s", g.Lasts)
	}
}
