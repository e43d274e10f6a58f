package main

import (
	"context"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"encoding/json"
	"fmt"
	"io"
	"log"
	"net"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/google/go-containerregistry/pkg/registry"
)

// tokenFor is the lifetime of a token; the demo takes seconds.
const tokenFor = 5 * time.Minute

// embedded is one server on loopback for every registry of the table, which it distinguishes by the
// requested host.
//
//	/v2/…   without a valid token: 401 and the place to get one
//	/token  exchanges a login for a bearer token
type embedded struct {
	*httptest.Server
	accounts []*account
	roots    *x509.CertPool
	images   map[string]http.Handler // by host

	mu     sync.Mutex
	tokens map[string]grant
}

// grant is the permission of a token: one repository of one registry, until a time.
type grant struct {
	host, repository string
	actions          []string
	until            time.Time
}

func startRegistry(accounts []*account) (*embedded, error) {
	e := &embedded{accounts: accounts, images: map[string]http.Handler{}, tokens: map[string]grant{}}
	var hosts []string
	for _, a := range accounts {
		hosts = append(hosts, a.host)
		e.images[a.host] = registry.New(registry.Logger(log.New(io.Discard, "", 0)))
	}
	certificate, roots, err := selfSigned(hosts)
	if err != nil {
		return nil, err
	}
	e.roots = roots
	e.Server = httptest.NewUnstartedServer(e)
	e.Server.TLS = &tls.Config{Certificates: []tls.Certificate{certificate}, MinVersion: tls.VersionTLS12}
	e.Server.Config.ErrorLog = log.New(io.Discard, "", 0)
	e.StartTLS()
	return e, nil
}

// transport connects to the embedded registry under its invented hosts and to nothing else: it uses no
// resolver and no proxy.
func (e *embedded) transport() http.RoundTripper {
	to := e.Listener.Addr().String()
	return &http.Transport{
		TLSClientConfig: &tls.Config{RootCAs: e.roots, MinVersion: tls.VersionTLS12},
		DialContext: func(ctx context.Context, network, address string) (net.Conn, error) {
			if host, _, err := net.SplitHostPort(address); err != nil || e.images[host] == nil {
				return nil, fmt.Errorf("the demo reaches no other host than its own: %s", address)
			}
			return new(net.Dialer).DialContext(ctx, network, to)
		},
	}
}

func (e *embedded) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	images := e.images[r.Host]
	switch {
	case images == nil:
		http.Error(w, "no such registry", http.StatusMisdirectedRequest)
	case r.URL.Path == "/token":
		e.token(w, r)
	case !e.allowed(r):
		w.Header().Set("WWW-Authenticate", fmt.Sprintf(`Bearer realm="https://%s/token",service=%q`, r.Host, r.Host))
		refuse(w)
	default:
		images.ServeHTTP(w, r)
	}
}

// token issues a token in exchange for the registry's login. Without a login there is no token, since
// the demo's registries have no public images.
func (e *embedded) token(w http.ResponseWriter, r *http.Request) {
	user, secret, _ := r.BasicAuth()
	i := slices.IndexFunc(e.accounts, func(a *account) bool {
		return a.host == r.Host && a.user == user && a.secret == secret
	})
	if i < 0 || r.URL.Query().Get("service") != r.Host {
		refuse(w)
		return
	}
	g := grant{host: r.Host, until: time.Now().Add(tokenFor)}
	if scope := strings.Split(r.URL.Query().Get("scope"), ":"); len(scope) == 3 && scope[0] == "repository" {
		g.repository, g.actions = scope[1], strings.Split(scope[2], ",")
	}
	token := rand.Text()
	e.mu.Lock()
	e.tokens[token] = g
	e.mu.Unlock()
	w.Header().Set("Content-Type", "application/json")
	_ = json.NewEncoder(w).Encode(map[string]any{"token": token, "expires_in": int(tokenFor.Seconds())})
}

// allowed reports whether the request has a token with the required permission.
func (e *embedded) allowed(r *http.Request) bool {
	token, ok := strings.CutPrefix(r.Header.Get("Authorization"), "Bearer ")
	e.mu.Lock()
	g, known := e.tokens[token]
	e.mu.Unlock()
	if !ok || !known || g.host != r.Host || time.Now().After(g.until) {
		return false
	}
	action := "pull"
	if r.Method != http.MethodGet && r.Method != http.MethodHead {
		action = "push"
	}
	return r.URL.Path == "/v2/" || strings.HasPrefix(r.URL.Path, "/v2/"+g.repository+"/") && slices.Contains(g.actions, action)
}

func refuse(w http.ResponseWriter) {
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(http.StatusUnauthorized)
	_, _ = io.WriteString(w, `{"errors":[{"code":"UNAUTHORIZED","message":"authentication required"}]}`)
}
