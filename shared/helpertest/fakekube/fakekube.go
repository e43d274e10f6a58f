// Package fakekube is a Kubernetes API server on loopback with Secrets, Events and server-side
// apply as Kubernetes documents it: field ownership, conflicts and force
// (https://kubernetes.io/docs/reference/using-api/server-side-apply/). It refuses the requests
// that a real server would refuse, and answers "not found" to all requests that this project
// does not make.
package fakekube

import (
	"crypto/tls"
	"encoding/json"
	"encoding/pem"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"sync"
)

// Token is the token that the server accepts.
const Token = "CANARY-API-TOKEN"

// Server is the API server.
type Server struct {
	*httptest.Server

	mu       sync.Mutex
	allow    func(verb, resource, name string) bool
	answer   http.HandlerFunc
	asked    []Request
	secrets  map[string]*secret
	events   []map[string]any
	versions int
	before   func(Request) // called once, before a request is answered
}

// Request is the record of one request.
type Request struct {
	Line   string // method, path and query
	Accept string
	Type   string
	Body   string
}

// Start starts a server with TLS.
func Start() *Server {
	s := &Server{secrets: map[string]*secret{}}
	s.Server = httptest.NewUnstartedServer(http.HandlerFunc(s.serve))
	s.Config.ErrorLog = nil
	s.TLS = &tls.Config{MinVersion: tls.VersionTLS12}
	s.StartTLS()
	return s
}

// Files writes the token and the certificate authority into dir, and returns their paths.
func (s *Server) Files(dir string) (token, ca string, err error) {
	token, ca = filepath.Join(dir, "token"), filepath.Join(dir, "ca.crt")
	authority := pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: s.Certificate().Raw})
	if err := os.WriteFile(token, []byte(Token+"\n"), 0o600); err != nil {
		return "", "", err
	}
	return token, ca, os.WriteFile(ca, authority, 0o600)
}

// Requests returns the requests since the last call.
func (s *Server) Requests() []Request {
	s.mu.Lock()
	defer s.mu.Unlock()
	asked := s.asked
	s.asked = nil
	return asked
}

// Events returns all Events that were created.
func (s *Server) Events() []map[string]any {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.events
}

// Allow sets the function that decides as RBAC does. Without it, everything is allowed except
// the creation of Secrets, which a Role cannot limit to a name.
func (s *Server) Allow(decide func(verb, resource, name string) bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.allow = decide
}

// Answer sets a handler that answers every request instead of the server.
func (s *Server) Answer(all http.HandlerFunc) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.answer = all
}

// Before calls do once, before the next request whose Line begins with line is answered.
func (s *Server) Before(line string, do func()) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.before = func(r Request) {
		if strings.HasPrefix(r.Line, line) {
			s.before = nil
			s.mu.Unlock()
			defer s.mu.Lock()
			do()
		}
	}
}

func (s *Server) serve(w http.ResponseWriter, r *http.Request) {
	body, err := io.ReadAll(r.Body)
	if err != nil {
		return
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	asked := Request{r.Method + " " + r.URL.RequestURI(), r.Header.Get("Accept"), r.Header.Get("Content-Type"),
		string(body)}
	s.asked = append(s.asked, asked)
	if s.answer != nil {
		s.answer(w, r)
		return
	}
	if s.before != nil {
		s.before(asked)
	}
	if r.Header.Get("Authorization") != "Bearer "+Token {
		refuse(w, 401, "Unauthorized", "", nil)
		return
	}
	parts := strings.Split(strings.TrimPrefix(r.URL.Path, "/api/v1/namespaces/"), "/")
	switch {
	case r.Method == http.MethodPost && len(parts) == 2 && parts[1] == "events":
		s.event(w, parts[0], body)
	case len(parts) == 3 && parts[1] == "secrets" && r.Method == http.MethodGet:
		s.get(w, r, parts[0], parts[2])
	case len(parts) == 3 && parts[1] == "secrets" && r.Method == http.MethodPatch:
		s.apply(w, r, parts[0], parts[2], body)
	default:
		refuse(w, 404, "NotFound", "", nil)
	}
}

func (s *Server) allowed(verb, resource, name string) bool {
	if s.allow == nil {
		return verb != "create" || resource != "secrets"
	}
	return s.allow(verb, resource, name)
}

func (s *Server) get(w http.ResponseWriter, r *http.Request, namespace, name string) {
	found := s.secrets[namespace+"/"+name]
	switch {
	case !s.allowed("get", "secrets", name):
		refuse(w, 403, "Forbidden", "secrets", nil)
	case found == nil:
		refuse(w, 404, "NotFound", "secrets", nil)
	default:
		found.show(w, r, 200)
	}
}

func (s *Server) event(w http.ResponseWriter, namespace string, body []byte) {
	var e map[string]any
	switch {
	case !s.allowed("create", "events", ""):
		refuse(w, 403, "Forbidden", "events", nil)
		return
	case json.Unmarshal(body, &e) != nil || e["kind"] != "Event" ||
		e["metadata"].(map[string]any)["namespace"] != namespace:
		refuse(w, 400, "BadRequest", "events", nil)
		return
	}
	s.events = append(s.events, e)
	answer(w, 201, map[string]any{"kind": "PartialObjectMetadata", "apiVersion": "meta.k8s.io/v1",
		"metadata": map[string]any{"namespace": namespace}})
}

// cause is one cause in the Status of an error.
type cause struct {
	Reason  string `json:"reason"`
	Message string `json:"message"`
	Field   string `json:"field"`
}

func refuse(w http.ResponseWriter, code int, reason, kind string, causes []cause) {
	details := map[string]any{"kind": kind}
	if len(causes) > 0 {
		details["causes"] = causes
	}
	answer(w, code, map[string]any{
		"kind": "Status", "apiVersion": "v1", "metadata": map[string]any{}, "status": "Failure",
		"message": "CANARY-MESSAGE " + reason, "reason": reason, "details": details, "code": code,
	})
}

func answer(w http.ResponseWriter, code int, object any) {
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(code)
	if err := json.NewEncoder(w).Encode(object); err != nil {
		fmt.Fprintln(os.Stderr, err)
	}
}
