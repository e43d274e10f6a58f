package main

import (
	"context"
	"os"
	"path/filepath"
	"runtime"
	"strings"

	"github.com/spf13/cobra"

	"github.com/dockercfg/dockercfg/helpers/dockercfg/internal/configure"
	"github.com/dockercfg/dockercfg/helpers/dockercfg/internal/doctor"
	"github.com/dockercfg/dockercfg/helpers/dockercfg/internal/exit"
	"github.com/dockercfg/dockercfg/helpers/dockercfg/internal/term"
	"github.com/dockercfg/dockercfg/shared/dockerconfig"
	"github.com/dockercfg/dockercfg/shared/fault"
	"github.com/dockercfg/dockercfg/shared/registry"
	"github.com/dockercfg/dockercfg/shared/userdirs"
)

func doctorCommand(s streams) *cobra.Command {
	var config string
	var asJSON bool
	cmd := &cobra.Command{
		Use:   "doctor [HOST...]",
		Short: "Check this machine's registry credentials and suggest fixes",
		Long: "Doctor checks Docker's config, the environment variables, PATH, helpers, stores and\n" +
			"rules, for all registries of the config or for those named. It reports what fails or\n" +
			"will fail, each with the command that fixes it. It changes nothing, makes no network\n" +
			"request and starts no program except helpers of this suite, with their verb explain.\n\n" +
			"With --config FILE or --config - it checks a Kubernetes pull secret instead of the\n" +
			"machine: does it contain a login, and until when.\n\n" +
			"The exit code is 1 if there is an error or a warning. `dockercfg explain HOST` shows\n" +
			"what serves a registry, `dockercfg verify` asks the registries themselves.",
		Example: "  dockercfg doctor\n  dockercfg doctor ghcr.io --json\n" +
			"  kubectl get secret pull -n web -o yaml | dockercfg doctor --config -",
		RunE: func(cmd *cobra.Command, args []string) error {
			for _, host := range args {
				if _, err := registry.Parse(host); err != nil {
					return exit.Misused("%q: %s", fault.Printable(host, 60), err)
				}
			}
			s.bound(runFor)
			return examine(cmd.Context(), config, args, asJSON, s)
		},
	}
	cmd.Flags().StringVar(&config, "config", "",
		"Docker config to check, `DIR|FILE` (default $DOCKER_CONFIG, else ~/.docker); or a pull secret, FILE or -")
	cmd.Flags().BoolVar(&asJSON, "json", false, "show the findings as JSON")
	cmd.ValidArgsFunction = completeHosts(&config)
	return cmd
}

func examine(ctx context.Context, config string, hosts []string, asJSON bool, s streams) error {
	findings, known, err := secretFindings(config, s)
	if err != nil {
		return err
	}
	if !known {
		m := machineOf(config, hosts)
		findings = m.Run(ctx)
	}
	if err := showFindings(findings, asJSON, s); err != nil {
		return err
	}
	for _, f := range findings {
		if f.Level != doctor.Info {
			return exit.Silently(exit.Failed)
		}
	}
	return nil
}

// machineOf describes this machine, with the config that is named, or Docker's own.
func machineOf(config string, hosts []string) doctor.Machine {
	m := doctor.Machine{
		Env: os.Getenv, Environ: os.Environ(), GOOS: runtime.GOOS, Path: config, Suite: suite(), Hosts: hosts,
	}
	m.Home, _ = userdirs.Home(os.Getenv)
	if m.Path == "" {
		dir, err := userdirs.Docker(os.Getenv)
		if err != nil {
			dir = ".docker" // reported by the checks of the environment
		}
		m.Path = filepath.Join(dir, "config.json")
	} else if info, err := os.Stat(m.Path); err == nil && info.IsDir() {
		m.Path = filepath.Join(m.Path, "config.json")
	}
	m.Config, m.Problem = dockerconfig.Load(m.Path)
	if m.Problem == nil {
		m.Text, _ = configure.Read(m.Path)
	}
	return m
}

func showFindings(findings []doctor.Finding, asJSON bool, s streams) error {
	if asJSON {
		if findings == nil {
			findings = []doctor.Finding{}
		}
		data, err := term.JSON(map[string]any{"findings": findings})
		if err != nil {
			return fault.New(fault.Internal, "writing the findings: %w", err)
		}
		return term.Emit(s.out, data)
	}
	out := term.On(s.out)
	var text strings.Builder
	for _, f := range findings {
		showFinding(&text, out, f)
	}
	if len(findings) == 0 {
		text.WriteString(term.Sprintf("%s\n", out.Paint(term.Good, noProblems)))
	}
	return term.Emit(s.out, []byte(text.String()))
}

// noProblems is printed if there are no findings.
const noProblems = "no problems found"

func showFinding(text *strings.Builder, out *term.Screen, f doctor.Finding) {
	tones := map[doctor.Level]term.Tone{doctor.Error: term.Bad, doctor.Warning: term.Doubtful,
		doctor.Info: term.Faint}
	text.WriteString(term.Sprintf("%s: %s\n", out.Paint(tones[f.Level], string(f.Level)), f.What))
	if f.Fix != "" {
		text.WriteString(term.Sprintf("    %s\n", f.Fix))
	}
}
