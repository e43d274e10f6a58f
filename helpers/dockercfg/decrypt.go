package main

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"io/fs"

	"github.com/spf13/cobra"

	"github.com/dockercfg/dockercfg/helpers/dockercfg/internal/encryption"
	"github.com/dockercfg/dockercfg/helpers/dockercfg/internal/exit"
	"github.com/dockercfg/dockercfg/helpers/dockercfg/internal/jet"
	"github.com/dockercfg/dockercfg/helpers/dockercfg/internal/term"
	"github.com/dockercfg/dockercfg/shared/dockerconfig"
	"github.com/dockercfg/dockercfg/shared/fault"
	"github.com/dockercfg/dockercfg/shared/safefile"
	"github.com/dockercfg/dockercfg/shared/shellword"
	"github.com/dockercfg/dockercfg/shared/textfile"
)

// maxSealed bounds an encrypted file. Base64 of the largest content that encrypt accepts
// has 11 MiB, and twice that in UTF-16, as PowerShell saves it.
const maxSealed = 24 << 20 // bytes

// decryptOptions holds the flags of decrypt.
type decryptOptions struct {
	identities         []string
	keyFile            string
	v1                 bool
	force, showSecrets bool
}

func decryptCommand(s streams) *cobra.Command {
	var d decryptOptions
	cmd := &cobra.Command{
		Use:   "decrypt IN OUT",
		Short: "Decrypt an age file, or one that jet made for CodeShip",
		Long: "Decrypt recognizes what IN is: an age file, which needs --identity, or a file of\n" +
			"`jet encrypt`, which needs the key in codeship.aes. OUT is written, with mode 0600, only\n" +
			"if all of IN proves to be complete. - is standard input and standard output.\n\n" +
			"Files of jet before 2.6.0 (version 1, without the first line codeship:v2) have no\n" +
			"checksum: a missing or changed part is not noticed, and a newer file without its first\n" +
			"line looks the same. They are opened with --v1 only.\n\n" + notAuthor,
		Example: "  dockercfg decrypt --identity key.txt dockercfg.age dockercfg\n" +
			"  dockercfg decrypt --key-path ~/codeship.aes dockercfg.encrypted dockercfg\n" +
			"  dockercfg decrypt --v1 app.env.encrypted app.env",
		Args: inAndOut,
		RunE: func(cmd *cobra.Command, args []string) error { return d.run(args[0], args[1], s) },
	}
	flags := cmd.Flags()
	flags.StringArrayVarP(&d.identities, "identity", "i", nil, "`FILE` with age identities; may be given several times")
	flags.StringVar(&d.keyFile, "key-path", jet.DefaultKey, "`FILE` with the AES key of jet's format")
	flags.BoolVar(&d.v1, "v1", false, "open a jet file of version 1 as well, which has no checksum")
	flags.BoolVar(&d.force, "force", false, "replace an existing file")
	flags.BoolVar(&d.showSecrets, "show-secrets", false, "allow - on a terminal")
	return cmd
}

func (d decryptOptions) run(in, out string, s streams) error {
	target := term.Target{Path: out, Stdout: s.out, Force: d.force, ShowSecrets: d.showSecrets}
	if err := checkPaths(in, target); err != nil {
		return err
	}
	sealed, err := readInput(in, maxSealed, s)
	if err != nil {
		return err
	}
	open := d.openJet
	if !encryption.IsAge(sealed) {
		if text, err := textfile.UTF8(sealed); err == nil {
			sealed = text
		}
	}
	if encryption.IsAge(sealed) {
		open = d.openAge
	}
	plain, err := open(sealed, in, s)
	if err != nil {
		return err
	}
	return target.Write(plain)
}

func (d decryptOptions) openAge(sealed []byte, in string, _ streams) ([]byte, error) {
	switch {
	case d.v1:
		return nil, exit.Misused("--v1 is for jet files, and %s is an age file: leave --v1 out", in)
	case len(d.identities) == 0:
		return nil, exit.Misused("%s is an age file: name the identity that opens it with --identity FILE", in)
	}
	identities, err := encryption.Identities(d.identities)
	if err != nil {
		return nil, err
	}
	plain, err := encryption.Open(sealed, identities)
	if err != nil {
		return nil, fault.Within(err, "decrypting "+in)
	}
	return plain, nil
}

