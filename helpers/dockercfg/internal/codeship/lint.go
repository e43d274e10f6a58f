package codeship

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"unicode"

	"github.com/dockercfg/dockercfg/shared/registry"
	"github.com/dockercfg/dockercfg/shared/strictyaml"
)

// Lint returns the mistakes that CodeShip's users made most often; CodeShip's own pages
// taught several of them.
func (p *Project) Lint() []Finding {
	l := &linter{Project: p, findings: slices.Clone(p.unread)}
	for _, check := range []func(*linter){ // lint.go, lintfiles.go
		misspelt, names, directives, unknownServices, pushes, registries, site, generators, templates,
		dockercfgs, tracked, ending, mixedUp, unchecked,
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
	l.findings = append(l.findings, Finding{File: base(file), Line: line, What: fmt.Sprintf(format, args...), Fix: fix})
}

// note adds something that works but that users should know.
func (l *linter) note(file string, line int, fix, format string, args ...any) {
	l.find(file, line, fix, format, args...)
	l.findings[len(l.findings)-1].Note = true
}

// meant maps misspelt keys to the right ones; the first two were on CodeShip's own pages.
var meant = map[string]string{
	"encrypted_env": "encrypted_env_file", "encryped_dockercfg": "encrypted_dockercfg_path",
	"encrypted_env_files": "encrypted_env_file", "encrypted_dockercfg": "encrypted_dockercfg_path",
	"encryped_dockercfg_path": "encrypted_dockercfg_path", "dockercfg_path": "encrypted_dockercfg_path",
}

// misspelt finds keys that CodeShip did not read.
func misspelt(l *linter) {
	check := func(file string, v strictyaml.Value) {
		for _, m := range v.Members {
			if right := meant[m.Name]; right != "" {
				l.find(file, m.Line, right+": ...", "the key %s is not read", m.Name)
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

// serviceName is the grammar of names in compose files.
var serviceName = regexp.MustCompile(`^[A-Za-z0-9][A-Za-z0-9._-]*$`)

// names checks the names of services, steps and variables. A line break in a name is a
// mistake in the YAML, or an attempt to be copied into a script.
func names(l *linter) {
	for _, s := range l.Services {
		if !serviceName.MatchString(s.Name) {
			l.find(l.ServicesFile, s.Line, "letters, digits, dots, hyphens and underscores",
				"service %s: the name has other characters", s.Name)
		}
		for name := range s.variables() {
			if !variableName.MatchString(name) {
				l.find(l.ServicesFile, s.Line, "letters, digits and underscores",
					"service %s: the name of a variable has other characters: %q", s.Name, name)
			}
		}
	}
	for _, s := range l.Steps {
		if strings.ContainsFunc(s.Name, unicode.IsControl) {
			l.find(l.StepsFile, s.Line, "a name on one line",
				"the name of a step has a line break or another control character: %q", s.Name)
		}
	}
}

// directives finds services that do not exist, and two directives at once.
func directives(l *linter) {
	check := func(file, what string, d Directive) {
		if d.Service != "" {
			if name := strings.TrimSuffix(d.Service, ":"); name != d.Service {
				l.find(file, d.Line, yamlLine("dockercfg_service", name), "%s: the service's name ends in a colon",
					what)
			} else if _, known := l.service(d.Service); !known && l.ServicesFile != "" {
				l.find(file, d.Line, l.generatorName(),
					"%s: dockercfg_service names %s, and no service has that name", what, d.Service)
			}
		}
		if d.Service != "" && d.Path != "" {
			l.find(file, d.Line, "remove one of them",
				"%s: it has both encrypted_dockercfg_path and dockercfg_service, and CodeShip used the file", what)
		}
	}
	for _, s := range l.Services {
		check(l.ServicesFile, "service "+s.Name, s.Directive)
	}
	for _, s := range l.Steps {
		check(l.StepsFile, "step "+s.Title(), s.Directive)
	}
}

// generatorName returns the line that names the project's generator, if it has only one.
func (l *linter) generatorName() string {
	var found []string
	for _, s := range l.Services {
		if _, known := generatorOf(s.Image); known {
			found = append(found, s.Name)
		}
	}
	if len(found) == 1 {
		return yamlLine("dockercfg_service", found[0])
	}
	return "the name of a service in " + base(l.ServicesFile)
}

// unknownServices finds steps whose service does not exist.
func unknownServices(l *linter) {
	for _, s := range l.Steps {
		for _, name := range s.Services {
			if _, known := l.service(name); !known && l.ServicesFile != "" && !s.group {
				l.find(l.StepsFile, s.Line, "the name of a service in "+base(l.ServicesFile),
					"step %s: it runs on the service %s, and no service has that name", s.Title(), name)
			}
		}
	}
}

// pushes finds pushes without a credential: a push does not use the one of its service.
func pushes(l *linter) {
	for _, s := range l.Steps {
		if !s.Push() {
			continue
		}
		d := s.own()
		host, _ := pushRegistry(s)
		if d.None() {
			l.find(l.StepsFile, s.Line, "encrypted_dockercfg_path: dockercfg.encrypted",
				"step %s pushes without a credential of its own: one on the service is not used for a push", s.Title())
		} else if host != unknown && l.entry(host, d) == "no" {
			l.find(l.StepsFile, s.Line, "a credential for "+host,
				"step %s: %s has no login for %s, so the push fails (no basic auth credentials)", s.Title(), d, host)
		}
		if s.ImageName == "" {
			l.find(l.StepsFile, s.Line, "image_name: registry.example.com/team/app",
				"step %s pushes but has no image_name", s.Title())
		}
	}
}

// registries finds a registry and an image that do not match.
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
			l.find(l.StepsFile, line, "registry: https://registry.example.com", "step %s: registry is not valid: %s",
				s.Title(), err)
			continue
		case name.HubSite():
			l.find(l.StepsFile, line, yamlLine("registry", registry.HubKey),
				"step %s: %s is Docker Hub's web site, not its registry", s.Title(), name.Host)
			continue
		case name.IsHub() && s.Registry != registry.HubKey:
			l.find(l.StepsFile, line, yamlLine("registry", registry.HubKey),
				"step %s: CodeShip finds Docker Hub by this one key only", s.Title())
		case !name.IsHub() && strings.HasSuffix(s.Registry, "/"):
			l.find(l.StepsFile, line, yamlLine("registry", strings.TrimRight(s.Registry, "/")),
				"step %s: the registry ends in a slash, so it is not found among the credentials", s.Title())
		}
		image, err := registry.ParseImage(s.ImageName)
		if err == nil && !image.HubSite() && image.Host != name.Host && !(image.IsHub() && name.IsHub()) {
			l.find(l.StepsFile, s.at("image_name"), "image_name: "+name.Host+"/...",
				"step %s: the image belongs to %s, but the registry is %s", s.Title(), image.Host, name.Host)
		}
	}
}

// site finds images that name Docker Hub's web site.
func site(l *linter) {
	const words = "%s: %s is Docker Hub's web site, not its registry"
	for _, s := range l.Services {
		if image, err := registry.ParseImage(s.Image); err == nil && image.HubSite() {
			l.find(l.ServicesFile, s.Line, yamlLine("image", belowHost(s.Image)), words,
				"service "+s.Name, image.Host)
		}
	}
	for _, s := range l.Steps {
		if image, err := registry.ParseImage(s.ImageName); err == nil && s.Push() && image.HubSite() {
			l.find(l.StepsFile, s.at("image_name"), yamlLine("image_name", belowHost(s.ImageName)), words,
				"step "+s.Title(), image.Host)
		}
	}
}

// belowHost returns an image's name without its registry.
func belowHost(image string) string {
	_, name, _ := strings.Cut(image, "/")
	return name
}

// generators finds variables about which CodeShip's documentation and images disagree.
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
			l.note(l.ServicesFile, s.Line, "nothing here: `dockercfg generate` reads both",
				"service %s: CodeShip's documentation names AZURE_REGISTRY, but its image only reads "+
					"AZURE_REGISTRY_NAME",
				s.Name)
		}
		if _, set := value("GOOGLE_LOCATION"); g.provider == "google" && !set && complete {
			l.note(l.ServicesFile, s.Line, "nothing here: `dockercfg generate` does not need GOOGLE_LOCATION",
				"service %s: since 2025 CodeShip's image fails without GOOGLE_LOCATION", s.Name)
		}
		public, set := value("ECR_PUBLIC")
		if g.provider == "aws" && set && (public == "false" || public == "0" || public == "") {
			l.find(l.ServicesFile, s.Line, "remove ECR_PUBLIC",
				"service %s: ECR_PUBLIC counts whenever it is set, whatever its value", s.Name)
		}
	}
}

