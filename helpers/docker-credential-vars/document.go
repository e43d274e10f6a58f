package main

import (
	"errors"
	"os"
	"strings"

	"github.com/dockercfg/dockercfg/shared/credential"
	"github.com/dockercfg/dockercfg/shared/dockerconfig"
	"github.com/dockercfg/dockercfg/shared/envname"
	"github.com/dockercfg/dockercfg/shared/fault"
	"github.com/dockercfg/dockercfg/shared/registry"
)

const documentName = "DOCKER_AUTH_CONFIG"

// document is the variable DOCKER_AUTH_CONFIG. It is read as leniently as by GitLab Runner and
// Testcontainers: fields that docker refuses there are accepted.
type document struct{ dockerconfig.Config }

func authConfig() (document, error) {
	text, err := envname.Secret(documentName)
	if err != nil {
		return document{}, err
	}
	c, err := dockerconfig.ParseVariable(text, documentName)
	var path *dockerconfig.Path
	if errors.As(err, &path) {
		return document{}, fault.New(fault.Config, "%w", err)
	}
	if err != nil {
		return document{}, fault.New(fault.Config, "%w: correct it or unset it", err)
	}
	return document{c}, nil
}

// get prefers a key for the requested repository to one for its registry. A repository's key is
// never used for another repository.
func (d document) get(r target) (credential.Credential, error) {
	var best dockerconfig.Entry
	length := -1
	for _, e := range d.Auths {
		name, err := registry.Parse(e.Key)
		if err != nil || e.Placeholder() {
			continue
		}
		covers := r.is(e.Key)
		path := 0
		if !name.Whole() && name.Registry() == r.registry {
			path = len(name.Path)
			covers = strings.HasPrefix(r.name.Path+"/", strings.TrimSuffix(name.Path, "/")+"/")
		}
		if covers && path > length {
			best, length = e, path
		}
	}
	if length < 0 {
		return credential.Credential{}, fault.ErrNotFound
	}
	if best.Problem != nil {
		return credential.Credential{}, fault.New(fault.Config, "%s, entry %s: %w", documentName, best.Key,
			best.Problem)
	}
	if best.Username == "" || best.Secret == "" {
		return credential.Credential{}, fault.New(fault.Config, "%s, entry %s: it has no user name or no password",
			documentName, best.Key)
	}
	return best.Credential("variable " + documentName), nil
}

func (d document) hosts() []string {
	var hosts []string
	for _, e := range d.Auths {
		hosts = append(hosts, e.Key)
	}
	return hosts
}

// encoded is AUTH, the field `auth` of a Docker config, for the registry in a variable:
// https://github.com/codeship/codeship-tool-examples
type encoded string

func (e encoded) get(r target) (credential.Credential, error) {
	if !r.is(os.Getenv(string(e))) || os.Getenv("AUTH") == "" {
		return credential.Credential{}, fault.ErrNotFound
	}
	text, err := envname.Secret("AUTH")
	if err != nil {
		return credential.Credential{}, err
	}
	user, secret, err := dockerconfig.DecodeAuth(text)
	if err != nil {
		return credential.Credential{}, fault.New(fault.Config, "AUTH for the registry in %s: %w", string(e), err)
	}
	return newCredential(user, "AUTH (its user)", secret, "AUTH (its password)")
}

func (e encoded) hosts() []string { return []string{os.Getenv(string(e))} }
