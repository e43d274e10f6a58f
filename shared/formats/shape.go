package formats

import (
	"bytes"
	"slices"

	"github.com/dockercfg/dockercfg/shared/dockerconfig"
	"github.com/dockercfg/dockercfg/shared/strictjson"
	"github.com/dockercfg/dockercfg/shared/strictyaml"
	"github.com/dockercfg/dockercfg/shared/textfile"
)

// Shape is the format of a file with logins: its name for --format, and its label for
// people.
type Shape struct{ Format, Label string }

// Formats that are read, but whose name does not identify them.
var (
	Config   = Shape{"config-json", "a config.json"}
	Flat     = Shape{"dockercfg", "a flat .dockercfg"}
	Secret   = Shape{"k8s-secret", "a Kubernetes manifest"}
	Headers  = Shape{"cnb-env", "a value of CNB_REGISTRY_AUTH"}
	Pair     = Shape{"aws-secret", "a user and a password without a registry"}
	Agent    = Shape{"ecs-dockercfg", "a configuration of the ECS agent"}
	Registry = Shape{"k3s", "a registries.yaml"}
	None     = Shape{} // not a known format, or empty
)

// ShapeOf returns the format of a file's content, as Load recognises it.
func ShapeOf(data []byte) Shape {
	data, err := textfile.UTF8(data)
	if err != nil {
		return None
	}
	switch text := bytes.TrimSpace(data); {
	case len(text) == 0:
		return None
	case bytes.IndexAny(text, `{["`) == 0:
		return shapeOfJSON(data)
	case bytes.Contains(text, []byte(ecsData)):
		return Agent
	}
	documents, err := strictyaml.ParseAny(data)
	if err != nil {
		return None
	}
	for _, d := range documents {
		_, kind := d.Get("kind")
		_, configs := d.Get("configs")
		_, mirrors := d.Get("mirrors")
		switch {
		case kind:
			return Secret
		case configs || mirrors:
			return Registry
		}
	}
	return None
}

func shapeOfJSON(data []byte) Shape {
	document, _, err := strictjson.ParseAbout(data, dockerconfig.TopLevel()...)
	if err != nil || document.Kind != strictjson.Object {
		return None
	}
	_, version := document.Get("apiVersion")
	kind, _ := document.Get("kind")
	switch {
	case kind.Kind == strictjson.String && (version || kind.Text == "Secret" || kind.Text == "List" ||
		kind.Text == "SecretList"):
		return Secret
	case isHeaders(document):
		return Headers
	case isPair(document):
		return Pair
	case isFlat(document):
		return Flat
	}
	return Config
}

// isFlat reports whether a document is a legacy .dockercfg, by an entry at its top level.
func isFlat(document strictjson.Value) bool {
	for _, name := range []string{"auths", "credHelpers", "credsStore"} {
		if _, ok := document.Get(name); ok {
			return false
		}
	}
	return slices.ContainsFunc(document.Members, func(m strictjson.Member) bool { return HasLogin(m.Value) })
}

// HasLogin reports whether an object has a field that only an entry has.
func HasLogin(v strictjson.Value) bool {
	return slices.ContainsFunc([]string{"auth", "username", "password", "identitytoken", "registrytoken"},
		func(field string) bool {
			_, ok := v.Get(field)
			return ok
		})
}
