// Package apiserver starts a real kube-apiserver with etcd on loopback, for tests. The
// programs are those that scripts/cluster builds.
package apiserver

import (
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"encoding/json"
	"encoding/pem"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// The users that the server knows, with their tokens and groups.
const (
	Admin      = "admin"
	Node       = "system:node:" + NodeName
	Scheduler  = "system:kube-scheduler"
	Controller = "system:kube-controller-manager"
)

// NodeName is an address, since the kubelet looks up any other name of a node.
const NodeName = "127.0.0.1"

// Server is a running API server.
type Server struct {
	URL    string // also the issuer of its tokens
	Dir    string // contains its files, such as sa.key
	CA     string // PEM file
	Client *http.Client
}

// Start starts etcd and the API server, and waits until it is ready. It skips the test if
// KUBE_APISERVER and ETCD are not set.
func Start(t testing.TB, flags ...string) *Server {
	t.Helper()
	server, etcd := os.Getenv("KUBE_APISERVER"), os.Getenv("ETCD")
	if server == "" || etcd == "" {
		t.Skip("not run: KUBE_APISERVER and ETCD do not name programs: run scripts/cluster")
	}
	dir := t.TempDir()
	writeKeys(t, dir)
	Write(t, dir, "tokens.csv", tokens())
	ports := FreePorts(t, 3)
	store, peer := "http://127.0.0.1:"+ports[0], "http://127.0.0.1:"+ports[1]
	a := &Server{URL: "https://127.0.0.1:" + ports[2], Dir: dir, CA: filepath.Join(dir, "apiserver.crt")}
	Run(t, etcd, "--data-dir", dir+"/etcd", "--listen-client-urls", store, "--advertise-client-urls", store,
		"--listen-peer-urls", peer, "--initial-advertise-peer-urls", peer, "--initial-cluster", "default="+peer)
	Run(t, server, append([]string{"--etcd-servers=" + store, "--cert-dir=" + dir, "--bind-address=127.0.0.1",
		"--advertise-address=127.0.0.1", "--endpoint-reconciler-type=none", "--secure-port=" + ports[2],
		"--service-account-issuer=" + a.URL, "--service-account-key-file=" + dir + "/sa.pub",
		"--service-account-signing-key-file=" + dir + "/sa.key", "--authorization-mode=Node,RBAC",
		"--enable-admission-plugins=NodeRestriction", "--token-auth-file=" + dir + "/tokens.csv",
		"--service-cluster-ip-range=10.0.0.0/24"}, flags...)...)
	a.wait(t)
	return a
}

// tokens is the file of the users: token, name, id and groups.
func tokens() string {
	var all strings.Builder
	for i, user := range []string{Admin, Node, Scheduler, Controller} {
		group := map[string]string{Admin: "system:masters", Node: "system:nodes"}[user]
		fmt.Fprintf(&all, "%s,%s,%d,%s\n", token(user), user, i+1, group)
	}
	return all.String()
}

func token(user string) string { return strings.ReplaceAll(user, ":", "-") + "-token" }

func writeKeys(t testing.TB, dir string) {
	t.Helper()
	key, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		t.Fatal(err)
	}
	public, err := x509.MarshalPKIXPublicKey(&key.PublicKey)
	if err != nil {
		t.Fatal(err)
	}
	Write(t, dir, "sa.key", string(pem.EncodeToMemory(&pem.Block{Type: "RSA PRIVATE KEY",
		Bytes: x509.MarshalPKCS1PrivateKey(key)})))
	Write(t, dir, "sa.pub", string(pem.EncodeToMemory(&pem.Block{Type: "PUBLIC KEY", Bytes: public})))
}

// Write writes a private file and returns its path.
func Write(t testing.TB, dir, name, text string) string {
	t.Helper()
	path := filepath.Join(dir, name)
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

// FreePorts returns unused ports on loopback.
func FreePorts(t testing.TB, n int) (ports []string) {
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

func (a *Server) wait(t testing.TB) {
	t.Helper()
	for end := time.Now().Add(3 * time.Minute); time.Now().Before(end); time.Sleep(time.Second) {
		if a.Client == nil {
			text, err := os.ReadFile(a.CA)
			roots := x509.NewCertPool()
			if err != nil || !roots.AppendCertsFromPEM(text) {
				continue
			}
			transport := http.DefaultTransport.(*http.Transport).Clone()
			transport.TLSClientConfig.RootCAs = roots
			a.Client = &http.Client{Transport: transport, Timeout: time.Minute}
		}
		if code, _ := a.Ask(t, Admin, "GET", "/readyz", "", ""); code == 200 {
			return
		}
	}
	t.Fatal("the API server is not ready")
}

// Ask sends a request as a user. The code 0 means that there is no answer.
func (a *Server) Ask(t testing.TB, user, method, path, kind, body string) (code int, reply map[string]any) {
	t.Helper()
	request, err := http.NewRequestWithContext(t.Context(), method, a.URL+path, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	request.Header.Set("Authorization", "Bearer "+token(user))
	if kind != "" {
		request.Header.Set("Content-Type", kind)
	}
	response, err := a.Client.Do(request)
	if err != nil {
		return 0, nil
	}
	defer response.Body.Close()
	data, _ := io.ReadAll(response.Body)
	_ = json.Unmarshal(data, &reply)
	return response.StatusCode, reply
}

// Kubeconfig writes a file with which a Kubernetes program acts as the user, and returns its path.
func (a *Server) Kubeconfig(t testing.TB, user string) string {
	t.Helper()
	return Write(t, a.Dir, strings.ReplaceAll(user, ":", "-")+".kubeconfig", fmt.Sprintf(`apiVersion: v1
kind: Config
clusters: [{name: c, cluster: {server: %q, certificate-authority: %q}}]
users: [{name: u, user: {token: %q}}]
contexts: [{name: x, context: {cluster: c, user: u}}]
current-context: x
`, a.URL, a.CA, token(user)))
}
