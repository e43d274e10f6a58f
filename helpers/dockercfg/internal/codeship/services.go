package codeship

import (
	"path/filepath"
	"strings"

	"github.com/dockercfg/dockercfg/shared/strictyaml"
)

// Service is one entry of codeship-services.yml.
type Service struct {
	Name      string
	Line      int
	Image     string // "" where it is built
	Directive Directive
	value     strictyaml.Value
}

// Directive is where a service, a step or a group says that its credentials are.
// CodeShip takes the file where both are set.
type Directive struct {
	Path    string // encrypted_dockercfg_path
	Service string // dockercfg_service
	Line    int
}

// None tells that nothing is said.
func (d Directive) None() bool { return d.Path == "" && d.Service == "" }

// String names it as people do.
func (d Directive) String() string {
	switch {
	case d.Path != "":
		return d.Path
	case d.Service != "":
		return "service " + d.Service
	}
	return "none"
}

func directive(v strictyaml.Value) (d Directive) {
	for _, m := range v.Members {
		switch m.Name {
		case "encrypted_dockercfg_path":
			d.Path, d.Line = m.Value.Text, m.Line
		case "dockercfg_service":
			d.Service = m.Value.Text
			if d.Line == 0 {
				d.Line = m.Line
			}
		}
	}
	return d
}

func (p *Project) readServices() error {
	if p.ServicesFile == "" {
		return nil
	}
	root, err := document(p.ServicesFile)
	if err != nil {
		return err
	}
	if below, ok := root.Get("services"); ok && below.Kind == strictyaml.Map {
		root = below
	}
	for _, m := range root.Members {
		if m.Value.Kind != strictyaml.Map || strings.HasPrefix(m.Name, "x-") {
			continue // version:, and what compose files have besides
		}
		image, _ := m.Value.Get("image")
		build, _ := m.Value.Get("build")
		if image.Kind != strictyaml.Scalar || build.Kind != strictyaml.Null {
			image.Text = ""
		}
		p.Services = append(p.Services, Service{m.Name, m.Line, image.Text, directive(m.Value), m.Value})
	}
	return nil
}

func (p *Project) service(name string) (Service, bool) {
	for _, s := range p.Services {
		if s.Name == name {
			return s, true
		}
	}
	return Service{}, false
}

// files are the files that a service names under some keys, with their lines.
type named struct {
	key, path string
	line      int
}

// envFiles are the files with variables of a service; `build` has some of its own.
func (s Service) envFiles() (all []named) {
	collect := func(v strictyaml.Value, keys ...string) {
		for _, m := range v.Members {
			for _, key := range keys {
				if m.Name != key {
					continue
				}
				for _, path := range m.Value.Strings() {
					all = append(all, named{key, path, m.Line})
				}
			}
		}
	}
	collect(s.value, "env_file", "encrypted_env_file")
	if build, ok := s.value.Get("build"); ok {
		collect(build, "encrypted_args_file")
	}
	return all
}

// plainNames are the variables that a service sets in the file itself, with what
// can be said of their values: whether they are empty or the word false.
func (s Service) variables() map[string]string {
	all := map[string]string{}
	v, _ := s.value.Get("environment")
	for _, m := range v.Members {
		all[m.Name] = m.Value.Text
	}
	for _, text := range v.Strings() {
		name, value, _ := strings.Cut(text, "=")
		all[name] = value
	}
	return all
}

// inline are encrypted values that stand in the file itself.
func (s Service) inline() (all []named) {
	add := func(v strictyaml.Value, key string) {
		m, _ := v.Get(key)
		for _, text := range m.Strings() {
			all = append(all, named{key, text, m.Line})
		}
	}
	add(s.value, "encrypted_environment")
	if build, ok := s.value.Get("build"); ok {
		add(build, "encrypted_args")
	}
	return all
}

// base is a file's name as findings show it.
func base(path string) string { return filepath.Base(path) }
