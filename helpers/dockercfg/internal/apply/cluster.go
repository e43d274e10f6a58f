// Package apply writes one Secret into a Kubernetes cluster, and records in the cluster
// when it could not.
//
//	Cluster: URL, token, certificates   from the pod's service account, or from flags
//	   │ Apply ──► PATCH, server-side apply with the field manager "dockercfg"
//	   │             409 ──► GET: would a login be lost, and whose? ──► PATCH with force
//	   │ Due   ──► GET, metadata only
//	   │ Event ──► POST
//
// These are four HTTP requests, so no client library is linked. A Secret's content is
// read only if its fields belong to another manager; the reply to a patch contains only
// metadata. Decisions depend on the typed fields of a reply, never on its message
// (https://kubernetes.io/docs/reference/using-api/server-side-apply/).
package apply

import (
	"bytes"
	"context"
	"crypto/x509"
	"encoding/json"
	"net"
	"net/http"
	"net/url"
	"path/filepath"
	"strings"

	"github.com/dockercfg/dockercfg/shared/fault"
	"github.com/dockercfg/dockercfg/shared/safefile"
	"github.com/dockercfg/dockercfg/shared/tokenhttp"
)

// Manager is the field manager that owns what is applied.
const Manager = "dockercfg"

// accountDir is where a pod finds its service account
// (https://kubernetes.io/docs/tasks/run-application/access-api-from-pod/).
const accountDir = "/var/run/secrets/kubernetes.io/serviceaccount"

const (
	maxToken = 64 << 10 // bytes
	maxCA    = 1 << 20
)

// Cluster is an API server and the identity to use there.
type Cluster struct {
	Namespace string // of the pod; "" outside a pod

	server    string // without a slash at the end
	tokenFile string
	token     string
	roots     *x509.CertPool // nil for the system's
}

// InPod returns the cluster that this program's pod runs in, with its service account.
func InPod(env func(string) string) (Cluster, error) {
	host, port := env("KUBERNETES_SERVICE_HOST"), env("KUBERNETES_SERVICE_PORT")
	if host == "" || port == "" {
		return Cluster{}, fault.New(fault.Config, "--apply outside of a pod needs to know the cluster: "+
			"add --api-server URL, --api-token-file FILE and --api-ca-file FILE")
	}
	c, err := open("https://"+net.JoinHostPort(host, port), filepath.Join(accountDir, "token"),
		filepath.Join(accountDir, "ca.crt"))
	if err != nil {
		return c, fault.Within(err, "reading the pod's service account (is automountServiceAccountToken false?)")
	}
	namespace, err := safefile.ReadNamed(filepath.Join(accountDir, "namespace"), maxToken, false)
	if err == nil {
		c.Namespace = string(bytes.TrimSpace(namespace))
	}
	return c, nil
}

// At returns the cluster that flags name. Without a file of certificate authorities, the
// system's are trusted.
func At(server, tokenFile, caFile string) (Cluster, error) {
	u, err := tokenhttp.ParseURL(server, "--api-server")
	if err != nil {
		return Cluster{}, err
	}
	if u.RawQuery != "" || u.Fragment != "" {
		return Cluster{}, fault.New(fault.Config, "--api-server is not the URL of an API server: it has the form "+
			"https://host:6443")
	}
	return open(u.String(), tokenFile, caFile)
}

func open(server, tokenFile, caFile string) (Cluster, error) {
	c := Cluster{server: strings.TrimRight(server, "/"), tokenFile: tokenFile}
	token, err := safefile.ReadNamed(tokenFile, maxToken, false)
	if err != nil {
		return c, fault.New(fault.Config, "reading the API server's token: %w", err)
	}
	c.token = string(bytes.TrimSpace(token))
	if c.token == "" || strings.ContainsFunc(c.token, func(r rune) bool { return r <= ' ' || r > '~' }) {
		return c, fault.New(fault.Config, "%s does not contain a token: "+
			"create one with `kubectl create token ACCOUNT`", fault.Printable(tokenFile, 200))
	}
	if caFile == "" {
		return c, nil
	}
	text, err := safefile.ReadNamed(caFile, maxCA, false)
	if err != nil {
		return c, fault.New(fault.Config, "reading the API server's certificate authority: %w", err)
	}
	c.roots = x509.NewCertPool()
	if !c.roots.AppendCertsFromPEM(text) {
		return c, fault.New(fault.Config, "%s contains no certificate: use the cluster's ca.crt",
			fault.Printable(caFile, 200))
	}
	return c, nil
}

// What a reply contains: only the object's metadata, or everything.
const (
	metadataOnly = "application/json;as=PartialObjectMetadata;g=meta.k8s.io;v=v1,application/json"
	everything   = "application/json"
)

// call is one request.
type call struct {
	method, path string
	query        url.Values
	accept       string
	contentType  string
	body         []byte
}

// ask makes a request and returns a reply with status 2xx or 4xx.
func (c Cluster) ask(ctx context.Context, r call) (tokenhttp.Reply, error) {
	address := c.server + r.path
	if len(r.query) > 0 {
		address += "?" + r.query.Encode()
	}
	peer := tokenhttp.Peer{Name: "the API server", Check: "--api-server", Bundle: "--api-ca-file"}
	reply, err := peer.Ask(ctx, tokenhttp.Trusting(tokenhttp.Within(ctx), c.roots),
		func(ctx context.Context) (*http.Request, error) {
			request, err := http.NewRequestWithContext(ctx, r.method, address, bytes.NewReader(r.body))
			if err != nil {
				return nil, fault.New(fault.Internal, "creating a request to the API server: %w", err)
			}
			request.Header.Set("Authorization", "Bearer "+c.token)
			request.Header.Set("Accept", r.accept)
			request.Header.Set("User-Agent", Manager)
			if r.contentType != "" {
				request.Header.Set("Content-Type", r.contentType)
			}
			return request, nil
		})
	if err != nil {
		return reply, err
	}
	if reply.Status == http.StatusUnauthorized {
		return reply, fault.New(fault.LoginExpired, "the API server does not accept the token in %s: "+
			"it has expired, or it belongs to another cluster", fault.Printable(c.tokenFile, 200))
	}
	if !json.Valid(reply.Body) {
		return reply, fault.New(fault.Upstream, "the API server did not answer with JSON (status %d, %s): check "+
			"--api-server and the proxy",
			reply.Status, reply.Kind())
	}
	return reply, nil
}

func objectPath(namespace, resource, name string) string {
	path := "/api/v1/namespaces/" + url.PathEscape(namespace) + "/" + resource
	if name != "" {
		path += "/" + url.PathEscape(name)
	}
	return path
}
