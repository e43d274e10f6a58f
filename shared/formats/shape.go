package formats

import (
	"bytes"
	"slices"

	"github.com/dockercfg/dockercfg/shared/dockerconfig"
	"github.com/dockercfg/dockercfg/shared/strictjson"
	"github.com/dockercfg/dockercfg/shared/strictyaml"
	"github.com/dockercfg/dockercfg/shared/textfile"
)

// Shape is what a file of logins is, by the name that --format has for it, and what
// people call it.
type Shape struct{ Format, Label string }

// The shapes that are read and cannot be told apart by their name.
var (
	Config   = Shape{"config-json", "a config.json"}
	Flat     = Shape{"dockercfg", "a flat .dockercfg"}
	Secret   = Shape{"k8s-secret", "a Kubernetes manifest"}
	Headers  = Shape{"cnb-env", "a value of CNB_REGISTRY_AUTH"}
	Pair     = Shape{"aws-secret", "a user and a password without a registry"}
	Agent    = Shape{"ecs-dockercfg", "a configuration of the ECS agent"}
	Registry = Shape{"k3s", "a registries.yaml"}
	None     = Shape{} // nothing that is known, or nothing at all
)

// ShapeOf tells the shape of a file's content, as Load does.
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

// isFlat tells the legacy .dockercfg by an entry at the top.
func isFlat(document strictjson.Value) bool {
	for _, name := range []string{"auths", "credHelpers", "credsStore"} {
		if _, ok := document.Get(name); ok {
			return false
		}
	}
	return slices.ContainsFunc(document.Members, func(m strictjson.Member) bool { return HasLogin(m.Value) })
}

// HasLogin tells an object with a field that only an entry has.
func HasLogin(v strictjson.Value) bool {
	return slices.ContainsFunc([]string{"auth", "username", "password", "identitytoken", "registrytoken"},
		func(field string) bool {
			_, ok := v.Get(field)
			return ok
		})
}
