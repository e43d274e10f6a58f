//go:build e2e

package e2e

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/dockercfg/dockercfg/scripts/internal/e2e/stage"
	"github.com/dockercfg/dockercfg/shared/helpertest/fakeaws"
)

// hub is the simplest generator, which needs no network.
const hub = "dockercfg-generator-dockerhub"

var hubEnv = []string{"DOCKER_USERNAME=alice", "DOCKER_PASSWORD=CANARY"}

// ways: with a terminal, as the old images were used; as the directory's user; with as few
// permissions as possible.
func (s shop) ways(t *testing.T) {
	for what, flags := range map[string][]string{
		"as root": nil, "as the user": {"--user", fmt.Sprintf("%d:%d", imagesUser, imagesUser)},
		"with nothing": {"--read-only", "--cap-drop", "ALL", "--user", fmt.Sprintf("%d:%d", imagesUser, imagesUser), "--network", "none", "--security-opt", "no-new-privileges"},
		"no network":   {"--network", "none"},
	} {
		s.run(t, hub, hubEnv, flags...).OK(t)
		if pairs := s.logins(t); pairs["https://index.docker.io/v1/"] != "alice:CANARY" {
			t.Errorf("%s: %d entries", what, len(pairs))
		}
	}
	write(t, filepath.Join(s.Temp, "credentials.env"), strings.Join(hubEnv, "\n")+"\n")
	line := fmt.Sprintf(`cd %s && docker run -it --rm --env-file=%s/credentials.env -v "$(pwd):/opt/data/" %s /opt/data/dockercfg`, s.dir, s.Temp, hub)
	s.With(s.host).Run(t, "", "script", "-qec", line, "/dev/null").OK(t)
	s.logins(t)

	// An existing file keeps its owner and its mode.
	path := filepath.Join(s.dir, "dockercfg")
	write(t, path, "")
	if err := os.Chmod(path, 0o640); err != nil {
		t.Fatal(err)
	}
	if err := os.Chown(path, imagesUser, 2000); err != nil {
		t.Fatal(err)
	}
	s.run(t, hub, hubEnv).OK(t)
	info, err := os.Stat(path)
	if err != nil {
		t.Fatal(err)
	}
	if owner := info.Sys().(*syscall.Stat_t); owner.Uid != imagesUser || owner.Gid != 2000 || info.Mode().Perm() != 0o640 || info.Size() == 0 {
		t.Errorf("the file that was there: %d:%d, mode %o, %d bytes", owner.Uid, owner.Gid, info.Mode().Perm(), info.Size())
	}
	if err := os.Remove(path); err != nil {
		t.Fatal(err)
	}
}

// inside: what an image contains, and what it does not contain.
func (s shop) inside(t *testing.T) {
	inspected := engine(t, s.Stage, s.host, "", "inspect", "--format", "{{json .Config.Env}} {{json .Config.Entrypoint}} {{.Config.User}} {{.Size}}", hub).OK(t)
	if !strings.Contains(inspected, `"HOME=/home"`) || !strings.Contains(inspected, `"PATH=/usr/local/bin"`) || !strings.Contains(inspected, `["/usr/local/bin/dockercfg"]`) {
		t.Errorf("the image is %s", inspected)
	}
	id := strings.TrimSpace(engine(t, s.Stage, s.host, "", "create", "dockercfg-generator").OK(t))
	listed := s.With(s.host).Run(t, "", "sh", "-c", "docker export "+id+" | tar -tf - | grep -v '^\\(dev\\|proc\\|sys\\)/'; docker rm "+id+" >/dev/null").OK(t)
	for _, wanted := range []string{"etc/ssl/certs/ca-certificates.crt", "home/", "tmp/", "usr/local/bin/dockercfg", "usr/local/bin/docker-credential-ecr", "usr/local/bin/docker-credential-auto"} {
		if !strings.Contains("\n"+listed, "\n"+wanted+"\n") {
			t.Errorf("%s is not in the image", wanted)
		}
	}
	for line := range strings.Lines(listed) {
		if base := filepath.Base(strings.TrimSpace(line)); base == "sh" || base == "bash" || base == "busybox" {
			t.Errorf("there is a shell in the image: %s", line)
		}
	}
	if help := engine(t, s.Stage, s.host, "", "run", "--rm", "--network", "none", "dockercfg-generator", "generate", "--help").OK(t); !strings.Contains(help, "AWS_REGION") {
		t.Errorf("its help is %s", help)
	}
}

