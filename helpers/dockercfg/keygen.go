package main

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"filippo.io/age"
	"github.com/spf13/cobra"

	"github.com/dockercfg/dockercfg/helpers/dockercfg/internal/exit"
	"github.com/dockercfg/dockercfg/helpers/dockercfg/internal/ignorefile"
	"github.com/dockercfg/dockercfg/helpers/dockercfg/internal/jet"
	"github.com/dockercfg/dockercfg/helpers/dockercfg/internal/term"
	"github.com/dockercfg/dockercfg/shared/fault"
	"github.com/dockercfg/dockercfg/shared/safefile"
)

// keygenOptions holds the flags of keygen.
type keygenOptions struct {
	keyFile, output string
	age, quantum    bool
}

func keygenCommand(s streams) *cobra.Command {
	var m keygenOptions
	cmd := &cobra.Command{
		Use:   "keygen",
		Short: "Create an age identity, or an AES key as jet used",
		Long: "Keygen --age writes a new age identity to -o FILE and prints its recipient, the line\n" +
			"that others encrypt to. Without --age it creates an AES key for jet's format, as\n" +
			"`jet generate` did, in codeship.aes. The file has mode 0600; an existing one is never\n" +
			"replaced.",
		Example: "  dockercfg keygen --age -o key.txt\n  dockercfg keygen --key-path ~/codeship.aes",
		Args:    none,
		RunE: func(cmd *cobra.Command, _ []string) error {
			if m.age {
				return m.identity(cmd, s)
			}
			return m.aes(cmd, s)
		},
	}
	flags := cmd.Flags()
	flags.BoolVar(&m.age, "age", false, "create an age identity")
	flags.BoolVar(&m.quantum, "post-quantum", false,
		"with --age, create a post-quantum identity (needs age 1.3 or later)")
	flags.StringVarP(&m.output, "output", "o", "", "`FILE` for the age identity")
	flags.StringVar(&m.keyFile, "key-path", jet.DefaultKey, "`FILE` for the AES key")
	return cmd
}

func (m keygenOptions) aes(cmd *cobra.Command, s streams) error {
	if m.output != "" || m.quantum {
		return exit.Misused("-o and --post-quantum are for --age; --key-path names the file of an AES key")
	}
	key, err := jet.NewKey()
	if err != nil {
		return fault.New(fault.Internal, "creating a key: %w", err)
	}
	if err := writeKey(m.keyFile, key.Text(), s); err != nil {
		return err
	}
	term.Say(s.err, "wrote %s; for new files, age is the better choice: `dockercfg keygen --age`",
		m.keyFile)
	return nil
}

func (m keygenOptions) identity(cmd *cobra.Command, s streams) error {
	if m.output == "" || m.output == term.Stdout || cmd.Flags().Changed("key-path") {
		return exit.Misused("--age writes an identity into a file: name it with -o FILE")
	}
	var secret, recipient string
	if m.quantum {
		identity, err := age.GenerateHybridIdentity()
		if err != nil {
			return fault.New(fault.Internal, "creating an identity: %w", err)
		}
		secret, recipient = identity.String(), identity.Recipient().String()
	} else {
		identity, err := age.GenerateX25519Identity()
		if err != nil {
			return fault.New(fault.Internal, "creating an identity: %w", err)
		}
		secret, recipient = identity.String(), identity.Recipient().String()
	}
	text := fmt.Sprintf("# created: %s\n# public key: %s\n%s\n", time.Now().Format(time.RFC3339), recipient, secret)
	if err := writeKey(m.output, []byte(text), s); err != nil {
		return err
	}
	return term.Emit(s.out, []byte(recipient+"\n"))
}

// writeKey writes a file that must not exist yet: with the old key, everything that only it
// decrypts would be lost.
func writeKey(path string, text []byte, s streams) error {
	absolute, err := filepath.Abs(path)
	if err == nil {
		err = safefile.Output(absolute, text, false)
	}
	switch {
	case errors.Is(err, fs.ErrExist):
		return fault.New(fault.Config,
			"%s exists and is not replaced, since it may be the only key that decrypts a file:"+
				" name another", path)
	case err != nil:
		return fault.New(fault.Store, "writing the key: %w", err)
	}
	if tree := workTree(filepath.Dir(absolute)); tree != "" && !ignored(tree, absolute) {
		term.Say(s.err, "%s is in a git work tree: add %s to %s before you commit",
			path, filepath.Base(path), filepath.Join(tree, ".gitignore"))
	}
	return nil
}

// ignored reports whether the .gitignore files of a work tree surely cover a file in it.
func ignored(tree, file string) bool {
	name, err := filepath.Rel(tree, file)
	return err == nil && ignorefile.Git(tree, filepath.ToSlash(name))
}

// workTree returns the git work tree that contains a directory, or "".
func workTree(dir string) string {
	for {
		if _, err := os.Lstat(filepath.Join(dir, ".git")); err == nil {
			return dir
		}
		parent := filepath.Dir(dir)
		if parent == dir {
			return ""
		}
		dir = parent
	}
}
