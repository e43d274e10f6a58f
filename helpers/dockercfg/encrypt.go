package main

import (
	"errors"
	"os"
	"path/filepath"

	"github.com/spf13/cobra"

	"github.com/dockercfg/dockercfg/helpers/dockercfg/internal/encryption"
	"github.com/dockercfg/dockercfg/helpers/dockercfg/internal/exit"
	"github.com/dockercfg/dockercfg/helpers/dockercfg/internal/jet"
	"github.com/dockercfg/dockercfg/helpers/dockercfg/internal/term"
	"github.com/dockercfg/dockercfg/shared/dockerconfig"
	"github.com/dockercfg/dockercfg/shared/fault"
	"github.com/dockercfg/dockercfg/shared/textfile"
)

// notAuthor is what everyone has to know who trusts an encrypted file.
const notAuthor = "Encryption says who can read a file, not who wrote it: anyone who has a recipient's\n" +
	"line, or the AES key, can replace the file with another one. A jet file proves even\n" +
	"less: its checksum needs no key, and version 1 has none.\n"

// encryptOptions holds the flags of encrypt.
type encryptOptions struct {
	recipients []string
	keyFile    string
	armor      bool
	force      bool
}

func encryptCommand(s streams) *cobra.Command {
	var e encryptOptions
	cmd := &cobra.Command{
		Use:   "encrypt IN OUT",
		Short: "Encrypt a file with age, or as jet did for CodeShip",
		Long: "Encrypt writes the encrypted content of IN to OUT, mode 0600: with age to each\n" +
			"--recipient, which is the better choice, or else in the format of `jet encrypt`\n" +
			"(version 2) with the key in codeship.aes. - is standard input and standard output.\n\n" + notAuthor,
		Example: "  dockercfg encrypt --recipient age1... dockercfg dockercfg.age\n" +
			"  dockercfg encrypt dockercfg dockercfg.encrypted   # with codeship.aes",
		Args: inAndOut,
		RunE: func(cmd *cobra.Command, args []string) error { return e.run(args[0], args[1], s) },
	}
	flags := cmd.Flags()
	flags.StringArrayVarP(&e.recipients, "recipient", "r", nil,
		"encrypt with age to `RECIPIENT` (age1...); may be given several times")
	flags.BoolVarP(&e.armor, "armor", "a", false, "write age's text form")
	flags.StringVar(&e.keyFile, "key-path", "", "`FILE` with the AES key of jet's format (default codeship.aes)")
	flags.BoolVar(&e.force, "force", false, "replace an existing file")
	return cmd
}

func (e encryptOptions) run(in, out string, s streams) error {
	keyFile := e.keyFile
	switch {
	case len(e.recipients) == 0 && e.armor:
		return exit.Misused("--armor is for age: add --recipient")
	case len(e.recipients) == 0 && keyFile == "":
		keyFile = jet.DefaultKey
	}
	target := term.Target{Path: out, Stdout: s.out, Force: e.force, ShowSecrets: !binary(e.recipients, e.armor)}
	if err := checkPaths(in, target); err != nil {
		return err
	}
	plain, err := readInput(in, encryption.MaxPlain, s) // decrypt refuses more
	if err != nil {
		return err
	}
	if encryption.IsAge(plain) || isJet(plain, keyFile) {
		return fault.New(fault.Config, "%s is already encrypted: decrypt it first with `dockercfg decrypt`", in)
	}
	sealer, err := encryption.New(e.recipients, keyFile)
	if err != nil {
		return err
	}
	sealer.Binary = !e.armor
	if sealer.Jet() {
		warnExposed(keyFile, s)
		warnUseless(plain, in, s)
	}
	if textfile.Wide(plain) {
		term.Say(s.err, "%s is UTF-16 or UTF-32, which few programs read: save it as UTF-8"+
			" and encrypt it again", in)
	}
	sealed, err := sealer.Seal(plain)
	if err != nil {
		return fault.New(fault.Internal, "encrypting: %w", err)
	}
	return target.Write(sealed)
}

// isJet reports whether plain is a jet file already. A file of version 1 looks like any
// base64, such as a token, so it counts only if the key decrypts it.
func isJet(plain []byte, keyFile string) bool {
	version, err := jet.Recognize(plain)
	if err != nil || version != jet.V1 {
		return err == nil || errors.Is(err, jet.ErrDamaged) || errors.Is(err, jet.ErrVersion)
	}
	key, err := jet.ReadKey(keyFile)
	if err != nil {
		return false
	}
	_, _, err = jet.DecryptV1(key, plain)
	return err == nil || errors.Is(err, jet.ErrCut)
}

// binary reports whether the output must not be printed on a terminal.
func binary(recipients []string, armor bool) bool { return len(recipients) > 0 && !armor }

// warnUseless warns of a config.json without logins: CodeShip's own pages advise to encrypt
// ~/.docker/config.json, which contains none if a store or a helper has them.
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
		term.Say(s.err, "%s only points to a store or helpers, and whoever decrypts it finds no logins:"+
			" export them first with `dockercfg export --jet-key FILE -o OUT`", in)
	}
}

// inAndOut checks the arguments.
func inAndOut(cmd *cobra.Command, args []string) error {
	if len(args) != 2 {
		return exit.Misused("%s takes two files, IN and OUT: see `%s --help`", cmd.Name(), cmd.CommandPath())
	}
	return nil
}

// checkPaths refuses, before anything is read, an output that cannot be written
// or that is the input.
func checkPaths(in string, target term.Target) error {
	if in != term.Stdout && target.Path != term.Stdout {
		one, err := os.Stat(in)
		other, otherErr := os.Stat(target.Path)
		same := err == nil && otherErr == nil && os.SameFile(one, other)
		if same || filepath.Clean(in) == filepath.Clean(target.Path) {
			return exit.Misused("IN and OUT are the same file: name another for OUT")
		}
	}
	return target.Check()
}