func (d decryptOptions) openJet(sealed []byte, in string, s streams) ([]byte, error) {
	if err := d.recognize(sealed, in); err != nil {
		return nil, err
	}
	key, err := jet.ReadKey(d.keyFile)
	if err != nil {
		return nil, err
	}
	warnExposed(d.keyFile, s)
	decrypt := jet.Decrypt
	if d.v1 {
		decrypt = jet.DecryptV1
	}
	plain, version, err := decrypt(key, sealed)
	if err != nil {
		return nil, fault.New(fault.Config, "decrypting %s with %s: %w", in, d.keyFile, err)
	}
	what := "is a jet file (" + version + "), which does not prove who wrote it"
	if version == jet.V1 {
		what = "is a jet file of version 1, which has no checksum: check that its content is complete"
	}
	term.Say(s.err, "%s %s", in, what)
	if beginsAsJSON(plain) {
		if _, err := dockerconfig.Parse(plain, "the content"); err != nil {
			term.Say(s.err, "%s", jet.ParseFailure(plain, err).Error())
		}
	}
	return plain, nil
}

// recognize refuses what is not a jet file before a key is looked for.
func (d decryptOptions) recognize(sealed []byte, in string) error {
	_, err := jet.Recognize(sealed)
	switch {
	case err == nil && len(d.identities) > 0:
		return fault.New(fault.Config, "%s is a jet file, not an age file: leave --identity out, or name another file",
			in)
	case err == nil:
		return nil
	case (errors.Is(err, jet.ErrNotJet) || errors.Is(err, jet.ErrLarge)) && beginsAsJSON(sealed):
		return fault.New(fault.Config, "%s is plain JSON, not encrypted: use it directly", in)
	case errors.Is(err, jet.ErrNotJet) && len(d.identities) > 0:
		return fault.New(fault.Config, "%s is not an age file: those begin with age-encryption.org/v1 or"+
			" -----BEGIN AGE ENCRYPTED FILE-----", in)
	case errors.Is(err, jet.ErrNotJet):
		return fault.New(fault.Config, "decrypting %s: %w, and not an age file: check that it is complete", in, err)
	}
	return fault.New(fault.Config, "decrypting %s: %w", in, err)
}

func beginsAsJSON(text []byte) bool {
	return bytes.HasPrefix(bytes.TrimLeft(text, " \t\r\n"), []byte("{"))
}

// warnExposed warns of a key that other users of the machine can read.
func warnExposed(keyFile string, s streams) {
	for _, warning := range exposed(keyFile) {
		term.Say(s.err, "%s", warning)
	}
}

// exposed returns the warning of a key that other users of the machine can read.
func exposed(keyFile string) []string {
	if !jet.Exposed(keyFile) {
		return nil
	}
	return []string{fmt.Sprintf("other users can read %s: run `chmod 600 %s`", keyFile, shellword.Quote(keyFile))}
}

// readInput reads the whole of a file, or of standard input for -, of at most max bytes.
func readInput(path string, max int64, s streams) ([]byte, error) {
	if path != term.Stdout {
		data, err := safefile.ReadNamed(path, max, false)
		if errors.Is(err, fs.ErrNotExist) {
			return nil, fault.New(fault.Config, "%s does not exist: name the file to read", path)
		}
		if err != nil {
			return nil, fault.New(fault.Config, "reading the input: %w", err)
		}
		return data, nil
	}
	data, err := io.ReadAll(io.LimitReader(s.in, max+1))
	switch {
	case err != nil:
		return nil, fault.New(fault.Input, "reading standard input: %w", err)
	case int64(len(data)) > max:
		return nil, fault.New(fault.Input, "standard input is larger than %d bytes", max)
	}
	return data, nil
}
