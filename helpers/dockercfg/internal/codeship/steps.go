package codeship

import (
	"github.com/dockercfg/dockercfg/shared/fault"
	"github.com/dockercfg/dockercfg/shared/strictyaml"
)

// Step is one step, or a group of steps.
type Step struct {
	Name, Type string
	Services   []string
	Line       int
	ImageName  string
	Registry   string
	Directive  Directive
	groups     []Directive // directives of the groups around it, the innermost first
	group      bool
	value      strictyaml.Value
}

// Push reports whether a step pushes an image.
func (s Step) Push() bool { return s.Type == "push" }

// Title returns the step's name for people.
func (s Step) Title() string {
	switch {
	case s.Name != "":
		return s.Name
	case len(s.Services) > 0:
		return s.Type + " " + s.Services[0]
	}
	return s.Type
}

func (p *Project) readSteps() error {
	if p.StepsFile == "" {
		return nil
	}
	root, err := document(p.StepsFile)
	if err != nil {
		return err
	}
	if steps, ok := root.Get("steps"); ok && root.Kind == strictyaml.Map {
		root = steps
	}
	if root.Kind != strictyaml.List && root.Kind != strictyaml.Null {
		return fault.New(fault.Config, "%s, line %d: expected a list of steps", p.StepsFile, max(1, root.Line))
	}
	p.collect(root, Step{})
	return nil
}

// collect flattens groups. Steps inherit the services and directives of their group; the
// steps of on_fail inherit those of the step that failed.
func (p *Project) collect(list strictyaml.Value, around Step) {
	for _, v := range list.Items {
		if v.Kind != strictyaml.Map {
			p.ignored(p.StepsFile, v.Line, "this is not a step: a step is a mapping with a service and a command")
			continue
		}
		text := func(key string) string { m, _ := v.Get(key); return m.Text }
		step := Step{
			Name: text("name"), Type: text("type"), Line: v.Line, ImageName: text("image_name"),
			Registry:  text("registry"),
			Directive: directive(v), value: v,
		}
		if around.value.Kind != strictyaml.Null {
			step.groups = append([]Directive{around.Directive}, around.groups...)
		}
		for _, key := range []string{"service", "services"} {
			m, _ := v.Get(key)
			step.Services = append(step.Services, m.Strings()...)
		}
		if len(step.Services) == 0 {
			step.Services = around.Services
		}
		steps, grouped := v.Get("steps")
		step.group = grouped
		if step.Type == "" {
			step.Type = "run"
			if grouped {
				step.Type = "serial"
			}
		}
		p.Steps = append(p.Steps, step)
		p.collect(steps, step)
		if failed, ok := v.Get("on_fail"); ok {
			p.collect(failed, step)
		}
	}
}

// at returns the line of a key, or that of the step.
func (s Step) at(key string) int {
	for _, m := range s.value.Members {
		if m.Name == key {
			return m.Line
		}
	}
	return s.Line
}
