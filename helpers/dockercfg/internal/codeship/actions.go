package codeship

import (
	"bytes"
	"fmt"
	"slices"
	"strings"

	"go.yaml.in/yaml/v3"

	"github.com/dockercfg/dockercfg/shared/fault"
)

// Suite is the version of this suite that a workflow installs.
type Suite struct {
	Ref     string // of the repository: a commit's hash
	Version string // of a release; "" builds the commit
}

// action is a step of a workflow.
type action struct {
	Name string            `yaml:"name"`
	Uses string            `yaml:"uses,omitempty"`
	With map[string]string `yaml:"with,omitempty"`
	Env  map[string]string `yaml:"env,omitempty"`
	Run  string            `yaml:"run,omitempty"`
}

// Workflow is what GitHub Actions needs to log in as the project did.
type Workflow struct {
	Steps    []byte   // YAML, for a job's steps
	Needs    []string // secrets and variables of the repository
	Replaced []string // services that the steps cannot replace, with the reason
}

// authConfig is the secret with the logins of the files.
const authConfig = "DOCKER_AUTH_CONFIG"

// Actions returns steps for GitHub: one installs the suite, one logs in with the
// variables that the generators read and with the logins in the files. Only their
// comments contain text from the project.
func (p *Project) Actions(l Logins, suite Suite) (w Workflow, err error) {
	if len(l.Missing) > 0 {
		return w, p.Lost(l.Missing)
	}
	login := action{Name: "Log in to the registries", Env: map[string]string{}}
	need := func(kind, name string) {
		login.Env[name] = "${{ " + kind + "." + name + " }}"
		w.Needs = append(w.Needs, kind+"."+name)
	}
	var providers []string
	setBy := map[string]Service{}
	for _, s := range l.Generated {
		generators := p.generatorsOf(s)
		if len(generators) == 0 {
			w.Replaced = append(w.Replaced, "service "+s.Name+": its generator is not one of CodeShip's images")
		}
		for _, g := range generators {
			providers = append(providers, g.provider)
			for _, v := range p.inputs(s, g) {
				if other, twice := setBy[v.name]; twice && !p.agree(other, s, v.name) {
					return w, fault.New(fault.Config,
						"the services %s and %s set %s differently, and one step has one value:"+
							" choose with --step NAME", other.Name, s.Name, v.name)
				}
				setBy[v.name] = s
				need(v.kind, v.name)
			}
		}
	}
	check := ""
	if len(l.Entries) > 0 {
		need("secrets", authConfig)
		check = ": \"${" + authConfig + ":?the secret is not set}\"\n"
	}
	if len(w.Needs) == 0 {
		return w, nothingToLogIn(w.Replaced)
	}
	if len(providers) > 0 { // otherwise a provider whose secrets are not set would be left out
		slices.Sort(providers)
		login.Env["DOCKERCFG_PROVIDERS"] = strings.Join(slices.Compact(providers), " ")
	}
	login.Run = check + `mkdir -p "$RUNNER_TEMP/docker"
dockercfg generate "$RUNNER_TEMP/docker/config.json"
echo "DOCKER_CONFIG=$RUNNER_TEMP/docker" >>"$GITHUB_ENV"
`
	slices.Sort(w.Needs)
	w.Needs = slices.Compact(w.Needs)
	w.Steps, err = encode([]action{install(suite), login}, w.Replaced)
	return w, err
}

func nothingToLogIn(replaced []string) error {
	if len(replaced) > 0 {
		return fault.New(fault.NoIdentity, "no step can be written: %s", strings.Join(replaced, "; ")).
			WithHint("run its image in the job, as `docker run --rm -v \"$PWD:/out\" IMAGE /out/config.json`")
	}
	return fault.New(fault.NoIdentity, "no step can be written: no step of the project uses a credential: run"+
		" `dockercfg codeship` to list them")
}

func install(suite Suite) action {
	a := action{Name: "Install dockercfg", Uses: "dockercfg/dockercfg@" + suite.Ref}
	if suite.Version != "" {
		a.With = map[string]string{"version": suite.Version}
	}
	return a
}

// variable is a variable that a generator reads, and where GitHub stores it: secrets or vars.
type variable struct{ kind, name string }

// inputs returns the variables that the step passes to a generator: those that it needs,
// and those of the others that the service sets.
func (p *Project) inputs(s Service, g generator) (all []variable) {
	set, _ := p.variables(s)
	for _, name := range g.secrets {
		all = append(all, variable{"secrets", name})
	}
	for _, name := range g.settings {
		if _, other := set["AWS_DEFAULT_REGION"]; name != "AWS_REGION" || !other {
			all = append(all, variable{"vars", name})
		}
	}
	_, named := set["AZURE_REGISTRY"]
	for _, name := range g.optional {
		if _, ok := set[name]; ok || name == "AZURE_REGISTRY_NAME" && !named && g.provider == "azure" {
			all = append(all, variable{"vars", name})
		}
	}
	for _, name := range g.extra {
		if _, ok := set[name]; ok {
			all = append(all, variable{"secrets", name})
		}
	}
	return all
}

// agree reports whether two services set a variable to the same value: from the same
// files, or to a value that is known.
func (p *Project) agree(a, b Service, name string) bool {
	one, oneComplete := p.variables(a)
	other, otherComplete := p.variables(b)
	if oneComplete && otherComplete {
		return one[name] == other[name]
	}
	files := func(s Service) (paths []string) {
		for _, n := range append(s.envFiles(), s.inline()...) {
			paths = append(paths, n.path)
		}
		return paths
	}
	return slices.Equal(files(a), files(b)) && one[name] == other[name]
}

// encode returns the steps as YAML, with comments that say what they do not replace.
func encode(steps []action, comments []string) ([]byte, error) {
	var list yaml.Node
	if err := list.Encode(steps); err != nil {
		return nil, fault.New(fault.Internal, "writing the workflow: %w", err)
	}
	var head []string
	for _, text := range comments {
		head = append(head, "# Not replaced: "+fault.Printable(text, 200))
	}
	list.HeadComment = strings.Join(head, "\n")
	var out bytes.Buffer
	encoder := yaml.NewEncoder(&out)
	encoder.SetIndent(2)
	if err := encoder.Encode(&list); err != nil {
		return nil, fault.New(fault.Internal, "writing the workflow: %w", err)
	}
	return out.Bytes(), nil
}

// yamlLine returns a key and a value as a line of YAML.
func yamlLine(key, value string) string {
	text, err := yaml.Marshal(map[string]string{key: value})
	if err != nil || bytes.Count(text, []byte("\n")) != 1 {
		return fmt.Sprintf("%s: %q", key, value)
	}
	return strings.TrimSuffix(string(text), "\n")
}
