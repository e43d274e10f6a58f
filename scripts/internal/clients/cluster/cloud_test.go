//go:build e2e

package cluster

import (
	"context"
	"crypto/rand"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/coreos/go-oidc/v3/oidc"

	"github.com/dockercfg/dockercfg/scripts/internal/clients/apiserver"
	"github.com/dockercfg/dockercfg/scripts/internal/e2e/tokens"
	"github.com/dockercfg/dockercfg/shared/helpertest/fakeaws"
)

const (
	audience = "sts.amazonaws.com"
	account  = "system:serviceaccount:web:"

	appRole  = "arn:aws:iam::222222222222:role/app"
	nextRole = "arn:aws:iam::222222222222:role/neighbour"
	pullRole = "arn:aws:iam::123456789012:role/pull" // of packaging/kubernetes/examples/eks
)

// trust is which service account may assume a role, and pulls which repository the role
// may read.
var (
	trust = map[string]string{appRole: account + "app", nextRole: account + "neighbour",
		pullRole: account + "dockercfg-pull"}
	pulls = map[string]string{appRole: "team/app", nextRole: "team/next", pullRole: "web/site"}
)

// The login that pushes images.
const pusher, pushWord = "ci", "CANARY-PUSH"

// cloud is an Amazon that believes the API server's tokens and no others.
type cloud struct {
	*fakeaws.Server
	issuer string
	ctx    context.Context // with the client that trusts the issuer's certificate

	mu      sync.Mutex
	logins  map[string]login // by password
	refused []string         // subjects, or what is wrong with a token
}

// login is one password of the registry.
type login struct {
	role          string
	issued, until time.Time
}

func newCloud(t *testing.T, api *apiserver.Server) *cloud {
	t.Helper()
	server, err := fakeaws.Start()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(server.Close)
	c := &cloud{Server: server, issuer: api.URL, ctx: oidc.ClientContext(context.Background(), api.Client),
		logins: map[string]login{}}
	c.Behave(fakeaws.STS, fakeaws.Behaviour{Verify: c.verify})
	c.live(12 * time.Hour)
	return c
}

// live sets how long the registry's passwords live from now on.
func (c *cloud) live(life time.Duration) {
	c.Behave(fakeaws.ECR, fakeaws.Behaviour{Life: life, Password: func(q fakeaws.Request) string {
		c.mu.Lock()
		defer c.mu.Unlock()
		password := "CANARY-" + rand.Text()
		now := time.Now()
		c.logins[password] = login{q.Identity, now, now.Add(life)}
		return password
	}})
}

// verify is what AssumeRoleWithWebIdentity does with a token: its signature against the
// keys that the issuer publishes, issuer, audience and expiry, then the role's trust.
func (c *cloud) verify(q fakeaws.Request) error {
	err := c.believe(q.Token, q.RoleARN)
	if err != nil {
		c.mu.Lock()
		c.refused = append(c.refused, err.Error())
		c.mu.Unlock()
	}
	return err
}

func (c *cloud) believe(token, role string) error {
	provider, err := oidc.NewProvider(c.ctx, c.issuer)
	if err != nil {
		return fmt.Errorf("the issuer's keys: %w", err)
	}
	verified, err := provider.Verifier(&oidc.Config{ClientID: audience}).Verify(c.ctx, token)
	if err != nil {
		return fmt.Errorf("a token: %w", err)
	}
	if trust[role] != verified.Subject {
		return fmt.Errorf("%s may not assume %s", verified.Subject, role)
	}
	return nil
}

// refusals are those since the last call.
func (c *cloud) refusals() []string {
	c.mu.Lock()
	defer c.mu.Unlock()
	all := c.refused
	c.refused = nil
	return all
}

// assumed counts the exchanges of a service account's tokens that were tried.
func (c *cloud) assumed(name string) (n int) {
	for _, q := range c.Requests() {
		if q.Service == fakeaws.STS && q.Subject == account+name {
			n++
		}
	}
	return n
}

// of is the login that a password is.
func (c *cloud) of(password string) (login, bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	l, ok := c.logins[password]
	return l, ok
}

// allowed is the registry's decision: a password opens its role's repository for reading
// while it lives.
func (c *cloud) allowed(q tokens.Request, password string) bool {
	if q.User == pusher {
		return password == pushWord
	}
	l, ok := c.of(password)
	want := "repository:" + pulls[l.role] + ":pull"
	return ok && q.User == "AWS" && time.Now().Before(l.until) &&
		!slices.ContainsFunc(q.Scopes, func(scope string) bool { return scope != want })
}

// TestVerify: the cloud of these tests refuses a token of another issuer, of another
// audience, and one that was changed; else the tests that rely on it would show nothing.
func TestVerify(t *testing.T) {
	api := apiserver.Start(t, "--disable-admission-plugins=ServiceAccount")
	w := &world{Server: api, cloud: newCloud(t, api)}
	for _, name := range []string{"app", "other"} {
		w.Apply(t, "kubectl", "apiVersion: v1\nkind: ServiceAccount\nmetadata: {name: "+name+", namespace: default}\n")
	}
	old := trust[appRole]
	trust[appRole] = "system:serviceaccount:default:app"
	defer func() { trust[appRole] = old }()
	good := w.token(t, "default", "app", audience)
	if err := w.cloud.believe(good, appRole); err == nil {
		t.Error("the keys are read before the API server lets anyone read them")
	}
	w.publishKeys(t)
	apiserver.Eventually(t, "the API server's own token is good", func() bool {
		return w.cloud.believe(good, appRole) == nil
	})
	body, signature, _ := strings.Cut(good[strings.Index(good, ".")+1:], ".")
	head := good[:strings.Index(good, ".")]
	for what, token := range map[string]string{
		"another account's":  w.token(t, "default", "other", audience),
		"another audience's": w.token(t, "default", "app", "sts.example"),
		"a changed one":      head + "." + body[:20] + "A" + body[21:] + "." + signature,
		"one without a key":  fakeaws.WebIdentity("system:serviceaccount:default:app"),
	} {
		if err := w.cloud.believe(token, appRole); err == nil {
			t.Errorf("%s token is believed", what)
		}
	}
	if err := w.cloud.believe(good, pullRole); err == nil {
		t.Error("the account may assume a role that does not trust it")
	}
}

// token requests a service account's token of the API server.
func (w *world) token(t *testing.T, namespace, name, audience string) string {
	t.Helper()
	code, reply := w.Ask(t, apiserver.Admin, "POST", "/api/v1/namespaces/"+namespace+"/serviceaccounts/"+name+"/token",
		"application/json", fmt.Sprintf(
			`{"apiVersion":"authentication.k8s.io/v1","kind":"TokenRequest","spec":{"audiences":[%q]}}`, audience))
	if code != 201 {
		t.Fatalf("a token: %d %v", code, reply)
	}
	return reply["status"].(map[string]any)["token"].(string)
}
