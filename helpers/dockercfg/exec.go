package main

import (
	"errors"
	"os"
	"path/filepath"
	"slices"

	"github.com/spf13/cobra"

	"github.com/dockercfg/dockercfg/helpers/dockercfg/internal/exit"
	"github.com/dockercfg/dockercfg/helpers/dockercfg/internal/lookup"
	"github.com/dockercfg/dockercfg/helpers/dockercfg/internal/mask"
	"github.com/dockercfg/dockercfg/helpers/dockercfg/internal/tempconfig"
	"github.com/dockercfg/dockercfg/helpers/dockercfg/internal/term"
	"github.com/dockercfg/dockercfg/shared/fault"
	"github.com/dockercfg/dockercfg/shared/formats"
	"github.com/dockercfg/dockercfg/shared/userdirs"
)

func execCommand(s streams) *cobra.Command {
	var a queryOptions
	cmd := &cobra.Command{
		Use:   "exec [HOST...] -- COMMAND [ARGUMENT...]",
		Short: "Run a command with temporary credentials",
		Long: "Exec resolves registries as export does, writes their logins to a temporary directory\n" +
			"that only this user can read, and runs COMMAND with DOCKER_CONFIG (and\n" +
			"REGISTRY_AUTH_FILE, for podman, skopeo and buildah) set to it. Contexts, plugins,\n" +
			"builders, proxies and all other settings are your own; changes that COMMAND makes to\n" +
			"config.json are lost. The directory is removed when COMMAND ends, also by a signal.\n\n" +
			"The exit code is that of COMMAND, or 128 plus the number of the signal that ended it;\n" +
			"127 if COMMAND does not exist; 1 if a registry failed and nothing was started.",
		Example: "  dockercfg exec ghcr.io -- docker pull ghcr.io/team/app\n" +
			"  dockercfg exec -- sh -c 'docker build . && docker push \"$IMAGE\"'",
		RunE: func(cmd *cobra.Command, args []string) error { return a.exec(cmd, args, s) },
	}
	a.flags(cmd.Flags())
	cmd.ValidArgsFunction = completeHosts(&a.config)
	completeFlags(cmd, &a.config)
	return cmd
}

func (a queryOptions) exec(cmd *cobra.Command, args []string, s streams) error {
	dash := cmd.ArgsLenAtDash()
	if dash < 0 || dash == len(args) {
		return exit.Misused("exec needs a command after --, as in `dockercfg exec ghcr.io -- docker pull " +
			"ghcr.io/team/app`")
	}
	hosts, command := args[:dash], args[dash:]
	if err := a.validate(hosts); err != nil {
		return err
	}
	if _, err := tempconfig.Find(command[0]); err != nil {
		return err
	}
	results, config, err := a.resolve(cmd.Context(), hosts, s)
	if err != nil {
		return err
	}
	// Podman's format supports repositories, so it accepts the most.
	format, err := formats.ByName("podman")
	if err != nil {
		return err
	}
	found := a.policy().settle(results, format)
	if found.failures > 0 {
		outcome{Results: results, Warnings: config.WarningLines()}.write(s.err)
	}
	if err := found.enough(a.partial, config.Path, "nothing was started"); err != nil {
		return err
	}
	files, err := a.tempFiles(found.entries, format, s)
	if err != nil {
		return err
	}
	mask.Log(s.err, found.entries)
	s.lasts() // until the command ends, also after a signal
	if err := cmd.Context().Err(); err != nil {
		return err
	}
	return runWith(command, files, s)
}

// tempFiles returns the files for the command, in docker's format and in podman's.
func (a queryOptions) tempFiles(entries []formats.Entry, podman formats.Format, s streams) (
	files tempconfig.Files, err error) {
	docker, err := formats.ByName("config-json")
	if err != nil {
		return files, err
	}
	forDocker, left := unambiguous(entries)
	for _, key := range left {
		term.Say(s.err, "%s is only for podman, skopeo and buildah: docker would take any login of %s",
			key, lookup.Host(key))
	}
	files.Docker = []byte(`{"auths": {}}`)
	if len(forDocker) > 0 {
		files.Docker, err = docker.WithRepositories().Encode(forDocker, formats.Options{})
	}
	if err == nil {
		files.Podman, err = podman.Encode(entries, formats.Options{})
	}
	if err == nil {
		files.From, err = a.settings()
	}
	if err != nil {
		err = fault.New(fault.Config, "writing the credentials: %w", err)
	}
	return files, err
}

// unambiguous leaves out the logins of repositories that docker would confuse, since it
// finds them by their host.
func unambiguous(entries []formats.Entry) (clear []formats.Entry, left []string) {
	asked := func(e formats.Entry) string { return lookup.Asked(lookup.Host(e.Key)) }
	byHost := map[string][]formats.Entry{}
	for _, e := range entries {
		byHost[asked(e)] = append(byHost[asked(e)], e)
	}
	for _, e := range entries {
		group := byHost[asked(e)]
		whole := slices.ContainsFunc(group, func(o formats.Entry) bool { return o.Key == asked(e) })
		differs := func(o formats.Entry) bool { return o.Username != e.Username || o.Secret != e.Secret }
		if isRepository(e.Key) && !whole && slices.ContainsFunc(group, differs) {
			left = append(left, e.Key)
			continue
		}
		clear = append(clear, e)
	}
	return clear, left
}

// settings returns the directory of Docker's settings: the one that --config names, or
// Docker's own if --config names a file of logins in another format.
func (a queryOptions) settings() (string, error) {
	dir := a.config
	if info, err := os.Stat(dir); err != nil || !info.IsDir() {
		dir = filepath.Dir(a.config)
	}
	if a.config == "" || filepath.Base(a.config) != "config.json" && dir != a.config {
		own, err := userdirs.Docker(os.Getenv)
		if err != nil {
			return "", nil // without a home directory there are no settings
		}
		dir = own
	}
	return filepath.Abs(dir)
}

// runWith runs the command with the files, and removes them afterwards.
func runWith(command []string, files tempconfig.Files, s streams) error {
	directory, err := tempconfig.Make(files)
	var coded *fault.Error
	if err != nil && !errors.As(err, &coded) {
		err = fault.New(fault.Store, "writing the credentials: %w", err)
	}
	if err != nil {
		return err
	}
	code, err := tempconfig.Run(command, directory.Environment(os.Environ()))
	if gone := directory.Remove(); gone != nil {
		term.Say(s.err, "store: removing the temporary credentials: %s", gone)
		if err == nil && code == 0 {
			code = exit.Failed
		}
	}
	if err == nil && code != 0 {
		err = exit.Silently(code)
	}
	return err
}
