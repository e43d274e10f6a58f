package codeship

import (
	"slices"
	"strings"

	"github.com/dockercfg/dockercfg/shared/dockercfg"
	"github.com/dockercfg/dockercfg/shared/dockerconfig"
	"github.com/dockercfg/dockercfg/shared/fault"
)

// Choice narrows what is taken; "" is everything.
type Choice struct{ Step, Registry string }

// Entries are the logins of the project's dockercfgs, or of those that the chosen
// step uses. generated are the services that made others in the build: their
// logins were never in a file.
func (p *Project) Entries(choice Choice) (entries []dockercfg.Entry, generated []Service, err error) {
	var uses []Use
	for _, u := range p.Uses() {
		if (choice.Step == "" || u.Step == choice.Step) && (choice.Registry == "" || u.Registry == keyOf(choice.Registry)) {
			uses = append(uses, u)
		}
	}
	if len(uses) == 0 && (choice.Step != "" || choice.Registry != "") {
		return nil, nil, fault.New(fault.Config, "no step is called so, or uses that registry: `dockercfg codeship` lists them")
	}
	var paths []string
	for _, u := range uses {
		switch s, known := p.service(u.directive.Service); {
		case u.directive.Path != "":
			paths = append(paths, u.directive.Path)
		case known && !slices.ContainsFunc(generated, func(g Service) bool { return g.Name == s.Name }):
			generated = append(generated, s)
		}
	}
	if choice == (Choice{}) {
		for _, n := range p.dockercfgPaths() {
			paths = append(paths, n.path)
		}
	}
	slices.Sort(paths)
	from := map[string]string{}
	for _, path := range slices.Compact(paths) {
		if entries, err = p.take(entries, path, choice, from); err != nil {
			return nil, nil, err
		}
	}
	return entries, generated, nil
}

// take adds the logins of one file. Two files with different logins for one
// registry are a question that only their owner can answer.
func (p *Project) take(all []dockercfg.Entry, path string, choice Choice, from map[string]string) ([]dockercfg.Entry, error) {
	f := p.open(path)
	if f.problem != "" {
		return nil, fault.New(fault.Config, "%s: %s", path, f.problem)
	}
	c, err := dockerconfig.Parse(f.text, path)
	if err != nil {
		return nil, fault.New(fault.Config, "failed to parse dockercfg: %w", err)
	}
	for _, e := range c.Auths {
		key := keyOf(e.Key)
		if e.Placeholder() || choice.Registry != "" && key != keyOf(choice.Registry) {
			continue
		}
		if e.Problem != nil {
			return nil, fault.New(fault.Config, "%s, the entry %s: %w", path, e.Key, e.Problem)
		}
		i := slices.IndexFunc(all, func(a dockercfg.Entry) bool { return a.Key == key })
		switch {
		case i < 0:
			from[key] = path
			all = append(all, dockercfg.Entry{Key: key, Username: e.Username, Secret: e.Secret, Email: e.Email})
		case all[i].Username != e.Username || all[i].Secret != e.Secret:
			return nil, fault.New(fault.Config, "%s and %s have different logins for %s: choose with --step NAME", from[key], path, key)
		}
	}
	return all, nil
}

// Actions is a step for GitHub Actions: the variables that the generators read,
// out of the repository's secrets, and the logins of the files, out of one secret.
func (p *Project) Actions(entries []dockercfg.Entry, generated []Service) ([]byte, []string) {
	var env, needed []string
	add := func(kind, name string) {
		line := "    " + name + ": ${{ " + kind + "." + name + " }}"
		if !slices.Contains(env, line) {
			env, needed = append(env, line), append(needed, kind+"."+name)
		}
	}
	for _, s := range generated {
		g, known := generatorOf(s.Image)
		vars, _ := p.variables(s)
		for _, name := range g.secrets {
			add("secrets", name)
		}
		for _, name := range g.plain {
			if _, set := vars[name]; set || name == "AWS_REGION" || name == "AZURE_REGISTRY_NAME" {
				add("vars", name)
			}
		}
		if !known { // a generator of their own
			for name := range vars {
				add("secrets", name)
			}
		}
	}
	if len(entries) > 0 {
		add("secrets", "DOCKER_AUTH_CONFIG")
	}
	var out strings.Builder
	out.WriteString("- name: Log in to the registries\n")
	if len(env) > 0 {
		slices.Sort(env)
		out.WriteString("  env:\n" + strings.Join(env, "\n") + "\n")
	}
	out.WriteString(`  run: |
    mkdir -p "$RUNNER_TEMP/docker"
    dockercfg generate "$RUNNER_TEMP/docker/config.json"
    echo "DOCKER_CONFIG=$RUNNER_TEMP/docker" >>"$GITHUB_ENV"
`)
	slices.Sort(needed)
	return []byte(out.String()), needed
}
