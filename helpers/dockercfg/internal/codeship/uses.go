package codeship

import (
	"strings"

	"github.com/dockercfg/dockercfg/shared/dockerconfig"
	"github.com/dockercfg/dockercfg/shared/registry"
)

// Use is a registry that a step needs, and the credential that CodeShip would
// have taken for it.
type Use struct {
	Step       string `json:"step"`
	Does       string `json:"does"` // pull or push
	Registry   string `json:"registry"`
	Credential string `json:"credential"` // a file, "service NAME" or "none"
	Entry      string `json:"entry"`      // yes, no, generated, anonymous, or why it is not known
	line       int
	directive  Directive
}

// Uses lists what all steps need: a push its own registry, every other step the
// registry of its service's image. A service that is built pulls what its
// Dockerfile names, which is not read.
func (p *Project) Uses() (all []Use) {
	for _, step := range p.Steps {
		if step.group {
			continue
		}
		if step.Push() {
			all = append(all, p.use(step, "push", pushRegistry(step), step.Directive))
			continue
		}
		for _, name := range step.Services {
			service, known := p.service(name)
			if !known || service.Image == "" {
				continue
			}
			image, err := registry.ParseImage(service.Image)
			if err != nil {
				continue
			}
			image.Path = ""
			all = append(all, p.use(step, "pull", image.Key(), nearest(step, service)))
		}
	}
	return all
}

func (p *Project) use(step Step, does, host string, d Directive) Use {
	u := Use{Step: step.Title(), Does: does, Registry: host, Credential: d.String(), line: step.Line, directive: d}
	u.Entry = p.entry(host, d)
	return u
}

// nearest is the directive that counts for a pull: the step's own, that of a group
// around it, the service's.
func nearest(step Step, service Service) Directive {
	for _, d := range append(append([]Directive{step.Directive}, step.groups...), service.Directive) {
		if !d.None() {
			return d
		}
	}
	return Directive{}
}

// pushRegistry is where a push goes: what registry says, else the image's host.
func pushRegistry(step Step) string {
	if step.Registry != "" {
		name, err := registry.Parse(strings.TrimSpace(step.Registry))
		if err != nil {
			return step.Registry
		}
		if name.IsHub() {
			return registry.HubKey
		}
		name.Path = ""
		return name.Key()
	}
	image, err := registry.ParseImage(step.ImageName)
	if err != nil {
		return registry.HubKey
	}
	image.Path = ""
	return image.Key()
}

// entry tells whether a credential has something for a registry.
func (p *Project) entry(host string, d Directive) string {
	switch {
	case d.Path != "":
		f := p.open(d.Path)
		if f.problem != "" {
			return f.problem
		}
		c, err := dockerconfig.Parse(f.text, base(d.Path))
		if err != nil {
			return "the file cannot be read: " + err.Error()
		}
		for _, e := range c.Auths {
			if !e.Placeholder() && e.Problem == nil && keyOf(e.Key) == host {
				return "yes"
			}
		}
		return "no"
	case d.Service != "":
		if _, known := p.service(d.Service); !known {
			return "there is no such service"
		}
		return "generated"
	}
	return "anonymous"
}

func keyOf(key string) string {
	name, err := registry.Parse(key)
	if err != nil {
		return key
	}
	// https://index.docker.io/ stood on CodeShip's own pages for Docker Hub.
	if name.IsHub() {
		return registry.HubKey
	}
	return name.Key()
}
