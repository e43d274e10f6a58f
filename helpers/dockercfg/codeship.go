package main

import (
	"os"
	"regexp"
	"runtime/debug"

	"github.com/spf13/cobra"

	"github.com/dockercfg/dockercfg/helpers/dockercfg/internal/codeship"
	"github.com/dockercfg/dockercfg/helpers/dockercfg/internal/exit"
	"github.com/dockercfg/dockercfg/helpers/dockercfg/internal/mask"
	"github.com/dockercfg/dockercfg/helpers/dockercfg/internal/term"
	"github.com/dockercfg/dockercfg/shared/fault"
	"github.com/dockercfg/dockercfg/shared/formats"
)

// githubActions is the one format that is not a file of logins.
const githubActions = "github-actions"

// codeshipOptions holds the flags of codeship.
type codeshipOptions struct {
	services, steps, key, format, output string
	name, namespace                      string
	choice                               codeship.Choice
	force, showSecrets, json             bool
}

func codeshipCommand(s streams) *cobra.Command {
	var m codeshipOptions
	cmd := &cobra.Command{
		Use:   "codeship [DIRECTORY]",
		Short: "Read a CodeShip project, and write what its next CI needs",
		Long: "Codeship reads codeship-services.yml, codeship-steps.yml, the Dockerfiles and the\n" +
			"encrypted files that they name in DIRECTORY, opens those with codeship.aes, and shows\n" +
			"which credential each step used, mistakes, the result of each image_tag, and which\n" +
			"secrets have to be changed, since the key protected them. A registry that is not known,\n" +
			"for example because of a build argument in FROM, is shown as ?. Without a key,\n" +
			"everything else is shown.\n\n" +
			"With --format and -o it writes the logins in the files for another CI, in any format of\n" +
			"`dockercfg export`, or steps for GitHub Actions (github-actions) that install this\n" +
			"suite, and log in with those and with the logins of generator services. Names are\n" +
			"shown, values never; nothing is run.\n\n" +
			"The exit code is 1 if there are mistakes.",
		Example: "  dockercfg codeship\n" +
			"  dockercfg codeship --format auth-config-env -o - | gh secret set AUTH_CONFIG\n" +
			"  dockercfg codeship --format github-actions -o login-steps.yml",
		Args: func(cmd *cobra.Command, args []string) error {
			if len(args) > 1 {
				return exit.Misused("%s takes one directory: see `%s --help`", cmd.Name(), cmd.CommandPath())
			}
			return nil
		},
		RunE: func(cmd *cobra.Command, args []string) error { return m.run(cmd, args, s) },
	}
	flags := cmd.Flags()
	flags.StringVar(&m.services, "services-path", "", "`FILE` with the services (default codeship-services.yml,"+
		" jet-services.yml, or docker-compose.yml)")
	flags.StringVar(&m.steps, "steps-path", "", "`FILE` with the steps (default codeship-steps.yml or jet-steps.yml,"+
		" or .json)")
	flags.StringVar(&m.key, "key-path", "", "`FILE` with the AES key (default codeship.aes, if it exists)")
	flags.StringVar(&m.format, "format", "", "`NAME` of the format to write: one of export's, or github-actions")
	flags.StringVarP(&m.output, "output", "o", "", "`FILE` to write, with mode 0600; - is standard output")
	flags.StringVar(&m.choice.Step, "step", "", "write only the logins that the step called `NAME` uses")
	flags.StringVar(&m.choice.Registry, "registry", "", "write only the login for `HOST`")
	flags.StringVar(&m.name, "name", "", "`NAME` of the Kubernetes object")
	flags.StringVar(&m.namespace, "namespace", "", "`NAMESPACE` of the Kubernetes object")
	flags.BoolVar(&m.force, "force", false, "replace an existing file")
	flags.BoolVar(&m.showSecrets, "show-secrets", false, "allow -o - on a terminal")
	flags.BoolVar(&m.json, "json", false, "print everything as JSON")
	return cmd
}

