package main

import (
	"os"

	"github.com/spf13/cobra"

	"github.com/dockercfg/dockercfg/helpers/dockercfg/internal/exit"
	"github.com/dockercfg/dockercfg/helpers/dockercfg/internal/lend"
	"github.com/dockercfg/dockercfg/helpers/dockercfg/internal/mask"
	"github.com/dockercfg/dockercfg/helpers/dockercfg/internal/report"
	"github.com/dockercfg/dockercfg/helpers/dockercfg/internal/screen"
	"github.com/dockercfg/dockercfg/shared/dockercfg"
	"github.com/dockercfg/dockercfg/shared/fault"
)

func execCommand(s streams) *cobra.Command {
	var a asking
	cmd := &cobra.Command{
		Use:   "exec [HOST...] -- COMMAND [ARGUMENT...]",
		Short: "Run a command with static credentials that are gone when it ends",
		Long: "Exec resolves registries as export does, writes them into a temporary directory\n" +
			"that only this user can read, and runs COMMAND with DOCKER_CONFIG (and\n" +
			"REGISTRY_AUTH_FILE, for podman, skopeo and buildah) naming it. The directory holds\n" +
			"the credentials and nothing else of the config: no contexts, no plugins, no helpers.\n" +
			"It is removed when COMMAND has ended, also when a signal ended it.\n\n" +
			"The exit code is COMMAND's; 128 and the number of the signal that ended it; 127\n" +
			"where there is no such command; 1 where a registry failed and nothing was started.",
		Example: "  dockercfg exec ghcr.io -- docker pull ghcr.io/team/app\n" +
			"  dockercfg exec -- sh -c 'docker build . && docker push \"$IMAGE\"'",
		RunE: func(cmd *cobra.Command, args []string) error { return a.exec(cmd, args, s) },
	}
	a.flags(cmd.Flags())
	cmd.ValidArgsFunction = completeHosts(&a.config)
	completeFlags(cmd, &a.config)
	return cmd
}

func (a asking) exec(cmd *cobra.Command, args []string, s streams) error {
	dash := cmd.ArgsLenAtDash()
	if dash < 0 || dash == len(args) {
		return exit.Misused("exec takes a command after --, as in `dockercfg exec ghcr.io -- docker pull ghcr.io/team/app`")
	}
	hosts, command := args[:dash], args[dash:]
	if err := a.validate(hosts); err != nil {
		return err
	}
	results, config, err := a.resolve(cmd.Context(), hosts, s)
	if err != nil {
		return err
	}
	format, err := dockercfg.ByName("config-json")
	if err != nil {
		return err
	}
	found := exporting{asking: a}.settle(results, format)
	if found.failures > 0 {
		report.Write(s.err, report.Outcome{Results: results, Warnings: config.WarningLines()})
	}
	if err := found.enough(a.partial, config.Path, "nothing was started"); err != nil {
		return err
	}
	data, err := format.Encode(found.entries, dockercfg.Options{})
	if err != nil {
		return fault.New(fault.Config, "writing the credentials: %w", err)
	}
	mask.Log(s.err, found.entries)
	s.lasts() // until the command ends, also after a signal
	if err := cmd.Context().Err(); err != nil {
		return err
	}
	return lendTo(command, data, s)
}

// lendTo runs the command, and takes back what it was given.
func lendTo(command []string, data []byte, s streams) error {
	directory, err := lend.Make(data)
	if err != nil {
		return fault.New(fault.Store, "writing the credentials: %w", err)
	}
	code, err := lend.Run(command, directory.Environment(os.Environ()))
	if gone := directory.Remove(); gone != nil {
		screen.Say(s.err, "store: removing the temporary credentials: %s", gone)
		if err == nil && code == 0 {
			code = exit.Failed
		}
	}
	if err == nil && code != 0 {
		err = exit.Silently(code)
	}
	return err
}
