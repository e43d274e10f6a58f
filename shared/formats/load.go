package formats

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"path/filepath"
	"strconv"

	"github.com/dockercfg/dockercfg/shared/dockerconfig"
	"github.com/dockercfg/dockercfg/shared/strictjson"
	"github.com/dockercfg/dockercfg/shared/strictyaml"
	"github.com/dockercfg/dockercfg/shared/textfile"
)

// Load reads path. In a directory it is config.json, or the file of a pull secret that
// is mounted there.
func Load(path string) (dockerconfig.Config, error) {
	c, err := dockerconfig.LoadAs(path, parse)
	for _, name := range []string{".dockerconfigjson", ".dockercfg"} {
		if dockerconfig.Missing(err) && c.Path != path { // it is a directory
			if mounted, problem := dockerconfig.LoadAs(filepath.Join(path, name), parse); !dockerconfig.Missing(problem) {
				return mounted, problem
			}
		}
	}
	return c, err
}

func parse(data []byte, path string) (dockerconfig.Config, error) {
	c := dockerconfig.Config{Path: path}
	data, err := textfile.UTF8(data)
	if err != nil {
		return named(c, err)
	}
	text := bytes.TrimSpace(data)
	switch {
	case len(text) == 0:
		return c, nil
	case sealed(text) != nil:
		return named(c, sealed(text))
	case bytes.IndexAny(text, `{["`) == 0:
		return parseJSON(data, path)
	case bytes.Contains(text, []byte(ecsData)):
		c.Auths, err = fromECS(text)
		return named(c, err)
	}
	return fromDocuments(c, data)
}

// parseJSON takes the shapes that are JSON apart. What cannot be read is left to
// the reader of config.json, which says where it is wrong.
func parseJSON(data []byte, path string) (dockerconfig.Config, error) {
	c := dockerconfig.Config{Path: path}
	document, err := strictjson.Parse(data)
	if err != nil {
		if doubt := inOtherShape(data); doubt != nil {
			return named(c, doubt)
		}
		// Several documents, and YAML that begins with a bracket.
		documents, problem := strictyaml.ParseAny(data)
		if problem == nil && isManifest(documents) || problem != nil && beginsWithObject(data) {
			return fromDocuments(c, data)
		}
		return dockerconfig.Parse(data, path)
	}
	switch {
	case isManifest([]strictyaml.Value{strictyaml.FromJSON(data, document)}):
		return fromDocuments(c, data)
	case isHeaders(document):
		c.Auths, err = fromHeaders(document)
	case isPair(document):
		err = errors.New("it contains a user and a password but no registry: pass them to docker-credential-vars as DOCKER_<registry>_USR and _PSW")
	default:
		return dockerconfig.Parse(data, path)
	}
	return named(c, err)
}

// isManifest tells Kubernetes' objects, and what SOPS made of any file.
func isManifest(documents []strictyaml.Value) bool {
	for _, d := range documents {
		kind, _ := d.Get("kind")
		_, configs := d.Get("configs")
		if kind.Kind == strictyaml.Scalar || configs || encrypted(d) {
			return true
		}
	}
	return false
}

// beginsWithObject tells a stream whose first document is one of Kubernetes' objects.
func beginsWithObject(data []byte) bool {
	var object struct {
		Kind string `json:"kind"`
	}
	return json.NewDecoder(bytes.NewReader(data)).Decode(&object) == nil && object.Kind != ""
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

// fromDocuments takes manifests and registries.yaml.
func fromDocuments(c dockerconfig.Config, data []byte) (dockerconfig.Config, error) {
	documents, err := strictyaml.ParseAny(data)
	if err != nil {
		return named(c, err)
	}
	var parts []part
	for _, document := range documents {
		configs, isK3s := document.Get("configs")
		_, isObject := document.Get("kind")
		switch {
		case encrypted(document):
			parts = append(parts, part{name: "line " + strconv.Itoa(document.Line), line: document.Line, err: errSOPS})
		case isK3s && !isObject:
			parts = append(parts, part{name: "configs", line: configs.Line, entries: fromK3s(configs)})
		default:
			parts = append(parts, fromManifest(document)...)
		}
	}
	if len(parts) == 0 {
		return named(c, errors.New("its format is not known: expected a config.json, auth.json or "+
			".dockercfg, a Kubernetes pull secret, registries.yaml, ecs.config or CNB_REGISTRY_AUTH"))
	}
	if len(parts) == 1 && parts[0].err != nil {
		return named(c, parts[0].err)
	}
	joined(&c, parts)
	return c, nil
}
