package main

import (
	"os"

	"github.com/spf13/cobra"

	"github.com/dockercfg/dockercfg/helpers/dockercfg/internal/codeship"
	"github.com/dockercfg/dockercfg/helpers/dockercfg/internal/exit"
	"github.com/dockercfg/dockercfg/helpers/dockercfg/internal/mask"
	"github.com/dockercfg/dockercfg/helpers/dockercfg/internal/output"
	"github.com/dockercfg/dockercfg/helpers/dockercfg/internal/screen"
	"github.com/dockercfg/dockercfg/shared/dockercfg"
	"github.com/dockercfg/dockercfg/shared/fault"
)

// githubActions is the one shape that is no file of logins.
const githubActions = "github-actions"

// migrating is the flags of codeship.
type migrating struct {
	services, steps, key, format, output string
	name, namespace                      string
	choice                               codeship.Choice
	force, showSecrets, json             bool
}

func codeshipCommand(s streams) *cobra.Command {
	var m migrating
	cmd := &cobra.Command{
		Use:   "codeship [DIRECTORY]",
		Short: "Read a CodeShip project, and write what its next CI needs",
		Long: "Codeship reads codeship-services.yml, codeship-steps.yml and what they name in\n" +
			"DIRECTORY, opens the encrypted files with codeship.aes, and shows which credential each\n" +
			"step used, the mistakes in it, what each image_tag comes to, and what is to be changed\n" +
			"since the key has protected it. Without a key, everything else is shown.\n\n" +
			"With --format and -o it writes the logins of the files for another CI, in any format of\n" +
			"`dockercfg export`, or a step for GitHub Actions (github-actions) that gets them and\n" +
			"what generator services made. Names are shown, values never; nothing is run.\n\n" +
			"The exit code is 1 where there are mistakes.",
		Example: "  dockercfg codeship\n" +
			"  dockercfg codeship --format auth-config-env -o - | gh secret set DOCKER_AUTH_CONFIG\n" +
			"  dockercfg codeship --format github-actions -o login-step.yml",
		Args: func(cmd *cobra.Command, args []string) error {
			if len(args) > 1 {
				return exit.Misused("%s takes one directory: see `%s --help`", cmd.Name(), cmd.CommandPath())
			}
			return nil
		},
		RunE: func(cmd *cobra.Command, args []string) error { return m.run(cmd, args, s) },
	}
	flags := cmd.Flags()
	flags.StringVar(&m.services, "services-path", "", "`FILE` with the services (default codeship-services.yml, else docker-compose.yml)")
	flags.StringVar(&m.steps, "steps-path", "", "`FILE` with the steps (default codeship-steps.yml, or .json)")
	flags.StringVar(&m.key, "key-path", "", "`FILE` with the AES key (default codeship.aes, if it is there)")
	flags.StringVar(&m.format, "format", "", "shape to write, `NAME`: one of export's, or github-actions")
	flags.StringVarP(&m.output, "output", "o", "", "`FILE` to write, mode 0600; - is standard output")
	flags.StringVar(&m.choice.Step, "step", "", "take what the step called `NAME` uses")
	flags.StringVar(&m.choice.Registry, "registry", "", "take the login of `HOST`")
	flags.StringVar(&m.name, "name", "", "`NAME` of the Kubernetes object")
	flags.StringVar(&m.namespace, "namespace", "", "`NAMESPACE` of the Kubernetes object")
	flags.BoolVar(&m.force, "force", false, "replace an existing file")
	flags.BoolVar(&m.showSecrets, "show-secrets", false, "allow -o - on a terminal")
	flags.BoolVar(&m.json, "json", false, "show everything as JSON")
	return cmd
}

