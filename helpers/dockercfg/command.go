package main

import (
	"context"
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/dockercfg/dockercfg/helpers/dockercfg/internal/exit"
	"github.com/dockercfg/dockercfg/helpers/dockercfg/internal/term"
	"github.com/dockercfg/dockercfg/shared/fault"
	"github.com/dockercfg/dockercfg/shared/process"
	"github.com/dockercfg/dockercfg/shared/protocol"
)

// streams are what a command reads and writes.
type streams struct {
	in       io.Reader
	out, err io.Writer
	bound    func(time.Duration) // call it with the time limit of the command
	lasts    func()              // call it if the command must end by itself, even after a signal
}

// execute runs one command line and returns its exit code.
func execute(ctx context.Context, args []string, s streams) int {
	root := rootCommand(s)
	root.SetArgs(args)
	root.SetIn(s.in)
	help := &checked{to: s.out}
	root.SetOut(help)
	root.SetErr(s.err)
	err := root.ExecuteContext(ctx)
	if help.err != nil {
		err = help.err
	}
	if err == nil {
		return exit.Done
	}
	if errors.Is(err, context.Canceled) {
		return exit.Failed // the signal says it all
	}
	text := err.Error()
	var coded *fault.Error
	var ended *exit.Error
	if errors.As(err, &coded) && !errors.As(err, &ended) {
		text = fault.Line(err)
	}
	if text != "" {
		term.Say(s.err, "%s", text)
	}
	return exit.Code(err)
}

func rootCommand(s streams) *cobra.Command {
	root := &cobra.Command{
		Use:   "dockercfg",
		Short: "Write static registry credentials from any Docker credential helper",
		Long: "dockercfg resolves the registry logins behind your Docker config and writes them to\n" +
			"one static file, for tools that cannot run credential helpers. It also sets up, checks\n" +
			"and explains the credentials of this machine.",
		Version:       protocol.Version(),
		SilenceErrors: true,
		SilenceUsage:  true,
		// The generator contract starts a container with an output path alone.
		Args: cobra.ArbitraryArgs,
		RunE: func(cmd *cobra.Command, args []string) error {
			switch {
			case len(args) == 1 && filepath.IsAbs(args[0]):
				return generate(cmd.Context(), args[0], s)
			case len(args) == 0:
				return cmd.Help()
			}
			return unknown(cmd, args[0])
		},
	}
	root.SetVersionTemplate("{{.Name}} {{.Version}}\n")
	root.SetFlagErrorFunc(func(cmd *cobra.Command, err error) error {
		return exit.Misused("%s: see `%s --help`", strings.TrimSuffix(err.Error(), "\n"), cmd.CommandPath())
	})
	addGroups(root,
		group{"Write and use credentials", []*cobra.Command{
			exportCommand(s), execCommand(s), generateCommand(s), getCommand(s),
		}},
		group{"Check credentials", []*cobra.Command{
			statusCommand(s), explainCommand(s), verifyCommand(s), doctorCommand(s),
		}},
		group{"Set up a machine", []*cobra.Command{configureCommand(s), kubeletConfigCommand(s), cacheCommand(s)}},
		group{"Encrypt files", []*cobra.Command{encryptCommand(s), decryptCommand(s), keygenCommand(s)}},
		group{"Leave CodeShip", []*cobra.Command{codeshipCommand(s)}},
	)
	root.AddCommand(versionCommand())
	root.SetHelpCommand(helpCommand(root))
	wrapHelp(root)
	completeBash(root, s)
	return root
}

// checked remembers the error if help or the version could not be written.
type checked struct {
	to  io.Writer
	err error
}

func (c *checked) Write(p []byte) (int, error) {
	n, err := c.to.Write(p)
	if err == nil && c.to == io.Writer(os.Stdout) && process.StdoutIsNull() {
		err = errors.New("it is closed")
	}
	if err != nil && c.err == nil {
		c.err = fault.New(fault.Internal, "writing to standard output: %w", err)
	}
	return n, err
}

// none refuses arguments, with the exit code for wrong usage.
func none(cmd *cobra.Command, args []string) error {
	if len(args) > 0 {
		return exit.Misused("%s takes no argument: see `%s --help`", cmd.Name(), cmd.CommandPath())
	}
	return nil
}

// exactlyOne refuses a wrong number of arguments, with the exit code for wrong usage.
func exactlyOne(what string) cobra.PositionalArgs {
	return func(cmd *cobra.Command, args []string) error {
		if len(args) != 1 {
			return exit.Misused("%s takes one %s: see `%s --help`", cmd.Name(), what, cmd.CommandPath())
		}
		return nil
	}
}
