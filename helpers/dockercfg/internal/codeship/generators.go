package codeship

import (
	"slices"
	"strings"

	"github.com/dockercfg/dockercfg/helpers/internal/ecr"
	"github.com/dockercfg/dockercfg/helpers/internal/gar"
	"github.com/dockercfg/dockercfg/helpers/internal/heroku"
	"github.com/dockercfg/dockercfg/helpers/internal/icr"
	"github.com/dockercfg/dockercfg/shared/registry"
)

// generator is one of CodeShip's images that created a dockercfg, and what it reads.
type generator struct {
	image    string // without its owner
	provider string // as DOCKERCFG_PROVIDERS names it
	own      string // the image of packaging/generator
	secrets  []string
	settings []string                 // settings that it needs
	optional []string                 // settings that it reads if they are set
	extra    []string                 // secrets that it reads if they are set
	serves   func(registry.Name) bool // nil if a variable names the registry
}

// generatorList follows the images' own scripts (https://github.com/codeship-library),
// and has what else `dockercfg generate` reads.
func generatorList() []generator {
	return []generator{
		{
			image: "aws-ecr-dockercfg-generator", provider: "aws", serves: ecr.Match,
			own:     "dockercfg-generator-aws-ecr",
			secrets: []string{"AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"}, extra: []string{"AWS_SESSION_TOKEN"},
			settings: []string{"AWS_REGION"},
			optional: []string{
				"AWS_DEFAULT_REGION", "AWS_STS_ROLE", "AWS_STS_ACCOUNT", "AWS_ACCOUNT_ID", "AWS_ECR_REGISTRY_IDS",
				"ECR_PUBLIC",
			},
		},
		{
			image: "gcr-dockercfg-generator", provider: "google", serves: gar.Match, own: "dockercfg-generator-gcr",
			secrets:  []string{"GOOGLE_AUTH_JSON"},
			optional: []string{"GOOGLE_LOCATION", "GOOGLE_AUTH_EMAIL", "GOOGLE_PROJECT_ID"},
		},
		{
			image: "azure-dockercfg-generator", provider: "azure", own: "dockercfg-generator-azure",
			secrets:  []string{"AZURE_USERNAME", "AZURE_PASSWORD"},
			optional: []string{"AZURE_REGISTRY", "AZURE_REGISTRY_NAME"},
		},
		{
			image: "ibm-bluemix-dockercfg-generator", provider: "ibm", serves: icr.Match,
			own:     "dockercfg-generator-ibm",
			secrets: []string{"BLUEMIX_API_KEY"}, optional: []string{"BLUEMIX_API_ENDPOINT"},
		},
		{
			image: "dockercfg-generator", provider: "docker", own: "dockercfg-generator-dockerhub",
			secrets: []string{"DOCKER_USERNAME", "DOCKER_PASSWORD"}, optional: []string{"DOCKER_REGISTRY"},
		},
		{
			image: "heroku-dockercfg-generator", provider: "heroku", serves: heroku.Match,
			own:     "dockercfg-generator-heroku",
			secrets: []string{"HEROKU_API_KEY"},
		},
	}
}

// isSetting reports whether a variable is known not to be a secret: a region, a project, a
// user name. Others may be secrets.
func isSetting(name string) bool {
	for _, g := range generatorList() {
		if slices.Contains(g.settings, name) || slices.Contains(g.optional, name) {
			return true
		}
	}
	return slices.Contains(otherSettings, name)
}

var otherSettings = []string{
	"AWS_PROFILE", "AZURE_SUBSCRIPTION_ID", "AZURE_TENANT_ID", "AZURE_USERNAME", "CLOUDSDK_COMPUTE_ZONE",
	"DOCKER_USERNAME", "GOOGLE_COMPUTE_ZONE",
}

// generatorOf returns the generator of an image, whoever published the copy. The images
// of packaging/generator read the same variables.
func generatorOf(image string) (generator, bool) {
	name, err := registry.ParseImage(image)
	if err != nil {
		return generator{}, false
	}
	last := name.Path[strings.LastIndexByte(name.Path, '/')+1:]
	for _, g := range generatorList() {
		if g.image == last || g.own != "" && g.own == last {
			return g, true
		}
	}
	return generator{}, false
}

// generatorsOf returns the generators that a service replaces. The image with every helper
// has the same name as CodeShip's image for Docker Hub; its variables decide what it is.
func (p *Project) generatorsOf(s Service) (all []generator) {
	named, known := generatorOf(s.Image)
	if !known {
		return nil
	}
	if named.provider != "docker" {
		return []generator{named}
	}
	set, _ := p.variables(s)
	for _, g := range generatorList() {
		if slices.ContainsFunc(g.secrets, func(name string) bool { _, ok := set[name]; return ok }) {
			all = append(all, g)
		}
	}
	if len(all) == 0 {
		return []generator{named}
	}
	return all
}

// canServe reports whether a generator can create a login for a registry. A generator that
// is not known, or whose registry a variable names, can create any.
func (g generator) canServe(host string) bool {
	name, err := registry.Parse(host)
	return g.serves == nil || err != nil || g.serves(name)
}