func (m migrating) run(cmd *cobra.Command, args []string, s streams) error {
	if (m.format == "") != (m.output == "") {
		return exit.Misused("--format and -o go together: what is to be written, and where to")
	}
	target := output.Target{Path: m.output, Stdout: s.out, Force: m.force, ShowSecrets: m.showSecrets || m.format == githubActions}
	if m.output != "" {
		if m.format != githubActions {
			if _, err := dockercfg.ByName(m.format); err != nil {
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
		return exit.Misused("%s is no directory", fault.Printable(dir, 200))
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

// write converts, and says nothing else: mistakes are for a look at the project.
func (m migrating) write(p *codeship.Project, target output.Target, s streams) error {
	entries, generated, err := p.Entries(m.choice)
	if err != nil {
		return err
	}
	var data []byte
	if m.format == githubActions {
		var needed []string
		data, needed = p.Actions(entries, generated)
		for _, name := range needed {
			screen.Say(s.err, "the step reads %s", name)
		}
	} else {
		for _, g := range generated {
			screen.Say(s.err, "service %s makes logins in each build, which no file holds: see --format github-actions", g.Name)
		}
		format, err := dockercfg.ByName(m.format)
		if err == nil {
			data, err = format.Encode(entries, dockercfg.Options{Name: m.name, Namespace: m.namespace})
		}
		if err != nil {
			return fault.New(fault.Config, "writing %s: %w", m.format, err)
		}
		log := s.out
		if m.output == output.Stdout {
			log = s.err
		}
		mask.Log(log, entries)
	}
	if err := target.Write(data); err != nil {
		return err
	}
	if m.output != output.Stdout {
		screen.Say(s.err, "wrote %s, mode 0600", m.output)
	}
	return nil
}

func (m migrating) show(p *codeship.Project, s streams) error {
	uses, tags, findings, rotation := p.Uses(), p.Tags(), p.Lint(), p.Rotation()
	if m.json {
		data, err := screen.JSON(map[string]any{"uses": uses, "tags": tags, "findings": findings, "rotate": rotation})
		if err != nil {
			return fault.New(fault.Internal, "writing the project: %w", err)
		}
		if err := output.Emit(s.out, data); err != nil {
			return err
		}
	} else if err := showProject(uses, tags, findings, rotation, screen.On(s.out)); err != nil {
		return fault.New(fault.Internal, "writing the project: %w", err)
	}
	if len(findings) > 0 {
		return exit.Silently(exit.Failed)
	}
	return nil
}

func showProject(uses []codeship.Use, tags []codeship.Tag, findings []codeship.Finding, rotation []codeship.Secret, out *screen.Screen) error {
	section := func(header []string, rows [][]screen.Cell) error {
		if len(rows) == 0 {
			return nil
		}
		if err := out.Table(header, rows); err != nil {
			return err
		}
		return screen.Fprintf(out, "\n")
	}
	var rows [][]screen.Cell
	for _, u := range uses {
		rows = append(rows, screen.Cells(printable(u.Step, u.Does, u.Registry, u.Credential, u.Entry)...))
	}
	if err := section([]string{"STEP", "DOES", "REGISTRY", "CREDENTIAL", "ENTRY"}, rows); err != nil {
		return err
	}
	rows = nil
	for _, t := range tags {
		rows = append(rows, screen.Cells(printable(t.Step, t.Template, t.Tag)...))
	}
	if err := section([]string{"STEP", "IMAGE_TAG", "WITH SAMPLES"}, rows); err != nil {
		return err
	}
	rows = nil
	for _, r := range rotation {
		lives := r.Lives
		if lives == "" {
			lives = "long-lived"
		}
		rows = append(rows, screen.Cells(printable(r.File, dash(r.Name), lives)...))
	}
	if err := section([]string{"TO BE CHANGED, FROM", "NAME", "LIFE"}, rows); err != nil {
		return err
	}
	for _, f := range findings {
		if err := screen.Fprintf(out, "%s %s\n    %s\n", out.Paint(screen.Doubtful, "mistake:"), fault.Printable(f.String(), 400), fault.Printable(f.Fix, 300)); err != nil {
			return err
		}
	}
	return nil
}

func printable(texts ...string) []string {
	for i := range texts {
		texts[i] = fault.Printable(texts[i], 120)
	}
	return texts
}
