package main

import (
	"testing"

	"github.com/dockercfg/dockercfg/shared/registry"
)

// TestNamed: docker-credential-vars is only started for a registry that a variable names.
func TestNamed(t *testing.T) {
	for _, c := range []struct {
		variables map[string]string
		asked     string
		want      bool
	}{
		{nil, "own.example", false},
		{map[string]string{"DOCKER_OWN__EXAMPLE_USR": "u"}, "own.example", true},
		{map[string]string{"DOCKER_OWN__EXAMPLE_PSW": "CANARY"}, "https://own.example/v2/", true},
		{map[string]string{"DOCKER_OWN__EXAMPLE_3A_5000_PSW_FILE": "/f"}, "own.example:5000", true},
		{map[string]string{"DOCKER_OWN__EXAMPLE_3A_5000_PSW_FILE": "/f"}, "own.example", false},
		{map[string]string{"DOCKER_OWN__EXAMPLE_USR": "u"}, "x.own.example", false},
		{map[string]string{"DOCKER_OWN__EXAMPLE_USR": "u"}, "http://own.example", false},
		{map[string]string{"DOCKER_LOCALHOST_3A_5000_USR": "u"}, "http://localhost:5000", true},
		{map[string]string{"DOCKER_DOCKER__IO_USR": "u"}, "https://index.docker.io/v1/", true},
		{map[string]string{"DOCKER_REGISTRY": "https://own.example/", "DOCKER_USERNAME": "u"}, "own.example", true},
		{map[string]string{"DOCKER_REGISTRY": "http://own.example", "DOCKER_PASSWORD": "CANARY"},
			"own.example:443", true},
		{map[string]string{"DOCKER_REGISTRY": "own.example"}, "own.example", false},
		{map[string]string{"REGISTRY": "own.example", "AUTH": "CANARY"}, "own.example", true},
		{map[string]string{"REGISTRY": "own.example"}, "own.example", false},
		{map[string]string{"DOCKER_AUTH_CONFIG": `{"auths":{"own.example/team":{"auth":"dTpD"}}}`},
			"own.example/team/app", true},
		{map[string]string{"DOCKER_AUTH_CONFIG": `{"auths":{"own.example":{"auth":"dTpD"}}}`}, "other.example", false},
		{map[string]string{"DOCKER_AUTH_CONFIG": `{"auths"`}, "other.example", true},
		{map[string]string{"DOCKER_OWN__EXAMPLE_USR": "u"}, "own.example.", false},
	} {
		t.Run("", func(t *testing.T) {
			for name, value := range c.variables {
				t.Setenv(name, value)
			}
			name, err := registry.Parse(c.asked)
			if got := inVariables(name); err != nil || got != c.want {
				t.Errorf("%q, %s: %v, %v", c.variables, c.asked, got, err)
			}
		})
	}
}
