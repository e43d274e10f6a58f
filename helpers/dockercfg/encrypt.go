package main

import (
	"os"
	"path/filepath"

	"github.com/spf13/cobra"

	"github.com/dockercfg/dockercfg/helpers/dockercfg/internal/exit"
	"github.com/dockercfg/dockercfg/helpers/dockercfg/internal/jet"
	"github.com/dockercfg/dockercfg/helpers/dockercfg/internal/output"
	"github.com/dockercfg/dockercfg/helpers/dockercfg/internal/screen"
	"github.com/dockercfg/dockercfg/helpers/dockercfg/internal/seal"
	"github.com/dockercfg/dockercfg/shared/dockerconfig"
	"github.com/dockercfg/dockercfg/shared/fault"
)

// notAuthor is what everybody has to know who trusts an encrypted file.
const notAuthor = "Encryption says who can read a file, not who wrote it: whoever has a recipient's\n" +
	"line, or the AES key, can write another one in its place. A jet file proves even\n" +
	"less: its checksum needs no key, and version 1 has none.\n"

// encrypting is the flags of encrypt.
type encrypting struct {
	recipients []string
	keyFile    string
	armor      bool
	force      bool
}

func encryptCommand(s streams) *cobra.Command {
	var e encrypting
	cmd := &cobra.Command{
		Use:   "encrypt IN OUT",
		Short: "Encrypt a file with age, or as jet did for CodeShip",
		Long: "Encrypt writes OUT, mode 0600, which holds IN encrypted: with age to each --recipient,\n" +
			"which is the better choice, or else in the format of `jet encrypt` (version 2) with\n" +
			"the key in codeship.aes. - is standard input and standard output.\n\n" + notAuthor,
		Example: "  dockercfg encrypt --recipient age1... dockercfg dockercfg.age\n" +
			"  dockercfg encrypt dockercfg dockercfg.encrypted   # with codeship.aes",
		Args: inAndOut,
		RunE: func(cmd *cobra.Command, args []string) error { return e.run(args[0], args[1], s) },
	}
	flags := cmd.Flags()
	flags.StringArrayVarP(&e.recipients, "recipient", "r", nil, "encrypt with age to `RECIPIENT` (age1...); may be given several times")
	flags.BoolVarP(&e.armor, "armor", "a", false, "write age's text form")
	flags.StringVar(&e.keyFile, "key-path", "", "`FILE` with the AES key of jet's format (default codeship.aes)")
	flags.BoolVar(&e.force, "force", false, "replace an existing file")
	return cmd
}

func (e encrypting) run(in, out string, s streams) error {
	keyFile := e.keyFile
	switch {
	case len(e.recipients) == 0 && e.armor:
		return exit.Misused("--armor is for age: add --recipient")
	case len(e.recipients) == 0 && keyFile == "":
		keyFile = jet.DefaultKey
	}
	target := output.Target{Path: out, Stdout: s.out, Force: e.force, ShowSecrets: !binary(e.recipients, e.armor)}
	if err := checkPaths(in, target); err != nil {
		return err
	}
	plain, err := readInput(in, s)
	if err != nil {
		return err
	}
	if _, isJet := jet.Recognize(plain); seal.IsAge(plain) || isJet {
		return fault.New(fault.Config, "%s is encrypted already: decrypt it first with `dockercfg decrypt`", in)
	}
	sealer, err := seal.New(e.recipients, keyFile)
	if err != nil {
		return err
	}
	sealer.Binary = !e.armor
	if sealer.Jet() {
		warnUseless(plain, in, s)
	}
	sealed, err := sealer.Seal(plain)
	if err != nil {
		return fault.New(fault.Internal, "encrypting: %w", err)
	}
	return target.Write(sealed)
}

// binary tells an output that is nothing for a terminal.
func binary(recipients []string, armor bool) bool { return len(recipients) > 0 && !armor }

// warnUseless: CodeShip's own pages advise to encrypt ~/.docker/config.json as it
// is, which holds nothing where a store or a helper has the logins.
func warnUseless(plain []byte, in string, s streams) {
	c, err := dockerconfig.Parse(plain, in)
	if err != nil {
		return
	}
	placeholders := 0
	for _, e := range c.Auths {
		if e.Placeholder() {
			placeholders++
		}
	}
	if c.CredsStore != "" || len(c.CredHelpers) > 0 || placeholders > 0 {
		screen.Say(s.err, "%s names a store or helpers, which nobody starts who reads the encrypted file: write one that holds the logins with `dockercfg export --jet-key FILE -o OUT`", in)
	}
}

// inAndOut gives a wrong number of arguments the exit code of wrong usage.
func inAndOut(cmd *cobra.Command, args []string) error {
	if len(args) != 2 {
		return exit.Misused("%s takes two files, IN and OUT: see `%s --help`", cmd.Name(), cmd.CommandPath())
	}
	return nil
}

// checkPaths refuses, before anything is read, an output that cannot be written
// or that is the input.
func checkPaths(in string, target output.Target) error {
	if in != output.Stdout && target.Path != output.Stdout {
		one, err := os.Stat(in)
		other, otherErr := os.Stat(target.Path)
		if err == nil && otherErr == nil && os.SameFile(one, other) || filepath.Clean(in) == filepath.Clean(target.Path) {
			return exit.Misused("IN and OUT are the same file: name another for OUT")
		}
	}
	return target.Check()
}
