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
	pullRole = "arn:aws:iam::123456789012:role/pull" // in packaging/kubernetes/examples/eks
)

// trust contains the service account that may assume each role, and pulls the repository that the role
// may read.
var (
	trust = map[string]string{appRole: account + "app", nextRole: account + "neighbour",
		pullRole: account + "dockercfg-pull"}
	pulls = map[string]string{appRole: "team/app", nextRole: "team/next", pullRole: "web/site"}
)

// The login that pushes images.
const pusher, pushWord = "ci", "CANARY-PUSH"

// cloud is a fake Amazon that accepts only the API server's tokens.
type cloud struct {
	*fakeaws.Server
	issuer string
	ctx    context.Context // with the client that trusts the issuer's certificate

	mu      sync.Mutex
	logins  map[string]login // by password
	refused []string         // the reasons why exchanges were refused
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

// live sets the lifetime of the registry passwords that are issued from now on.
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

// verify checks a token as AssumeRoleWithWebIdentity does: the signature with the keys that the issuer
// publishes, the issuer, the audience and the expiry, then whether the role trusts the subject.
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
		return fmt.Errorf("reading the issuer's keys: %w", err)
	}
	verified, err := provider.Verifier(&oidc.Config{ClientID: audience}).Verify(c.ctx, token)
	if err != nil {
		return fmt.Errorf("invalid token: %w", err)
	}
	if trust[role] != verified.Subject {
		return fmt.Errorf("%s may not assume %s", verified.Subject, role)
	}
	return nil
}

// refusals returns the refusals since the last call.
func (c *cloud) refusals() []string {
	c.mu.Lock()
	defer c.mu.Unlock()
	all := c.refused
	c.refused = nil
	return all
}

// assumed counts the attempts to exchange a token of a service account.
func (c *cloud) assumed(name string) (n int) {
	for _, q := range c.Requests() {
		if q.Service == fakeaws.STS && q.Subject == account+name {
			n++
		}
	}
	return n
}

// of returns the login of a password.
func (c *cloud) of(password string) (login, bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	l, ok := c.logins[password]
	return l, ok
}

// allowed is the registry's policy: until a password expires, it permits pulls from the repository of
// its role.
func (c *cloud) allowed(q tokens.Request, password string) bool {
	if q.User == pusher {
		return password == pushWord
	}
	l, ok := c.of(password)
	want := "repository:" + pulls[l.role] + ":pull"
	return ok && q.User == "AWS" && time.Now().Before(l.until) &&
		!slices.ContainsFunc(q.Scopes, func(scope string) bool { return scope != want })
}

// TestVerify: the cloud of these tests refuses a token of another account, for another audience, or
// with an invalid signature. Otherwise, the tests that rely on it would prove nothing.
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
		t.Error("the keys can be read before the API server publishes them")
	}
	w.publishKeys(t)
	apiserver.Eventually(t, "the API server's own token is accepted", func() bool {
		return w.cloud.believe(good, appRole) == nil
	})
	body, signature, _ := strings.Cut(good[strings.Index(good, ".")+1:], ".")
	head := good[:strings.Index(good, ".")]
	for what, token := range map[string]string{
		"a token of another account":        w.token(t, "default", "other", audience),
		"a token for another audience":      w.token(t, "default", "app", "sts.example"),
		"a changed token":                   head + "." + body[:20] + "A" + body[21:] + "." + signature,
		"a token without a valid signature": fakeaws.WebIdentity("system:serviceaccount:default:app"),
	} {
		if err := w.cloud.believe(token, appRole); err == nil {
			t.Errorf("%s is accepted", what)
		}
	}
	if err := w.cloud.believe(good, pullRole); err == nil {
		t.Error("the account may assume a role that does not trust it")
	}
}

// token requests a service account's token from the API server.
func (w *world) token(t *testing.T, namespace, name, audience string) string {
	t.Helper()
	code, reply := w.Ask(t, apiserver.Admin, "POST", "/api/v1/namespaces/"+namespace+"/serviceaccounts/"+name+"/token",
		"application/json", fmt.Sprintf(
			`{"apiVersion":"authentication.k8s.io/v1","kind":"TokenRequest","spec":{"audiences":[%q]}}`, audience))
	if code != 201 {
		t.Fatalf("requesting a token: %d %v", code, reply)
	}
	return reply["status"].(map[string]any)["token"].(string)
}
