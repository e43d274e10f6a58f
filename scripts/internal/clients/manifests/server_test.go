package manifests

import (
	"bytes"
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"encoding/json"
	"encoding/pem"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"sigs.k8s.io/yaml"
)

// apiServer is a real kube-apiserver with etcd, on loopback.
type apiServer struct {
	url, ca string
	client  *http.Client
	tokens  map[string]string // of users
}

// startAPI starts the programs that KUBE_APISERVER and ETCD name (scripts/cluster).
func startAPI(t *testing.T) *apiServer {
	t.Helper()
	server, etcd := os.Getenv("KUBE_APISERVER"), os.Getenv("ETCD")
	if server == "" || etcd == "" {
		t.Skip("not run: KUBE_APISERVER and ETCD name no programs")
	}
	dir := t.TempDir()
	writeKeys(t, dir)
	tokens := map[string]string{"admin": "admin-token", "node": "node-token"}
	writeFile(t, dir, "tokens.csv", "admin-token,admin,1,system:masters\nnode-token,system:node:n1,2,system:nodes\n")
	ports := freePorts(t, 3)
	store := "http://127.0.0.1:" + ports[0]
	peer := "http://127.0.0.1:" + ports[1]
	run(t, etcd, "--data-dir", dir+"/etcd", "--listen-client-urls", store, "--advertise-client-urls", store,
		"--listen-peer-urls", peer, "--initial-advertise-peer-urls", peer, "--initial-cluster", "default="+peer)
	run(t, server, "--etcd-servers="+store, "--cert-dir="+dir, "--bind-address=127.0.0.1", "--advertise-address=127.0.0.1",
		"--secure-port="+ports[2], "--service-account-issuer=https://kubernetes.example",
		"--service-account-key-file="+dir+"/sa.pub",
		"--service-account-signing-key-file="+dir+"/sa.key", "--authorization-mode=Node,RBAC",
		"--enable-admission-plugins=NodeRestriction",
		"--disable-admission-plugins=ServiceAccount", "--token-auth-file="+dir+"/tokens.csv",
		"--service-cluster-ip-range=10.0.0.0/24")
	a := &apiServer{url: "https://127.0.0.1:" + ports[2], ca: dir + "/apiserver.crt", tokens: tokens}
	a.wait(t)
	return a
}

func run(t *testing.T, program string, args ...string) {
	t.Helper()
	var log bytes.Buffer
	cmd := exec.Command(program, args...)
	cmd.Stdout, cmd.Stderr = &log, &log
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_ = cmd.Process.Kill()
		_ = cmd.Wait()
		if t.Failed() {
			text := log.String()
			t.Logf("%s: %s", filepath.Base(program), text[max(0, len(text)-1000):])
		}
	})
}

func freePorts(t *testing.T, n int) (ports []string) {
	t.Helper()
	for range n {
		l, err := net.Listen("tcp", "127.0.0.1:0")
		if err != nil {
			t.Fatal(err)
		}
		defer l.Close()
		_, port, _ := net.SplitHostPort(l.Addr().String())
		ports = append(ports, port)
	}
	return ports
}

func writeKeys(t *testing.T, dir string) {
	t.Helper()
	key, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		t.Fatal(err)
	}
	public, err := x509.MarshalPKIXPublicKey(&key.PublicKey)
	if err != nil {
		t.Fatal(err)
	}
	writeFile(t, dir, "sa.key", string(pem.EncodeToMemory(&pem.Block{Type: "RSA PRIVATE KEY",
		Bytes: x509.MarshalPKCS1PrivateKey(key)})))
	writeFile(t, dir, "sa.pub", string(pem.EncodeToMemory(&pem.Block{Type: "PUBLIC KEY", Bytes: public})))
}

func writeFile(t *testing.T, dir, name, text string) {
	t.Helper()
	if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
}

func (a *apiServer) wait(t *testing.T) {
	t.Helper()
	for end := time.Now().Add(3 * time.Minute); time.Now().Before(end); time.Sleep(time.Second) {
		if a.client == nil {
			text, err := os.ReadFile(a.ca)
			roots := x509.NewCertPool()
			if err != nil || !roots.AppendCertsFromPEM(text) {
				continue
			}
			transport := http.DefaultTransport.(*http.Transport).Clone()
			transport.TLSClientConfig.RootCAs = roots
			a.client = &http.Client{Transport: transport, Timeout: time.Minute}
		}
		if code, _ := a.ask(t, "admin", "GET", "/readyz", "", ""); code == 200 {
			return
		}
	}
	t.Fatal("the API server is not ready")
}

// ask makes a request as a user; code 0 is no answer.
func (a *apiServer) ask(t *testing.T, user, method, path, kind, body string) (code int, reply map[string]any) {
	t.Helper()
	request, err := http.NewRequestWithContext(t.Context(), method, a.url+path, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	request.Header.Set("Authorization", "Bearer "+a.tokens[user])
	if kind != "" {
		request.Header.Set("Content-Type", kind)
	}
	response, err := a.client.Do(request)
	if err != nil {
		return 0, nil
	}
	defer response.Body.Close()
	data, _ := io.ReadAll(response.Body)
	_ = json.Unmarshal(data, &reply)
	return response.StatusCode, reply
}

// apply applies a manifest as another manager does, unknown fields refused.
func (a *apiServer) apply(t *testing.T, manager, manifest string) {
	t.Helper()
	var o struct {
		APIVersion string `json:"apiVersion"`
		Kind       string `json:"kind"`
		Metadata   struct {
			Name      string `json:"name"`
			Namespace string `json:"namespace"`
		} `json:"metadata"`
	}
	if err := yaml.Unmarshal([]byte(manifest), &o); err != nil {
		t.Fatal(err)
	}
	prefix := "/apis/" + o.APIVersion
	if o.APIVersion == "v1" {
		prefix = "/api/v1"
	}
	if o.Metadata.Namespace != "" {
		prefix += "/namespaces/" + o.Metadata.Namespace
	}
	if o.Kind == "Job" { // which cannot be changed: Argo CD and Flux replace it
		a.ask(t, "admin", "DELETE", prefix+"/jobs/"+o.Metadata.Name+"?propagationPolicy=Background", "", "")
	}
	path := fmt.Sprintf("%s/%ss/%s?fieldManager=%s&force=true&fieldValidation=Strict", prefix, strings.ToLower(o.Kind),
		o.Metadata.Name, url.QueryEscape(manager))
	if code, reply := a.ask(t, "admin", "PATCH", path, "application/apply-patch+yaml", manifest); code != 200 &&
		code != 201 {
		t.Fatalf("applying %s %s: %d: %.300v", o.Kind, o.Metadata.Name, code, reply["message"])
	}
}

// eventually tries until it is so, since RBAC takes a moment to arrive.
func eventually(t *testing.T, what string, so func() bool) {
	t.Helper()
	for end := time.Now().Add(20 * time.Second); time.Now().Before(end); time.Sleep(300 * time.Millisecond) {
		if so() {
			return
		}
	}
	t.Errorf("never: %s", what)
}
