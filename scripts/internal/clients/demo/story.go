package main

import (
	"bytes"
	"context"
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
)

// story is one run of the demo.
type story struct {
	dir      string // the working directory of every command
	out      io.Writer
	steps    int
	accounts []*account
	env      []string // the programs' environment, without variables of this process
	hidden   []string // secrets in addition to those of the accounts
}

func newStory(dir string, out io.Writer, accounts []*account) (*story, error) {
	home := filepath.Join(dir, "home")
	for _, d := range []string{home, filepath.Join(home, ".docker"), filepath.Join(dir, "static"), filepath.Join(dir, "nothing")} {
		if err := os.Mkdir(d, 0o700); err != nil {
			return nil, err
		}
	}
	s := &story{dir: dir, out: out, accounts: accounts}
	s.env = []string{"HOME=" + home, "PATH=" + filepath.Join(dir, "bin")}
	return s, nil
}

func (s *story) step(format string, args ...any) {
	s.steps++
	fmt.Fprintf(s.out, "\n%d. %s\n", s.steps, fmt.Sprintf(format, args...))
}

func (s *story) print(format string, args ...any) {
	fmt.Fprintf(s.out, "   %s\n", fmt.Sprintf(format, args...))
}

// hide replaces every secret, including its form in an `auth`.
func (s *story) hide(text string) string {
	for _, a := range s.accounts {
		for _, form := range []string{a.secret, base64.StdEncoding.EncodeToString([]byte(a.user + ":" + a.secret))} {
			text = strings.ReplaceAll(text, form, "(hidden)")
		}
	}
	for _, secret := range s.hidden {
		text = strings.ReplaceAll(text, secret, "(hidden)")
	}
	return text
}

// export sets a variable for the programs, as a shell would.
func (s *story) export(name, value string) {
	s.print("$ export %s=%s", name, s.hide(value))
	s.env = append(s.env, name+"="+value)
}

// command runs a program, and prints the command and its output. It returns an error if the program
// fails or prints a secret.
func (s *story) command(ctx context.Context, stdin, name string, args ...string) error {
	line := strings.Join(append([]string{name}, args...), " ")
	if stdin != "" {
		line += " <<<'" + s.hide(stdin) + "'"
	}
	s.print("$ %s", line)
	cmd := exec.CommandContext(ctx, filepath.Join(s.dir, "bin", name), args...)
	cmd.Dir, cmd.Env, cmd.Stdin = s.dir, s.env, strings.NewReader(stdin)
	var printed bytes.Buffer
	cmd.Stdout, cmd.Stderr = &printed, &printed
	err := cmd.Run()
	text := printed.String()
	s.show(strings.ReplaceAll(text, filepath.Join(s.dir, "home"), "~"))
	if err != nil {
		return fmt.Errorf("%s: %w", line, err)
	}
	if s.hide(text) != text {
		return errors.New(line + " printed a secret")
	}
	return nil
}

// show prints text indented, without secrets.
func (s *story) show(text string) {
	for line := range strings.Lines(s.hide(text)) {
		s.print("%s", strings.TrimSuffix(line, "\n"))
	}
}
