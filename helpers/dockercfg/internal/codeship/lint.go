package codeship

import (
	"fmt"
	"regexp"
	"slices"
	"strings"

	"github.com/dockercfg/dockercfg/shared/registry"
	"github.com/dockercfg/dockercfg/shared/strictyaml"
)

// Lint finds the mistakes that CodeShip's users made most, several of which its
// own pages taught.
func (p *Project) Lint() []Finding {
	l := &linter{Project: p}
	for _, check := range []func(*linter){
		misspelt, directives, pushes, registries, generators, templates, dockercfgs, tracked, ending, mixedUp, // lint*.go
	} {
		check(l)
	}
	slices.SortStableFunc(l.findings, func(a, b Finding) int {
		if a.File != b.File {
			return strings.Compare(a.File, b.File)
		}
		return a.Line - b.Line
	})
	return slices.Compact(l.findings)
}

type linter struct {
	*Project
	findings []Finding
}

func (l *linter) find(file string, line int, fix, format string, args ...any) {
	l.findings = append(l.findings, Finding{base(file), line, fmt.Sprintf(format, args...), fix})
}

// misspelt: keys that nothing reads, and what was meant.
func misspelt(l *linter) {
	meant := map[string]string{
		"encrypted_env": "encrypted_env_file", "encryped_dockercfg": "encrypted_dockercfg_path", "encrypted_dockercfg": "encrypted_dockercfg_path",
		"encryped_dockercfg_path": "encrypted_dockercfg_path", "dockercfg_path": "encrypted_dockercfg_path", "encrypted_env_files": "encrypted_env_file",
	}
	check := func(file string, v strictyaml.Value) {
		for _, m := range v.Members {
			if right := meant[m.Name]; right != "" {
				l.find(file, m.Line, right+": ...", "nothing reads the key %s", m.Name)
			}
		}
	}
	for _, s := range l.Services {
		check(l.ServicesFile, s.value)
	}
	for _, s := range l.Steps {
		check(l.StepsFile, s.value)
	}
}

// directives: services that do not exist, and two that say different things.
func directives(l *linter) {
	check := func(file, what string, d Directive) {
		if d.Service != "" {
			if name := strings.TrimSuffix(d.Service, ":"); name != d.Service {
				l.find(file, d.Line, "dockercfg_service: "+name, "%s: the service's name ends in a colon", what)
			} else if _, known := l.service(d.Service); !known && l.ServicesFile != "" {
				l.find(file, d.Line, "the name of a service in "+base(l.ServicesFile), "%s: dockercfg_service names %s, and there is no such service", what, d.Service)
			}
		}
		if d.Service != "" && d.Path != "" {
			l.find(file, d.Line, "leave one", "%s: encrypted_dockercfg_path and dockercfg_service stand together, and the file is taken", what)
		}
	}
	for _, s := range l.Services {
		check(l.ServicesFile, "service "+s.Name, s.Directive)
	}
	for _, s := range l.Steps {
		check(l.StepsFile, "step "+s.Title(), s.Directive)
	}
}

// pushes: a push takes no credential from its service or group.
func pushes(l *linter) {
	for _, s := range l.Steps {
		if s.Push() && s.Directive.None() {
			l.find(l.StepsFile, s.Line, "encrypted_dockercfg_path: dockercfg.encrypted", "step %s pushes without a credential of its own: one on the service is not used for a push", s.Title())
		}
		if s.Push() && s.ImageName == "" {
			l.find(l.StepsFile, s.Line, "image_name: registry.example.com/team/app", "step %s pushes and has no image_name", s.Title())
		}
	}
}

