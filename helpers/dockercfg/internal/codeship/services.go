package codeship

import (
	"fmt"
	"path/filepath"
	"slices"
	"strings"

	"github.com/dockercfg/dockercfg/shared/fault"
	"github.com/dockercfg/dockercfg/shared/strictyaml"
)

// Service is one entry of codeship-services.yml.
type Service struct {
	Name      string
	Line      int
	Image     string // "" if it is built
	Build     Build
	Built     bool
	Directive Directive
	value     strictyaml.Value
}

// Directive is where a service, a step or a group gets its credentials from. CodeShip uses
// the file if both are set.
type Directive struct {
	Path    string // encrypted_dockercfg_path
	Service string // dockercfg_service
	Line    int
}

// None reports whether neither is set.
func (d Directive) None() bool { return d.Path == "" && d.Service == "" }

// String returns the directive as it is shown to people.
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

// beside are the top-level keys of compose files that are not services.
var beside = []string{"version", "name", "networks", "volumes", "secrets", "configs", "include"}

func (p *Project) readServices() error {
	if p.ServicesFile == "" {
		return nil
	}
	root, err := document(p.ServicesFile)
	if err != nil {
		return err
	}
	if below, ok := root.Get("services"); ok && (below.Kind == strictyaml.Map || below.Kind == strictyaml.Null) {
		root = below
	}
	if root.Kind != strictyaml.Map && root.Kind != strictyaml.Null {
		return fault.New(fault.Config, "%s, line %d: expected a mapping of service names",
			p.ServicesFile, root.Line)
	}
	for _, m := range root.Members {
		if m.Value.Kind != strictyaml.Map {
			if !slices.Contains(beside, m.Name) && !strings.HasPrefix(m.Name, "x-") {
				p.ignored(p.ServicesFile, m.Line, m.Name+" is not a service: it has no image or build")
			}
			continue
		}
		if strings.HasPrefix(m.Name, "x-") || slices.Contains(beside, m.Name) && !looksLikeService(m.Value) {
			continue
		}
		s := Service{Name: m.Name, Line: m.Line, Directive: directive(m.Value), value: m.Value}
		s.Build, s.Built = buildOf(m.Value)
		if image, _ := m.Value.Get("image"); image.Kind == strictyaml.Scalar && !s.Built {
			s.Image = image.Text
		}
		p.byName[s.Name] = len(p.Services)
		p.Services = append(p.Services, s)
	}
	return nil
}

// looksLikeService reports whether a mapping is a service, though it has the name of a key
// of compose files.
func looksLikeService(v strictyaml.Value) bool {
	_, image := v.Get("image")
	_, build := v.Get("build")
	return image || build
}

// needs returns a service and those that are started with it, each once.
func (p *Project) needs(name string) (all []Service) {
	var add func(name string)
	seen := map[string]bool{}
	add = func(name string) {
		s, known := p.service(name)
		if !known || seen[name] {
			return
		}
		seen[name] = true
		all = append(all, s)
		for _, key := range []string{"links", "depends_on", "volumes_from"} {
			v, _ := s.value.Get(key)
			for _, other := range append(v.Strings(), namesOf(v)...) {
				other, _, _ = strings.Cut(other, ":") // an alias, or a mode
				add(other)
			}
		}
	}
	add(name)
	return all
}

// namesOf returns the keys of a map: depends_on has a form with conditions.
func namesOf(v strictyaml.Value) (names []string) {
	for _, m := range v.Members {
		names = append(names, m.Name)
	}
	return names
}

func (p *Project) service(name string) (Service, bool) {
	if i, known := p.byName[name]; known {
		return p.Services[i], true
	}
	return Service{}, false
}

// named is a file that a service refers to, with the key and its line.
type named struct {
	key, path string
	line      int
}

// envFiles returns the files with a service's variables; `build` has some of its own.
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

// variables returns the variables that the services file itself sets.
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

// inline returns the encrypted values in the file itself.
func (s Service) inline() []named {
	return append(encryptedIn(s.value, "encrypted_environment"), s.inlineArgs()...)
}

func (s Service) inlineArgs() []named {
	build, _ := s.value.Get("build")
	return encryptedIn(build, "encrypted_args")
}

// encryptedArgs returns the encrypted build arguments, in files and in the file itself.
func (s Service) encryptedArgs() (all []named) {
	for _, n := range s.envFiles() {
		if n.key == "encrypted_args_file" {
			all = append(all, n)
		}
	}
	return append(all, s.inlineArgs()...)
}

func encryptedIn(v strictyaml.Value, key string) (all []named) {
	m, _ := v.Get(key)
	for _, text := range m.Strings() {
		all = append(all, named{key, text, m.Line})
	}
	return all
}

// base returns a file's name as findings show it.
func base(path string) string { return filepath.Base(path) }

func lineOf(path string, line int) string { return fmt.Sprintf("%s, line %d", base(path), line) }