// stranger: the two documented lines add another project's helper.
func (s shop) stranger(t *testing.T) {
	context := t.TempDir()
	write(t, filepath.Join(context, "Dockerfile"), "FROM dockercfg-generator\nCOPY docker-credential-acme /usr/local/bin/\n")
	write(t, filepath.Join(context, "main.go"), `package main

func main() { println(); print(""); answer() }
`)
	write(t, filepath.Join(context, "answer.go"), `package main

import "os"

func answer() { os.Stdout.WriteString("{\"ServerURL\":\"registry.acme.example\",\"Username\":\"acme\",\"Secret\":\"CANARY\"}\n") }
`)
	write(t, filepath.Join(context, "go.mod"), "module acme.example\n\ngo 1.26\n")
	goTool(t, context, "build", "-o", "docker-credential-acme", ".")
	engine(t, s.Stage, s.host, "", "build", "-q", "-t", "with-acme", context).OK(t)
	s.run(t, "with-acme", []string{"DOCKERCFG_HELPERS=registry.acme.example=acme"}, "--network", "none").OK(t)
	if pairs := s.logins(t); pairs["registry.acme.example"] != "acme:CANARY" {
		t.Errorf("%d entries", len(pairs))
	}
}

// cached: with a token on a volume, the next run makes no request.
func (s shop) cached(t *testing.T) {
	env, flags := s.online("AWS_REGION=eu-west-1", "AWS_ACCESS_KEY_ID=ASIAQNZGKIQY56JQ7WML", "AWS_SECRET_ACCESS_KEY=CANARY", "AWS_SESSION_TOKEN=CANARY", "DOCKERCFG_CACHE_DIR=/cache")
	flags = append(flags, "-v", "tokens:/cache")
	s.run(t, "dockercfg-generator-aws-ecr", env, flags...).OK(t)
	first, asked := s.logins(t), s.amazon.Count(fakeaws.ECR)
	s.run(t, "dockercfg-generator-aws-ecr", env, flags...).OK(t)
	if second := s.logins(t); fmt.Sprint(second) != fmt.Sprint(first) || s.amazon.Count(fakeaws.ECR) != asked {
		t.Errorf("the next run made %d requests", s.amazon.Count(fakeaws.ECR)-asked)
	}
}

// ended: as the first process of a container, the program ends by a signal, so that docker does
// not have to kill it.
func (s shop) ended(t *testing.T) {
	env, flags := s.online("AWS_REGION=eu-west-1", "AWS_ACCESS_KEY_ID=ASIAQNZGKIQY56JQ7WML", "AWS_SECRET_ACCESS_KEY=CANARY", "AWS_SESSION_TOKEN=CANARY", "DOCKERCFG_CACHE=off")
	s.amazon.Behave(fakeaws.ECR, fakeaws.Behaviour{Delay: time.Minute})
	defer s.amazon.Behave(fakeaws.ECR, fakeaws.Behaviour{})
	asked := s.amazon.Count(fakeaws.ECR)
	done := make(chan stage.Result)
	go func() { done <- s.run(t, "dockercfg-generator-aws-ecr", env, append(flags, "--name", "waiting")...) }()
	for range 200 {
		if s.amazon.Count(fakeaws.ECR) > asked {
			break
		}
		time.Sleep(50 * time.Millisecond)
	}
	engine(t, s.Stage, s.host, "", "stop", "-t", "20", "waiting").OK(t)
	if r := <-done; r.Code != 128+int(syscall.SIGTERM) {
		t.Errorf("it ended with %d: %s", r.Code, r.Err)
	}
	if left := tree(t, s.dir); len(left) != 1 {
		t.Errorf("it left %q", left)
	}
}