// lookaround matches what Go's regular expressions, which CodeShip used for tag and
// exclude, do not support.
var lookaround = regexp.MustCompile(`\(\?(=|!|<)`)

// templates finds templates in the wrong place, unquoted, with unknown fields, or with
// values that many commits share.
func templates(l *linter) {
	for _, s := range l.Steps {
		for _, m := range s.value.Members {
			switch {
			case (m.Name == "image_tag" || m.Name == "tag") && m.Value.Kind == strictyaml.Odd:
				l.find(l.StepsFile, m.Line, `image_tag: "{{ .Branch }}"`,
					"step %s: YAML reads a template without quotes as a mapping", s.Title())
			case (m.Name == "tag" || m.Name == "exclude") && strings.Contains(m.Value.Text, "{{"):
				l.find(l.StepsFile, m.Line, yamlLine("image_tag", m.Value.Text),
					"step %s: %s says on which branches the step runs; the image's tag is image_tag", s.Title(), m.Name)
			case (m.Name == "tag" || m.Name == "exclude") && lookaround.MatchString(m.Value.Text):
				l.find(l.StepsFile, m.Line, "use exclude, or several steps",
					"step %s: %s looks ahead or behind, which Go's regular expressions do not support", s.Title(),
					m.Name)
			case m.Name == "image_tag" && m.Value.Kind == strictyaml.Scalar:
				l.imageTag(s, m)
			}
		}
	}
}

func (l *linter) imageTag(s Step, m strictyaml.Member) {
	tag := evaluate(m.Value.Text, s)
	for _, problem := range tag.Problems {
		l.find(l.StepsFile, m.Line, tag.fix, "step %s: image_tag: %s", s.Title(), problem)
	}
}
