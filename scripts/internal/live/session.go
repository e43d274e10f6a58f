package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"time"

	"github.com/dockercfg/dockercfg/shared/credential"
	"github.com/dockercfg/dockercfg/shared/registry"
)

// session is one run: the programs, and a temporary directory.
type session struct {
	programs, provider, image string
	name                      registry.Name // the repository's name
	key                       string        // the server URL by which clients request the registry
	dir                       string
	env                       []string // the user's environment, with the counter as proxy
	proxy                     *counter
	redact                    redactor

	version   string
	explained explanation
	got       login
}

// explanation is the output of a helper's `explain`.
type explanation struct {
	Username, Source, Kind, Expires string
	Cached, Program                 bool
}

// login is the output of a helper's `get`.
type login struct{ ServerURL, Username, Secret string }

func newSession(programs, provider, image string, name registry.Name, environ []string) (*session, error) {
	s := &session{programs: programs, provider: provider, image: image, name: name, key: name.Registry()}
	if name.IsHub() {
		s.key = registry.HubKey
	}
	getenv := func(name string) string {
		for _, assignment := range environ {
			if value, ok := strings.CutPrefix(assignment, name+"="); ok {
				return value
			}
		}
		return ""
	}
	var err error
	if s.proxy, err = startCounter(getenv); err != nil {
		return nil, err
	}
	if s.dir, err = os.MkdirTemp("", "dockercfg-live"); err != nil {
		s.proxy.close()
		return nil, err
	}
	s.env = s.environment(environ, getenv("PATH"))
	s.learn(environ, getenv)
	_, version, _ := strings.Cut(s.ask(context.Background(), "version", "").out, ") ")
	s.version = strings.TrimSpace(version)
	if err := s.configure(); err != nil {
		s.close()
		return nil, err
	}
	return s, nil
}

// learn gives the redactor the values that must not be in the report.
func (s *session) learn(environ []string, getenv func(string) string) {
	s.redact.learnVariables(environ)
	s.redact.learn(getenv("HOME"), "~")
	s.redact.learn(s.dir, "[dir]")
	s.redact.learn(s.image, "[image]")
	s.redact.learn(strings.TrimPrefix(s.name.Path, "/"), "[repository]")
	for part := range strings.SplitSeq(s.name.Path, "/") {
		s.redact.learn(part, "[repository]")
	}
	if shown := shownHost(s.name.Host); shown != s.name.Host {
		s.redact.learn(s.name.Host, shown)
		label, _, _ := strings.Cut(s.name.Host, ".")
		s.redact.learn(label, "…")
	}
}

// environment returns the user's environment with another cache directory, without variables
// that turn the cache off, and with the counter as proxy.
func (s *session) environment(environ []string, path string) []string {
	own := map[string]string{
		"PATH": s.programs + string(os.PathListSeparator) + path, "DOCKERCFG_CACHE_DIR": s.cache("first"),
		"DOCKERCFG_CACHE": "", "AWS_ECR_DISABLE_CACHE": "", "AWS_ECR_CACHE_DIR": "", "DOCKERCFG_DEBUG": "",
	}
	for _, assignment := range s.proxy.environment() {
		name, value, _ := strings.Cut(assignment, "=")
		own[name] = value
	}
	var env []string
	for _, assignment := range environ {
		if name, _, _ := strings.Cut(assignment, "="); !has(own, name) {
			env = append(env, assignment)
		}
	}
	for name, value := range own {
		if value != "" {
			env = append(env, name+"="+value)
		}
	}
	return env
}

func has(m map[string]string, name string) bool {
	_, ok := m[name]
	return ok
}

func (s *session) cache(name string) string { return filepath.Join(s.dir, "cache-"+name) }

// configure writes the Docker config that names the helper for the one registry.
func (s *session) configure() error {
	config := map[string]any{"credHelpers": map[string]string{s.key: s.provider}}
	text, err := json.Marshal(config)
	if err != nil {
		return err
	}
	for _, dir := range []string{"helper", "static", "empty"} {
		if err := os.Mkdir(filepath.Join(s.dir, dir), 0o700); err != nil {
			return err
		}
	}
	return os.WriteFile(filepath.Join(s.dir, "helper", "config.json"), text, 0o600)
}

func (s *session) close() {
	s.proxy.close()
	_ = os.RemoveAll(s.dir)
}

// answer is the result of running a program.
type answer struct {
	out, err string
	code     int
}

// words returns the program's error.
func (a answer) words() string {
	if a.err != "" {
		return a.err
	}
	return a.out
}

// ask runs the helper; additional variables, NAME=value, take precedence.
func (s *session) ask(ctx context.Context, verb, stdin string, env ...string) answer {
	return s.start(ctx, append(s.env[:len(s.env):len(s.env)], env...), stdin, "docker-credential-"+s.provider, verb)
}

// dockercfg runs dockercfg with the config of this session.
func (s *session) dockercfg(ctx context.Context, args ...string) answer {
	return s.start(ctx, s.env, "", "dockercfg", append(args, "--config", filepath.Join(s.dir, "helper"))...)
}

// pull requests the image's manifest as crane does, with the config in one directory and
// without helpers and a home directory.
func (s *session) pull(ctx context.Context, dir string) answer {
	empty := filepath.Join(s.dir, "empty")
	env := []string{"PATH=" + empty, "HOME=" + empty, "DOCKER_CONFIG=" + filepath.Join(s.dir, dir)}
	for _, assignment := range s.env {
		switch name, _, _ := strings.Cut(assignment, "="); name {
		case "SSL_CERT_FILE", "SSL_CERT_DIR", "SystemRoot":
			env = append(env, assignment)
		}
	}
	return s.start(ctx, append(env, s.proxy.environment()...), "", "crane", "manifest", s.image)
}

func (s *session) start(ctx context.Context, env []string, stdin, program string, args ...string) answer {
	ctx, cancel := context.WithTimeout(ctx, 3*time.Minute)
	defer cancel()
	cmd := exec.CommandContext(ctx, filepath.Join(s.programs, program), args...)
	var out, errs bytes.Buffer
	cmd.Env, cmd.Stdin, cmd.Stdout, cmd.Stderr = env, strings.NewReader(stdin), &out, &errs
	cmd.WaitDelay = 5 * time.Second
	err := cmd.Run()
	var exit *exec.ExitError
	switch {
	case err == nil:
		return answer{out.String(), errs.String(), 0}
	case errors.As(err, &exit):
		return answer{out.String(), errs.String(), exit.ExitCode()}
	}
	return answer{err: err.Error(), code: -1}
}

// know makes the redactor remove a credential from now on.
func (s *session) know(l login) {
	c := credential.Credential{Username: l.Username, Secret: credential.Secret(l.Secret)}
	s.redact.known = append(s.redact.known, c)
	if l.Username != "AWS" {
		s.redact.learn(l.Username, "[user]")
	}
}
