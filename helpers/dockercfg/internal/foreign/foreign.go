// Package foreign reads the file that a user names, in whatever shape it holds
// logins: what this program writes for other readers, it also takes from them.
//
//	JSON with auths, or a bare map        config.json, auth.json, .dockercfg, DOCKER_AUTH_CONFIG
//	YAML or JSON of kind Secret, or List  Kubernetes pull secrets, secret.go
//	YAML with configs                     registries.yaml of k3s, other.go
//	a map of headers; ecs.config          CNB_REGISTRY_AUTH, ECS agents, other.go
//
// Docker's own config is read without this package: no client would take any of
// these there. The shape is told by the content, since names mean nothing in CI.
package foreign

import (
	"bytes"
	"errors"
	"fmt"

	"github.com/dockercfg/dockercfg/shared/dockerconfig"
	"github.com/dockercfg/dockercfg/shared/strictjson"
	"github.com/dockercfg/dockercfg/shared/strictyaml"
)

// Load reads path, or config.json in it where it is a directory.
func Load(path string) (dockerconfig.Config, error) { return dockerconfig.LoadAs(path, parse) }

func parse(data []byte, path string) (dockerconfig.Config, error) {
	c := dockerconfig.Config{Path: path}
	data = bytes.TrimPrefix(data, []byte("\xef\xbb\xbf"))
	text := bytes.TrimSpace(data)
	var err error
	switch {
	case bytes.IndexAny(text, `{["`) == 0:
		return parseJSON(data, path)
	case len(text) == 0:
		return c, nil
	case bytes.Contains(text, []byte(ecsData)):
		c.Auths, err = fromECS(text)
	default:
		c.Auths, err = fromYAML(data)
	}
	return named(c, err)
}

// parseJSON takes the shapes that are JSON apart. What cannot be read is left to
// the reader of config.json, which says where it is wrong.
func parseJSON(data []byte, path string) (dockerconfig.Config, error) {
	document, err := strictjson.Parse(data)
	if err != nil {
		if doubt := inOtherShape(data); doubt != nil {
			return named(dockerconfig.Config{Path: path}, doubt)
		}
		return dockerconfig.Parse(data, path)
	}
	c := dockerconfig.Config{Path: path}
	switch kind, _ := document.Get("kind"); {
	case kind.Text == "Secret" || kind.Text == "List" || kind.Text == "SecretList":
		c.Auths, err = fromYAML(data) // JSON is YAML, and one reader is enough
	case isHeaders(document):
		c.Auths, err = fromHeaders(document)
	case isPair(document):
		err = errors.New("it holds a user and a password and no registry: give them to docker-credential-vars as DOCKER_<registry>_USR and _PSW")
	default:
		return dockerconfig.Parse(data, path)
	}
	return named(c, err)
}

// inOtherShape is what is odd in a document that is no config.json. In that, members that
// have nothing to do with logins may be odd; here, each of them may decide.
func inOtherShape(data []byte) error {
	document, doubt, err := strictjson.ParseAbout(data, dockerconfig.TopLevel()...)
	if err != nil || doubt == nil {
		return nil
	}
	for _, name := range dockerconfig.TopLevel() {
		if _, there := document.Get(name); there {
			return nil
		}
	}
	return doubt
}

func named(c dockerconfig.Config, err error) (dockerconfig.Config, error) {
	if err != nil {
		err = fmt.Errorf("%s, %w", c.Path, err)
	}
	return c, err
}

// fromYAML takes manifests and registries.yaml.
func fromYAML(data []byte) ([]dockerconfig.Entry, error) {
	documents, err := strictyaml.Parse(data)
	if err != nil {
		return nil, err
	}
	var all []dockerconfig.Entry
	known := false
	for _, document := range documents {
		configs, isK3s := document.Get("configs")
		var entries []dockerconfig.Entry
		var err error
		switch {
		case document.Kind == strictyaml.Null:
			continue
		case isK3s:
			entries, err = fromK3s(configs)
		default:
			entries, isK3s, err = fromManifest(document)
		}
		if err != nil {
			return nil, err
		}
		known = known || isK3s
		if all, err = join(all, entries); err != nil {
			return nil, err
		}
	}
	if !known {
		return nil, errors.New("it is no file of logins that is known here: a config.json, auth.json or .dockercfg, a Kubernetes pull secret, registries.yaml, ecs.config or CNB_REGISTRY_AUTH")
	}
	return all, nil
}

// join adds entries of another part of the file. One registry may stand in two
// parts, and then with the same login.
func join(all, more []dockerconfig.Entry) ([]dockerconfig.Entry, error) {
	at := make(map[string]int, len(all))
	for i, e := range all {
		at[e.Key] = i
	}
	for _, e := range more {
		i, twice := at[e.Key]
		switch {
		case !twice:
			all = append(all, e)
		case all[i].Username != e.Username || all[i].Secret != e.Secret:
			return nil, fmt.Errorf("%q stands in two parts of it with different logins: leave one", e.Key)
		}
	}
	return all, nil
}
