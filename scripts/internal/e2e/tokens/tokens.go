//go:build e2e

// Package tokens is a registry's token server: it answers the bearer challenge
// of docker-registry (https://distribution.github.io/distribution/spec/auth/)
// and records its requests, so that a test can assert which user a client used.
package tokens

import (
	"crypto/rand"
	"crypto/rsa"
	"encoding/json"
	"encoding/pem"
	"fmt"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"
)

const (
	service = "test-registry"
	issuer  = "test-issuer"
	life    = 5 * time.Minute
)

// Request is the record of one request.
type Request struct {
	Grant  string // basic, anonymous, password, refresh_token
	User   string
	Scopes []string
	Client string
	OK     bool
}

// Allowed reports whether a user with this password may have the scopes of q.
type Allowed func(q Request, password string) bool

// Server knows one user, or calls a test's function to decide.
type Server struct {
	user, refresh string
	allowed       Allowed
	key           *rsa.PrivateKey
	cert          []byte // DER
	bundle, realm string

	mu  sync.Mutex
	log []Request
}

// Start starts a server on loopback, which runs until the end of the test.
func Start(t testing.TB, user, password string) *Server {
	t.Helper()
	return start(t, user, func(q Request, given string) bool { return q.User == user && given == password })
}

// StartFor is Start with a test's function that decides, instead of one user. It issues no refresh
// tokens.
func StartFor(t testing.TB, allowed Allowed) *Server {
	t.Helper()
	return start(t, "", allowed)
}

func start(t testing.TB, user string, allowed Allowed) *Server {
	t.Helper()
	key, cert, err := authority()
	if err != nil {
		t.Fatal(err)
	}
	s := &Server{user: user, allowed: allowed, refresh: rand.Text(), key: key, cert: cert}
	s.bundle = filepath.Join(t.TempDir(), "root.pem")
	if err := os.WriteFile(s.bundle, pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: cert}), 0o600); err != nil {
		t.Fatal(err)
	}
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	// Not the address: crane refuses a realm on a loopback literal that is not
	// the registry's own.
	s.realm = fmt.Sprintf("http://localhost:%d/token", l.Addr().(*net.TCPAddr).Port)
	server := &http.Server{Handler: http.HandlerFunc(s.serve), ReadHeaderTimeout: 10 * time.Second}
	go func() { _ = server.Serve(l) }()
	t.Cleanup(func() { server.Close() })
	return s
}

// Auth returns the `auth` section of a registry that trusts this server.
func (s *Server) Auth() string {
	return fmt.Sprintf("{token: {realm: %q, service: %q, issuer: %q, rootcertbundle: %q}}", s.realm, service, issuer, s.bundle)
}

// Take returns the requests since the last call.
func (s *Server) Take() []Request {
	s.mu.Lock()
	defer s.mu.Unlock()
	log := s.log
	s.log = nil
	return log
}

// serve answers GET with Basic credentials and the POST form of OAuth 2.
func (s *Server) serve(w http.ResponseWriter, r *http.Request) {
	q := Request{Grant: "anonymous", Client: r.UserAgent()}
	if err := r.ParseForm(); err != nil {
		http.Error(w, "form", http.StatusBadRequest)
		return
	}
	// Scopes come as several parameters, or as one with blanks.
	q.Scopes = strings.Fields(strings.Join(r.Form["scope"], " "))
	if user, password, ok := r.BasicAuth(); ok {
		q.Grant, q.User = "basic", user
		q.OK = s.allowed(q, password)
	}
	if r.Method == http.MethodPost {
		q.Grant = r.PostForm.Get("grant_type")
		switch q.Grant {
		case "password":
			q.User = r.PostForm.Get("username")
			q.OK = s.allowed(q, r.PostForm.Get("password"))
		case "refresh_token":
			q.User, q.OK = s.user, s.user != "" && r.PostForm.Get("refresh_token") == s.refresh
		}
	}
	q.OK = q.OK && r.Form.Get("service") == service
	s.mu.Lock()
	s.log = append(s.log, q)
	s.mu.Unlock()
	w.Header().Set("Content-Type", "application/json")
	if !q.OK {
		w.WriteHeader(http.StatusUnauthorized)
		_, _ = w.Write([]byte(`{"errors":[{"code":"UNAUTHORIZED","message":"no such user, or not this password"}]}`))
		return
	}
	token, err := s.sign(q)
	if err != nil {
		http.Error(w, "signing", http.StatusInternalServerError)
		return
	}
	answer := map[string]any{
		"token": token, "access_token": token, "expires_in": int(life.Seconds()),
		"issued_at": time.Now().UTC().Format(time.RFC3339),
	}
	if s.user != "" && (r.Form.Get("offline_token") == "true" || r.Form.Get("access_type") == "offline") {
		answer["refresh_token"] = s.refresh
	}
	_ = json.NewEncoder(w).Encode(answer)
}