func (m codeshipOptions) run(cmd *cobra.Command, args []string, s streams) error {
	if (m.format == "") != (m.output == "") {
		return exit.Misused("--format and -o must be used together: name the format, and the file to write")
	}
	target := term.Target{
		Path: m.output, Stdout: s.out, Force: m.force, ShowSecrets: m.showSecrets || m.format == githubActions,
	}
	if m.output != "" {
		if m.format != githubActions {
			if _, err := formats.ByName(m.format); err != nil {
				return exit.Misused("%s, or github-actions", err)
			}
		}
		if err := target.Check(); err != nil {
			return err
		}
	}
	dir := "."
	if len(args) == 1 {
		dir = args[0]
	}
	if info, err := os.Stat(dir); err != nil || !info.IsDir() {
		return exit.Misused("%s is not a directory", fault.Printable(dir, 200))
	}
	p, err := codeship.Load(codeship.Where{Dir: dir, Services: m.services, Steps: m.steps, Key: m.key})
	if err != nil {
		return err
	}
	if m.output != "" {
		return m.write(p, target, s)
	}
	return m.show(p, s)
}

// write writes the logins in another format. It reports only what is left out of the
// output; the command without --format reports the project's mistakes.
func (m codeshipOptions) write(p *codeship.Project, target term.Target, s streams) error {
	logins, err := p.Logins(m.choice)
	if err != nil {
		return err
	}
	for _, note := range logins.Notes {
		term.Say(s.err, "%s", note)
	}
	encode := m.encode
	if m.format == githubActions {
		encode = m.actions
	}
	data, err := encode(p, logins, s)
	if err != nil {
		return err
	}
	if err := target.Write(data); err != nil {
		return err
	}
	if m.output != term.Stdout {
		term.Say(s.err, "wrote %s, mode 0600", m.output)
	}
	return nil
}

// encode writes the logins in one of export's formats.
func (m codeshipOptions) encode(p *codeship.Project, logins codeship.Logins, s streams) ([]byte, error) {
	if len(logins.Missing) > 0 {
		term.Say(s.err, "%s", fault.Printable(fault.Text(p.Lost(logins.Missing)), 300))
	}
	for _, g := range logins.Generated {
		term.Say(s.err, "service %s creates logins in each build, which no file contains:"+
			" see --format github-actions", g.Name)
	}
	format, err := formats.ByName(m.format)
	if err != nil {
		return nil, err
	}
	data, err := format.Encode(logins.Entries, formats.Options{Name: m.name, Namespace: m.namespace})
	if err != nil {
		return nil, fault.New(fault.Config, "writing %s: %w", m.format, err)
	}
	log := s.out
	if m.output == term.Stdout {
		log = s.err
	}
	mask.Log(log, logins.Entries)
	return data, nil
}

// actions writes steps for GitHub.
func (m codeshipOptions) actions(p *codeship.Project, logins codeship.Logins, s streams) ([]byte, error) {
	built := ownVersion()
	w, err := p.Actions(logins, built)
	if err != nil {
		return nil, err
	}
	for _, text := range w.Replaced {
		term.Say(s.err, "the steps do not replace %s: run its image in the job as well",
			text)
	}
	for _, name := range w.Needs {
		term.Say(s.err, "the steps read %s", name)
	}
	if built.Ref == unpinned {
		term.Say(s.err, "this program was built without its commit: replace @%s by the hash of a commit",
			unpinned)
	}
	return w.Steps, nil
}

// unpinned is used in a workflow if the commit is not known.
const unpinned = "main"

var (
	commitHash  = regexp.MustCompile(`^[0-9a-f]{40}$`)
	releaseName = regexp.MustCompile(`^v[0-9]+\.[0-9]+\.[0-9]+$`)
)

// ownVersion is the commit and the release of this program.
func ownVersion() codeship.Suite {
	own := codeship.Suite{Ref: unpinned}
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return own
	}
	for _, setting := range info.Settings {
		if setting.Key == "vcs.revision" && commitHash.MatchString(setting.Value) {
			own.Ref = setting.Value
		}
	}
	if own.Ref != unpinned && releaseName.MatchString(info.Main.Version) {
		own.Version = info.Main.Version
	}
	return own
}
