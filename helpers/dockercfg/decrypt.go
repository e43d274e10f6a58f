package main

import (
	"bytes"
	"errors"
	"io"
	"io/fs"

	"github.com/spf13/cobra"

	"github.com/dockercfg/dockercfg/helpers/dockercfg/internal/exit"
	"github.com/dockercfg/dockercfg/helpers/dockercfg/internal/jet"
	"github.com/dockercfg/dockercfg/helpers/dockercfg/internal/output"
	"github.com/dockercfg/dockercfg/helpers/dockercfg/internal/screen"
	"github.com/dockercfg/dockercfg/helpers/dockercfg/internal/seal"
	"github.com/dockercfg/dockercfg/shared/dockerconfig"
	"github.com/dockercfg/dockercfg/shared/fault"
	"github.com/dockercfg/dockercfg/shared/safefile"
)

const maxSealed = 24 << 20 // bytes; base64 of the largest content

// decrypting is the flags of decrypt.
type decrypting struct {
	identities         []string
	keyFile            string
	force, showSecrets bool
}

func decryptCommand(s streams) *cobra.Command {
	var d decrypting
	cmd := &cobra.Command{
		Use:   "decrypt IN OUT",
		Short: "Decrypt a file of age's, or one that jet made for CodeShip",
		Long: "Decrypt finds out what IN is: a file of age's, which --identity opens, or one of\n" +
			"`jet encrypt` (versions 1 and 2), which the key in codeship.aes opens. OUT is written,\n" +
			"mode 0600, when all of IN has proved whole, and not at all otherwise. - is standard\n" +
			"input and standard output.\n\n" + notAuthor,
		Example: "  dockercfg decrypt --identity key.txt dockercfg.age dockercfg\n" +
			"  dockercfg decrypt --key-path ~/codeship.aes dockercfg.encrypted dockercfg",
		Args: inAndOut,
		RunE: func(cmd *cobra.Command, args []string) error { return d.run(args[0], args[1], s) },
	}
	flags := cmd.Flags()
	flags.StringArrayVarP(&d.identities, "identity", "i", nil, "`FILE` with age identities; may be given several times")
	flags.StringVar(&d.keyFile, "key-path", jet.DefaultKey, "`FILE` with the AES key of jet's format")
	flags.BoolVar(&d.force, "force", false, "replace an existing file")
	flags.BoolVar(&d.showSecrets, "show-secrets", false, "allow - on a terminal")
	return cmd
}

func (d decrypting) run(in, out string, s streams) error {
	target := output.Target{Path: out, Stdout: s.out, Force: d.force, ShowSecrets: d.showSecrets}
	if err := checkPaths(in, target); err != nil {
		return err
	}
	sealed, err := readInput(in, s)
	if err != nil {
		return err
	}
	open := d.openJet
	if seal.IsAge(sealed) {
		open = d.openAge
	}
	plain, err := open(sealed, in, s)
	if err != nil {
		return err
	}
	return target.Write(plain)
}

func (d decrypting) openAge(sealed []byte, in string, _ streams) ([]byte, error) {
	if len(d.identities) == 0 {
		return nil, exit.Misused("%s is a file of age's: name the identity that opens it with --identity FILE", in)
	}
	identities, err := seal.Identities(d.identities)
	if err != nil {
		return nil, err
	}
	plain, err := seal.Open(sealed, identities)
	if err != nil {
		return nil, fault.Within(err, "decrypting "+in)
	}
	return plain, nil
}

func (d decrypting) openJet(sealed []byte, in string, s streams) ([]byte, error) {
	if first := bytes.TrimLeft(sealed, " \t\r\n"); bytes.HasPrefix(first, []byte("{")) {
		return nil, fault.New(fault.Config, "%s is JSON as it stands, so it is not encrypted", in)
	}
	if _, ok := jet.Recognize(sealed); !ok && len(d.identities) > 0 {
		return nil, fault.New(fault.Config, "%s is no file of age's: it begins otherwise", in)
	}
	key, err := jet.ReadKey(d.keyFile)
	if _, _, unread := jet.Decrypt(jet.Key{}, sealed); errors.Is(unread, jet.ErrNotJet) || errors.Is(unread, jet.ErrOld) {
		return nil, fault.New(fault.Config, "decrypting %s: %w, nor one of age's", in, unread)
	}
	if err != nil {
		return nil, err
	}
	plain, version, err := jet.Decrypt(key, sealed)
	if err != nil {
		return nil, fault.New(fault.Config, "decrypting %s with %s: %w", in, d.keyFile, err)
	}
	screen.Say(s.err, "%s is a jet file (%s), which proves nothing about who wrote it", in, version)
	if first := bytes.TrimLeft(plain, " \t\r\n"); bytes.HasPrefix(first, []byte("{")) {
		if _, err := dockerconfig.Parse(plain, "the content"); err != nil {
			screen.Say(s.err, "failed to parse dockercfg: %s", err)
		}
	}
	return plain, nil
}

// readInput reads the whole of a file, or of standard input for -.
func readInput(path string, s streams) ([]byte, error) {
	if path != output.Stdout {
		data, err := safefile.ReadNamed(path, maxSealed, false)
		if errors.Is(err, fs.ErrNotExist) {
			return nil, fault.New(fault.Config, "there is no file %s", path)
		}
		if err != nil {
			return nil, fault.New(fault.Config, "reading the input: %w", err)
		}
		return data, nil
	}
	data, err := io.ReadAll(io.LimitReader(s.in, maxSealed+1))
	switch {
	case err != nil:
		return nil, fault.New(fault.Input, "reading standard input: %w", err)
	case len(data) > maxSealed:
		return nil, fault.New(fault.Input, "standard input is larger than %d bytes", maxSealed)
	}
	return data, nil
}
