// Package formats writes and reads the files in which programs without helpers keep
// registry logins: config.json, pull secrets, registries.yaml and others.
//
// Format.Encode writes a file for one kind of reader:
//
//	entries ──Check──► logins under the reader's keys ──encode──► bytes
//	                        ▲                                       │
//	                        └──────────── compared ◄──────── read ──┘
//
// The bytes are read back by the rules of their reader before anyone gets them: a reader
// that rejects one entry often rejects the file, or pulls anonymously. A static file has
// only `auth`: no `{}` (it means "look in the store"), no credsStore and no credHelpers
// (they take precedence over entries).
//
// Load reads a file that the user names, in any of these formats; its content decides,
// since file names mean nothing in CI:
//
//	JSON with auths, or a bare map        config.json, auth.json, .dockercfg, DOCKER_AUTH_CONFIG
//	YAML or JSON of kind Secret, or List  Kubernetes pull secrets, Argo CD credentials
//	YAML with configs                     registries.yaml of k3s
//	a map of headers                      CNB_REGISTRY_AUTH
//	ECS_ENGINE_AUTH_DATA=                 ecs.config of the ECS agent
//
// A file that holds logins but cannot be read, such as an encrypted one, gets an error
// that says how to open it (sealed.go). Docker's own config is read by
// shared/dockerconfig, since no client would accept another format there.
//
// A format has one file, with what writes it and what reads it. It has two readers on
// purpose: the one that checks a result is as strict as the strictest program that reads
// the format; the one for users' files accepts whatever some program accepts.
package formats

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/dockercfg/dockercfg/shared/registry"
)

// Format is one file format. Name is its name for `--format`.
type Format struct {
	Name     string
	For      string // the programs that read it, for people
	Kept     bool   // it is stored for a long time: in a cluster, a vault, a machine's configuration
	Single   bool   // it has one registry
	Manifest bool   // it is a Kubernetes object

	paths    bool   // a key may name a repository
	patterns string // which keys may match several registries: one, or anyPattern
	tokens   bool   // identity tokens can be encoded
	email    bool   // an email of the input is kept
	hub      string // its readers' name for Docker Hub
	encode   func(logins []login, o Options) ([]byte, error)
	read     func(data []byte) ([]login, error) // as its readers do
}

// anyPattern means the kubelet's globs.
const anyPattern = "any"

// Options are values besides the entries that some formats need.
type Options struct {
	Name, Namespace string    // of a Kubernetes object; "" is the default, or no namespace
	ResourceVersion string    // the only version of the object that may be replaced; "" means any
	Expires, Renew  time.Time // of a Kubernetes object; zero means not set
	ArgoCDType      string    // ArgoCDHelm or ArgoCDOCI; "" means ArgoCDHelm
}

// login is an entry with the key that readers of the format look for.
type login struct {
	key, user, secret string
	token             string // an identity token, which replaces user and secret
	email             string
}

// All returns the formats.
func All() []Format {
	return []Format{
		{Name: "config-json", For: "~/.docker/config.json, for docker, BuildKit, kaniko, crane",
			tokens: true, hub: registry.HubKey, encode: indented, read: readAuths},
		{Name: "auth-config-env", For: "the variable DOCKER_AUTH_CONFIG: docker, GitLab, Testcontainers",
			hub: registry.HubKey, encode: oneLine, read: readEnv},
		{Name: "podman", For: "auth.json of podman, buildah and skopeo",
			paths: true, tokens: true, hub: "docker.io", encode: indented, read: readAuths},
		{Name: "k8s-secret", For: "a Kubernetes or OpenShift pull secret, as a manifest",
			Kept: true, Manifest: true, paths: true, patterns: anyPattern, hub: registry.HubKey, encode: manifest,
			read: readManifest},
		{Name: "k3s", For: "registries.yaml of k3s and RKE2, only its section configs",
			Kept: true, patterns: "*", hub: "docker.io", encode: k3s, read: readK3s},
		{Name: "ecs-dockercfg", For: "the two lines for /etc/ecs/ecs.config, for the ECS agent",
			Kept: true, paths: true, hub: registry.HubKey, encode: ecs, read: readECS},
		{Name: "aws-secret", For: "a secret of AWS Secrets Manager, for ECS; one registry",
			Kept: true, Single: true, hub: registry.HubKey, encode: awsSecret, read: readAWSSecret},
		{Name: "cnb-env", For: "the variable CNB_REGISTRY_AUTH of Cloud Native Buildpacks",
			hub: registry.Hub, encode: cnb, read: readCNB},
		{Name: "dockercfg", For: "the legacy .dockercfg, without auths, for Elastic Beanstalk",
			email: true, hub: registry.HubKey, encode: bare, read: readBare},
		{Name: "codeship", For: "the dockercfg of CodeShip's builds, for `dockercfg encrypt`",
			email: true, hub: registry.HubKey, encode: indented, read: readCodeShip},
		{Name: "userpass", For: "user:password, without a newline; one registry",
			Single: true, hub: registry.HubKey, encode: userPass, read: readUserPass},
		{Name: "password", For: "only the secret, for --password-stdin; one registry",
			Single: true, hub: registry.HubKey, encode: password, read: readPassword},
		{Name: "argocd", For: "Argo CD credentials for Helm or OCI repositories; one registry",
			Kept: true, Single: true, Manifest: true, hub: "registry-1.docker.io", encode: argoCD, read: readArgoCD},
	}
}

// ByName returns a format. The error lists the names.
func ByName(name string) (Format, error) {
	var names []string
	for _, f := range All() {
		if f.Name == name {
			return f, nil
		}
		names = append(names, f.Name)
	}
	return Format{}, fmt.Errorf("unknown format %q: use one of %s", name, strings.Join(names, ", "))
}

// Encode encodes the entries, sorted by key, and parses the result. Without any entry it
// returns an error, since an empty file would make every pull anonymous.
func (f Format) Encode(entries []Entry, o Options) ([]byte, error) {
	switch {
	case len(entries) == 0:
		return nil, errors.New("there is no credential to write")
	case f.Single && len(entries) > 1:
		return nil, fmt.Errorf("it can contain one registry only, and there are %d: name one HOST", len(entries))
	}
	logins := make([]login, 0, len(entries))
	for _, e := range entries {
		if err := f.Check(e); err != nil {
			return nil, fmt.Errorf("%s: %w", e.Key, err)
		}
		logins = append(logins, f.login(e))
	}
	slices.SortFunc(logins, func(a, b login) int { return strings.Compare(a.key, b.key) })
	for i := range logins[1:] {
		if logins[i].key == logins[i+1].key {
			return nil, fmt.Errorf("%s: it appears twice", logins[i].key)
		}
	}
	data, err := f.encode(logins, o)
	if err != nil {
		return nil, err
	}
	read, err := f.read(data)
	if err != nil {
		return nil, fmt.Errorf("the result cannot be read back: %w", err)
	}
	return data, f.same(logins, read)
}

// same compares what was encoded with what a reader gets.
func (f Format) same(written, read []login) error {
	if f.Single && read[0].key == "" { // its readers know the registry from another source
		read[0].key = written[0].key
	}
	if f.Single && read[0].user == "" { // these know the user from another source too
		read[0].user = written[0].user
	}
	slices.SortFunc(read, func(a, b login) int { return strings.Compare(a.key, b.key) })
	if len(read) != len(written) {
		return errors.New("the result does not have as many entries as were written")
	}
	for i, w := range written {
		if r := read[i]; r != w {
			return fmt.Errorf("%s: the result does not read back as it was written", w.key)
		}
	}
	return nil
}