// registries: a registry and an image that do not go together.
func registries(l *linter) {
	for _, s := range l.Steps {
		if !s.Push() {
			continue
		}
		line := s.at("registry")
		name, err := registry.Parse(s.Registry)
		switch {
		case s.Registry == "":
			continue
		case err != nil:
			l.find(l.StepsFile, line, "registry: https://registry.example.com", "step %s: registry is no registry: %s", s.Title(), err)
			continue
		case name.IsHub() && s.Registry != registry.HubKey:
			l.find(l.StepsFile, line, "registry: "+registry.HubKey, "step %s: Docker Hub is looked for by one key alone", s.Title())
		case !name.IsHub() && strings.HasSuffix(s.Registry, "/"):
			l.find(l.StepsFile, line, "registry: "+strings.TrimRight(s.Registry, "/"), "step %s: with a slash at its end the registry is not found among the credentials", s.Title())
		}
		image, err := registry.ParseImage(s.ImageName)
		if err == nil && image.Host != name.Host && !(image.IsHub() && name.IsHub()) {
			l.find(l.StepsFile, s.at("image_name"), "image_name: "+name.Host+"/...", "step %s: the image is of %s, and the registry is %s", s.Title(), image.Host, name.Host)
		}
	}
}

// generators: variables of CodeShip's own images, whose documents and scripts
// disagree.
func generators(l *linter) {
	for _, s := range l.Services {
		g, known := generatorOf(s.Image)
		if !known {
			continue
		}
		vars, complete := l.variables(s)
		value := func(name string) (string, bool) { v, set := vars[name]; return v, set }
		_, azure := value("AZURE_REGISTRY")
		_, azureName := value("AZURE_REGISTRY_NAME")
		if g.provider == "azure" && azure && !azureName {
			l.find(l.ServicesFile, s.Line, "AZURE_REGISTRY_NAME: name.azurecr.io", "service %s: the image reads AZURE_REGISTRY_NAME, and its page says AZURE_REGISTRY", s.Name)
		}
		if _, set := value("GOOGLE_LOCATION"); g.provider == "google" && !set && complete {
			l.find(l.ServicesFile, s.Line, "GOOGLE_LOCATION: europe-west1", "service %s: since 2025 the image fails without GOOGLE_LOCATION", s.Name)
		}
		if public, set := value("ECR_PUBLIC"); g.provider == "aws" && set && (public == "false" || public == "0" || public == "") {
			l.find(l.ServicesFile, s.Line, "remove ECR_PUBLIC", "service %s: ECR_PUBLIC counts when it is set, whatever it is set to", s.Name)
		}
	}
}

// lookaround is what Go's regular expressions, which tag and exclude are, lack.
var lookaround = regexp.MustCompile(`\(\?(=|!|<)`)

// templates: in the wrong place, unquoted, with fields that there are not, or
// with values that many commits share.
func templates(l *linter) {
	for _, s := range l.Steps {
		for _, m := range s.value.Members {
			switch {
			case m.Name == "image_tag" && m.Value.Kind == strictyaml.Odd, m.Name == "tag" && m.Value.Kind == strictyaml.Odd:
				l.find(l.StepsFile, m.Line, `image_tag: "{{ .Branch }}"`, "step %s: a template without quotes is a mapping to YAML", s.Title())
			case (m.Name == "tag" || m.Name == "exclude") && strings.Contains(m.Value.Text, "{{"):
				l.find(l.StepsFile, m.Line, "image_tag: "+quote(m.Value.Text), "step %s: %s says on which branches the step runs; the image's tag is image_tag", s.Title(), m.Name)
			case (m.Name == "tag" || m.Name == "exclude") && lookaround.MatchString(m.Value.Text):
				l.find(l.StepsFile, m.Line, "exclude:, or several steps", "step %s: %s looks ahead or behind, which Go's regular expressions cannot", s.Title(), m.Name)
			case m.Name == "image_tag" && m.Value.Kind == strictyaml.Scalar:
				l.imageTag(s, m)
			}
		}
	}
}

func quote(text string) string { return `"` + strings.ReplaceAll(text, `"`, `\"`) + `"` }

func (l *linter) imageTag(s Step, m strictyaml.Member) {
	tag := evaluate(m.Value.Text, s)
	for _, problem := range tag.Problems {
		l.find(l.StepsFile, m.Line, tag.fix, "step %s: image_tag: %s", s.Title(), problem)
	}
}
