package codeship

import (
	"fmt"
	"strings"

	"github.com/dockercfg/dockercfg/helpers/dockercfg/internal/jet"
	"github.com/dockercfg/dockercfg/shared/dockerconfig"
	"github.com/dockercfg/dockercfg/shared/registry"
	"github.com/dockercfg/dockercfg/shared/textfile"
)

// Use is a registry that a step needs, and the credential that CodeShip would
// have used for it.
type Use struct {
	Step       string `json:"step"`
	Does       string `json:"does"`           // pull or push
	Registry   string `json:"registry"`       // "?" if it is not known
	From       string `json:"from,omitempty"` // what names the image: a file and its line
	Credential string `json:"credential"`     // a file, "service NAME" or "none"
	Entry      string `json:"entry"`          // yes, no, generated, anonymous, or why it is not known
	directive  Directive
}

// Uses returns what all steps need: a push its own registry, and every step the registries
// of its services' images and of the images in their Dockerfiles, also for linked
// services. Services that no step names follow.
func (p *Project) Uses() (all []Use) {
	reached := map[string]bool{}
	add := func(step Step, services []string) {
		if len(all) > maxUses {
			return
		}
		shown := map[Use]bool{} // a step may pull ten images of one registry
		if step.Push() {
			host, why := pushRegistry(step)
			all = append(all, p.use(step.Title(), "push", pull{host, lineOf(p.StepsFile, step.Line), why}, step.own()))
		}
		for _, name := range services {
			for _, service := range p.needs(name) {
				reached[service.Name] = true
				d := nearest(step, service)
				for _, needed := range p.pulls(service) {
					use := p.use(step.Title(), "pull", needed, d)
					key := use
					if key.From = ""; !shown[key] {
						shown[key], all = true, append(all, use)
					}
				}
			}
		}
	}
	for _, step := range p.Steps {
		if !step.group {
			add(step, step.Services)
		}
	}
	for _, d := range p.directives() {
		reached[d.Service] = true // a generator, not a service of the build
	}
	for _, service := range p.Services {
		if _, known := generatorOf(service.Image); !known && !reached[service.Name] {
			add(Step{Name: "(service " + service.Name + ")"}, []string{service.Name})
		}
	}
	if len(all) > maxUses {
		all = append(all[:maxUses], p.use("(more)", "pull", pull{registry: unknown,
			why: "the project has too many steps"}, Directive{}))
	}
	return all
}

// maxUses bounds what a few lines of YAML can expand to.
const maxUses = 10000

func (p *Project) use(step, does string, needed pull, d Directive) Use {
	u := Use{Step: step, Does: does, Registry: needed.registry, From: needed.from, Credential: d.String(), directive: d}
	if u.Entry = p.entry(needed.registry, d); needed.registry == unknown {
		u.Entry = "not known: " + needed.why
	}
	return u
}

// own returns the directive of a step, or of a group around it.
func (s Step) own() Directive {
	for _, d := range append([]Directive{s.Directive}, s.groups...) {
		if !d.None() {
			return d
		}
	}
	return Directive{}
}

// nearest returns the directive that applies to a pull: the step's own, that of a group
// around it, or the service's. A push does not use the service's.
func nearest(step Step, service Service) Directive {
	if d := step.own(); !d.None() {
		return d
	}
	return service.Directive
}

// pushRegistry returns where a push goes: the registry that the step names, or the image's
// host.
func pushRegistry(step Step) (host, why string) {
	if step.Registry != "" {
		name, err := registry.Parse(strings.TrimSpace(step.Registry))
		switch {
		case err != nil:
			return unknown, "the registry is not valid"
		case name.IsHub(), name.HubSite(): // the web site means the registry
			return registry.HubKey, ""
		}
		name.Path = ""
		return name.Key(), ""
	}
	image, err := registry.ParseImage(step.ImageName)
	if err != nil {
		return unknown, "image_name is not a valid image reference"
	}
	if image.HubSite() {
		return registry.HubKey, ""
	}
	image.Path = ""
	return image.Key(), ""
}

// entry returns whether a credential has a login for a registry, or why that is not known.
func (p *Project) entry(host string, d Directive) string {
	switch {
	case d.Path != "":
		f := p.open(d.Path)
		if f.problem != "" {
			return f.problem
		}
		c, err := p.config(d.Path)
		if err != nil {
			return err.Error()
		}
		for _, e := range c.Auths {
			if !e.Placeholder() && e.Problem == nil && keyOf(e.Key) == host {
				return "yes"
			}
		}
		return "no"
	case d.Service != "":
		s, exists := p.service(d.Service)
		g, known := generatorOf(s.Image)
		switch {
		case !exists:
			return "no service has that name"
		case known && !g.canServe(host):
			return "no"
		}
		return "generated"
	}
	return "anonymous"
}

// config is a parsed dockercfg, or the error.
type config struct {
	dockerconfig.Config
	err error
}

// config returns a dockercfg of the project, which may be in UTF-16.
func (p *Project) config(path string) (dockerconfig.Config, error) {
	c, known := p.configs[path]
	if !known {
		c.Config, c.err = p.readConfig(path)
		p.configs[path] = c
	}
	return c.Config, c.err
}

func (p *Project) readConfig(path string) (dockerconfig.Config, error) {
	text, err := textfile.UTF8(p.open(path).text)
	if err != nil {
		return dockerconfig.Config{}, fmt.Errorf("failed to parse dockercfg: %w", err)
	}
	c, err := dockerconfig.Parse(text, path)
	if err != nil {
		return c, jet.ParseFailure(text, err)
	}
	return c, nil
}

// keyOf returns the registry's key, which is the same for all its spellings.
func keyOf(key string) string {
	name, err := registry.Parse(key)
	if err != nil {
		return key
	}
	// CodeShip's own pages had https://index.docker.io/ for Docker Hub.
	if name.IsHub() {
		return registry.HubKey
	}
	return name.Key()
}
