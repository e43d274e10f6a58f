package main

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
)

// typed are the commands in the picture of a terminal. They are run in a new home directory,
// with variables that contain a login for each registry.
var typed = []string{
	"dockercfg configure --yes",
	"dockercfg export -o config.json ghcr.io quay.io",
	"dockercfg explain quay.io",
}

// logins are the picture's logins. Their secrets do not appear in it.
var logins = []string{
	"DOCKER_GHCR__IO_USR=bob", "DOCKER_GHCR__IO_PSW=not-a-secret",
	"DOCKER_QUAY__IO_USR=team+robot", "DOCKER_QUAY__IO_PSW=not-a-secret",
}

func terminal() (string, error) {
	work, err := os.MkdirTemp("", "pictures")
	if err != nil {
		return "", err
	}
	defer os.RemoveAll(work)
	bin := filepath.Join(work, "bin")
	if err := build(bin); err != nil {
		return "", err
	}
	home := filepath.Join(work, "home")
	if err := os.Mkdir(home, 0o700); err != nil {
		return "", err
	}
	var c canvas
	y := float64(margin)
	line := func(class, text string) {
		y += lineStep
		c.text(margin, y, class, text)
	}
	for _, command := range typed {
		printed, err := run(bin, home, command)
		if err != nil {
			return "", err
		}
		line("prompt", "$ "+command)
		for text := range strings.Lines(printed) {
			line("faint", strings.TrimRight(strings.ReplaceAll(text, "\t", "    "), "\n"))
		}
		y += lineStep / 2
	}
	return c.finish("A terminal with dockercfg configure, export and explain",
		"configure sets credsStore to auto and shows the change. export writes a file with the logins of ghcr.io and "+
			"quay.io and prints a table of them. explain says where the login for quay.io comes from."), nil
}

func build(bin string) error {
	programs := []string{"dockercfg", "docker-credential-auto", "docker-credential-file", "docker-credential-ghcr",
		"docker-credential-quay", "docker-credential-vars"}
	args := []string{"build", "-buildvcs=false", "-o", bin + "/"}
	for _, p := range programs {
		args = append(args, "github.com/dockercfg/dockercfg/helpers/"+p)
	}
	cmd := exec.Command("go", args...)
	cmd.Env = append(os.Environ(), "CGO_ENABLED=0")
	if out, err := cmd.CombinedOutput(); err != nil {
		return fmt.Errorf("building the programs: %w: %s", err, out)
	}
	return nil
}

// run returns the output of a command, with a reader's usual directories instead of temporary
// ones.
func run(bin, home, command string) (string, error) {
	words := strings.Fields(command)
	cmd := exec.Command(filepath.Join(bin, words[0]), words[1:]...)
	cmd.Dir = home
	cmd.Env = append([]string{"HOME=" + home, "PATH=" + bin}, logins...)
	out, err := cmd.CombinedOutput()
	if err != nil {
		return "", fmt.Errorf("%s: %w: %s", command, err, out)
	}
	text := strings.ReplaceAll(string(out), home, "/home/me")
	return strings.ReplaceAll(text, bin, "/usr/bin"), nil
}
