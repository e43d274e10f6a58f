package codeship

import (
	"fmt"
	"path"
	"strings"

	"github.com/dockercfg/dockercfg/helpers/dockercfg/internal/dockerfile"
	"github.com/dockercfg/dockercfg/shared/registry"
	"github.com/dockercfg/dockercfg/shared/strictyaml"
)

// Build is how a service's image is built. CodeShip renamed its keys: path is
// context, and dockerfile_path is dockerfile
// (https://github.com/codeship/documentation, services.md).
type Build struct {
	Context, Dockerfile, Target, Inline string
	args                                strictyaml.Value
}

// buildOf reads the forms of build: a directory, CodeShip's map, and that of compose
// files, whose oldest version has dockerfile beside build.
func buildOf(service strictyaml.Value) (b Build, built bool) {
	v, _ := service.Get("build")
	text := func(v strictyaml.Value, keys ...string) string {
		for _, key := range keys {
			if m, _ := v.Get(key); m.Text != "" {
				return m.Text
			}
		}
		return ""
	}
	switch v.Kind {
	case strictyaml.Scalar:
		b.Context = v.Text
	case strictyaml.Map:
		b.Context, b.Target, b.Inline = text(v, "context", "path"), text(v, "target"), text(v, "dockerfile_inline")
		b.Dockerfile = text(v, "dockerfile", "dockerfile_path")
		b.args, _ = v.Get("args")
	}
	beside := text(service, "dockerfile", "dockerfile_path")
	if b.Dockerfile == "" {
		b.Dockerfile = beside
	}
	return b, v.Kind == strictyaml.Scalar || v.Kind == strictyaml.Map || beside != ""
}

// pull is an image that a service needs.
type pull struct {
	registry string // unknown if it cannot be determined
	from     string // the file and line that name the image
	why      string // why the registry is not known
}

// unknown is shown for a registry that cannot be determined.
const unknown = "?"

// pulls returns the images that a service needs: its own, or those that its Dockerfile
// names.
func (p *Project) pulls(s Service) []pull {
	all, known := p.images[s.Name]
	if !known {
		all = p.readPulls(s)
		p.images[s.Name] = all
	}
	return all
}

func (p *Project) readPulls(s Service) []pull {
	switch {
	case s.Image != "":
		return []pull{p.pullOf(s.Image, lineOf(p.ServicesFile, s.Line))}
	case !s.Built:
		return nil
	}
	name, text, problem := p.dockerfile(s)
	if problem != "" {
		return []pull{{registry: unknown, from: name, why: problem}}
	}
	images, err := dockerfile.Pulls(text, p.buildArgs(s), s.Build.Target)
	if err != nil {
		return []pull{{registry: unknown, from: name, why: name + ", " + err.Error()}}
	}
	var all []pull
	seen := map[string]bool{}
	for _, image := range images {
		found := p.pullOf(image.Image, fmt.Sprintf("%s, line %d", name, image.Line))
		if !seen[found.registry] {
			seen[found.registry], all = true, append(all, found)
		}
	}
	return all
}

// dockerfile returns the name and the text of a service's Dockerfile. It is in the build
// context; if it is only in the project's directory, as in old projects, that one is read.
func (p *Project) dockerfile(s Service) (name string, text []byte, problem string) {
	b := s.Build
	if b.Inline != "" {
		return "dockerfile_inline of " + s.Name, []byte(b.Inline), ""
	}
	if strings.Contains(b.Context, "://") || strings.HasPrefix(b.Context, "git@") {
		return "", nil, "the build context is not in the project"
	}
	file := b.Dockerfile
	if file == "" {
		file = "Dockerfile"
	}
	name = path.Join(b.Context, file)
	f := p.plain(name)
	if f.absent && b.Context != "" && b.Dockerfile != "" {
		if other := p.plain(path.Clean(file)); other.problem == "" {
			return path.Clean(file), other.text, ""
		}
	}
	if f.problem != "" {
		return name, nil, name + ": " + f.problem
	}
	return name, f.text, ""
}

// pullOf returns the registry of an image, parts of which may be unknown.
func (p *Project) pullOf(image, from string) pull {
	if name, err := registry.ParseImage(image); err == nil {
		name.Path = ""
		return pull{registry: name.Key(), from: from}
	}
	first, rest, slashed := strings.Cut(image, "/")
	repository, tag, tagged := strings.Cut(first, ":")
	switch {
	// The tag of `ruby:$VERSION` cannot change the registry, nor can what follows a host.
	case !slashed && tagged && strings.Contains(tag, dockerfile.Unknown) &&
		!strings.Contains(repository, dockerfile.Unknown):
		return pull{registry: registry.HubKey, from: from}
	case slashed && !strings.Contains(first, dockerfile.Unknown) && strings.Contains(rest, dockerfile.Unknown):
		if name, err := registry.ParseImage(first + "/x"); err == nil {
			name.Path = ""
			return pull{registry: name.Key(), from: from}
		}
	case strings.Contains(image, dockerfile.Unknown):
		return pull{registry: unknown, from: from, why: from +
			": a build argument decides, whose value is not in plain text"}
	}
	return pull{registry: unknown, from: from, why: from + ": the image reference is not valid"}
}

// buildArgs returns the arguments of a build. The values of encrypted ones are not used,
// since they would be shown.
func (p *Project) buildArgs(s Service) dockerfile.Args {
	args := dockerfile.Args{Values: map[string]string{}}
	for _, m := range s.Build.args.Members {
		args.Values[m.Name] = m.Value.Text
		if m.Value.Kind != strictyaml.Scalar || strings.Contains(m.Value.Text, "$") {
			args.Values[m.Name] = dockerfile.Unknown // taken from the build's environment
		}
	}
	for _, text := range s.Build.args.Strings() {
		name, value, set := strings.Cut(text, "=")
		if !set || strings.Contains(value, "$") {
			value = dockerfile.Unknown
		}
		args.Values[name] = value
	}
	for _, n := range s.encryptedArgs() {
		names, complete := p.secretNames(n)
		args.Open = args.Open || !complete
		for _, name := range names {
			args.Values[name] = dockerfile.Unknown
		}
	}
	return args
}
