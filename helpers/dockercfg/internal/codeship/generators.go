package codeship

import (
	"strings"

	"github.com/dockercfg/dockercfg/shared/registry"
)

// generator is one of CodeShip's images that made a dockercfg, and what it reads.
type generator struct {
	image    string // without its owner
	provider string // as DOCKERCFG_PROVIDERS names it
	helper   string
	secrets  []string
	plain    []string
}

// generatorList is by the images' own scripts (https://github.com/codeship-library).
func generatorList() []generator {
	return []generator{
		{"aws-ecr-dockercfg-generator", "aws", "ecr", []string{"AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"}, []string{"AWS_REGION", "AWS_STS_ROLE", "AWS_STS_ACCOUNT", "ECR_PUBLIC"}},
		{"gcr-dockercfg-generator", "google", "gar", []string{"GOOGLE_AUTH_JSON"}, []string{"GOOGLE_LOCATION"}},
		{"azure-dockercfg-generator", "azure", "acr", []string{"AZURE_USERNAME", "AZURE_PASSWORD"}, []string{"AZURE_REGISTRY_NAME"}},
		{"ibm-bluemix-dockercfg-generator", "ibm", "icr", []string{"BLUEMIX_API_KEY"}, nil},
		{"dockercfg-generator", "docker", "vars", []string{"DOCKER_USERNAME", "DOCKER_PASSWORD"}, []string{"DOCKER_REGISTRY"}},
		{"heroku-dockercfg-generator", "heroku", "heroku", []string{"HEROKU_API_KEY"}, nil},
	}
}

// generatorOf finds the generator of an image, whoever's copy it is.
func generatorOf(image string) (generator, bool) {
	name, err := registry.ParseImage(image)
	if err != nil {
		return generator{}, false
	}
	last := name.Path[strings.LastIndexByte(name.Path, '/')+1:]
	for _, g := range generatorList() {
		if g.image == last {
			return g, true
		}
	}
	return generator{}, false
}

// variables are the names that a service sets, with the values that stand in the
// project in plain text; those that were encrypted have "set" for a value unless
// empty. complete tells that all of its files could be read.
func (p *Project) variables(s Service) (all map[string]string, complete bool) {
	all, complete = s.variables(), true
	for _, n := range s.envFiles() {
		f := p.open(n.path)
		if f.text == nil {
			complete = complete && f.problem == ""
			continue
		}
		for name, value := range assignments(f.text) {
			all[name] = value
		}
	}
	for _, n := range s.inline() {
		name, value, ok := p.decrypted(n.path)
		if ok {
			all[name] = value
		}
		complete = complete && ok
	}
	return all, complete
}

// assignments reads an env file.
func assignments(text []byte) map[string]string {
	all := map[string]string{}
	for line := range strings.Lines(string(text)) {
		line = strings.TrimSpace(line)
		name, value, ok := strings.Cut(strings.TrimPrefix(line, "export "), "=")
		if ok && !strings.HasPrefix(line, "#") {
			all[strings.TrimSpace(name)] = value
		}
	}
	return all
}
