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

// Load reads path. If it is a directory, it reads config.json in it, or the file of a
// pull secret that is mounted there.
func Load(path string) (dockerconfig.Config, error) {
	c, err := dockerconfig.LoadAs(path, parse)
	for _, name := range []string{".dockerconfigjson", ".dockercfg"} {
		if dockerconfig.Missing(err) && c.Path != path { // path is a directory
			mounted, problem := dockerconfig.LoadAs(filepath.Join(path, name), parse)
			if !dockerconfig.Missing(problem) {
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
	case encryptionError(text) != nil:
		return named(c, encryptionError(text))
	case bytes.IndexAny(text, `{["`) == 0:
		return parseJSON(data, path)
	case bytes.Contains(text, []byte(ecsData)):
		c.Auths, err = fromECS(text)
		return named(c, err)
	}
	return fromDocuments(c, data)
}

// parseJSON parses the formats that are JSON. It leaves text that cannot be parsed to the
// parser of config.json, whose error has the position.
func parseJSON(data []byte, path string) (dockerconfig.Config, error) {
	c := dockerconfig.Config{Path: path}
	document, err := strictjson.Parse(data)
	if err != nil {
		if doubt := oddities(data); doubt != nil {
			return named(c, doubt)
		}
		// Several documents, or YAML that begins with a bracket.
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
		err = errors.New("it contains a user and a password but no registry: " +
			"pass them to docker-credential-vars as DOCKER_<registry>_USR and _PSW")
	default:
		return dockerconfig.Parse(data, path)
	}
	return named(c, err)
}

// isManifest reports whether a document is a Kubernetes object, or was encrypted by SOPS.
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

// beginsWithObject reports whether the first document of a stream is a Kubernetes object.
func beginsWithObject(data []byte) bool {
	var object struct {
		Kind string `json:"kind"`
	}
	return json.NewDecoder(bytes.NewReader(data)).Decode(&object) == nil && object.Kind != ""
}

// oddities returns what is unusual in a document that is not a config.json. In a
// config.json, members that do not concern logins may be unusual; here, each member may
// determine a login.
func oddities(data []byte) error {
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

// fromDocuments converts manifests and registries.yaml.
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
	mergeParts(&c, parts)
	return c, nil
}
