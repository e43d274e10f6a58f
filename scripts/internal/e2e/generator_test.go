//go:build e2e

package e2e

import (
	"encoding/base64"
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"github.com/dockercfg/dockercfg/scripts/internal/e2e/stage"
	"github.com/dockercfg/dockercfg/shared/helpertest/fakeaws"
	"github.com/dockercfg/dockercfg/shared/helpertest/fakeazure"
	"github.com/dockercfg/dockercfg/shared/helpertest/fakecloud"
	"github.com/dockercfg/dockercfg/shared/helpertest/fakegoogle"
	"github.com/dockercfg/dockercfg/shared/helpertest/fakeibm"
)

// shop is an engine with all generator images, and a directory for a bind mount, which belongs to
// an ordinary user.
type shop struct {
	*stage.Stage
	host, dir string
	cloud     *fakecloud.Cloud
	amazon    *fakeaws.Server
}

// imagesUser is the owner of the mounted directory.
const imagesUser = 1000

func newShop(t *testing.T) shop {
	s := shop{Stage: stage.New(t), host: stage.Engine(t), dir: t.TempDir()}
	build := exec.Command("../../../packaging/generator/build")
	build.Env = append(os.Environ(), s.host, "HOME="+os.Getenv("HOME"))
	if out, err := build.CombinedOutput(); err != nil || strings.Count(string(out), "dockercfg-generator") != 7 {
		t.Fatalf("building the images: %v: %s", err, out)
	}
	if err := os.Chown(s.dir, imagesUser, imagesUser); err != nil {
		t.Fatal(err)
	}
	if err := os.Chmod(s.dir, 0o755); err != nil {
		t.Fatal(err)
	}
	for dir := s.dir; dir != "/"; dir = filepath.Dir(dir) { // --user must be able to enter it
		if info, err := os.Stat(dir); err == nil {
			_ = os.Chmod(dir, info.Mode().Perm()|0o011)
		}
	}
	var err error
	if s.cloud, err = fakecloud.Start(t.TempDir()); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(s.cloud.Close)
	fakeazure.Serve(s.cloud)
	fakegoogle.Serve(s.cloud)
	fakeibm.Serve(s.cloud)
	if s.amazon, err = fakeaws.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(s.amazon.Close)
	return s
}

// engine runs Docker's client with the test's engine.
func engine(t *testing.T, s *stage.Stage, host, stdin string, args ...string) stage.Result {
	t.Helper()
	return s.With(host).Run(t, stdin, "/usr/bin/docker", args...)
}

// run runs a container as documented, with additional docker flags and with variables in
// --env-file.
func (s shop) run(t *testing.T, image string, env []string, flags ...string) stage.Result {
	t.Helper()
	file := filepath.Join(s.Temp, "credentials.env")
	write(t, file, strings.Join(env, "\n")+"\n")
	args := append([]string{"run", "--rm", "--env-file=" + file, "-v", s.dir + ":/opt/data/"}, flags...)
	r := engine(t, s.Stage, s.host, "", append(args, image, "/opt/data/dockercfg")...)
	if strings.Contains(r.Out+r.Err, "CANARY") {
		t.Errorf("%s shows a secret: %+v", image, r)
	}
	return r
}

// online returns the variables and flags with which a container reaches the fakes.
func (s shop) online(env ...string) ([]string, []string) {
	flags := []string{"--network", "host"}
	all := append(append(s.amazon.Environment(), s.cloud.Environment()...), env...)
	for _, assignment := range s.cloud.Environment() {
		if file, ok := strings.CutPrefix(assignment, "SSL_CERT_FILE="); ok {
			_ = os.Chmod(filepath.Dir(file), 0o755)
			_ = os.Chmod(file, 0o644)
			flags = append(flags, "-v", file+":"+file+":ro")
		}
	}
	return all, flags
}

// logins returns the logins in the written file, and checks that only the owner of its directory
// can read it.
func (s shop) logins(t *testing.T) map[string]string {
	t.Helper()
	path := filepath.Join(s.dir, "dockercfg")
	info, err := os.Stat(path)
	if err != nil {
		t.Fatal(err)
	}
	if owner := info.Sys().(*syscall.Stat_t); owner.Uid != imagesUser || owner.Gid != imagesUser || info.Mode().Perm() != 0o600 {
		t.Errorf("the file belongs to %d:%d, mode %o", owner.Uid, owner.Gid, info.Mode().Perm())
	}
	var file struct {
		Auths map[string]struct{ Auth string }
	}
	if err := json.Unmarshal([]byte(read(t, path)), &file); err != nil {
		t.Fatal(err)
	}
	if left := tree(t, s.dir); len(left) != 2 {
		t.Errorf("beside the file there is %q", left)
	}
	if err := os.Remove(path); err != nil {
		t.Fatal(err)
	}
	pairs := map[string]string{}
	for host, entry := range file.Auths {
		pair, err := base64.StdEncoding.DecodeString(entry.Auth)
		if err != nil {
			t.Fatal(err)
		}
		pairs[host] = string(pair)
	}
	return pairs
}

// TestGeneratorImages: each image, with the variables of the image that it replaces: the file that
// it writes, and its error if a variable is missing.
func TestGeneratorImages(t *testing.T) {
	s := newShop(t)
	google := fakegoogle.ServiceAccount("ci@p.iam.gserviceaccount.com")
	for image, c := range map[string]struct {
		env     []string
		missing string            // one of the variables
		want    map[string]string // host: the beginning of its login
	}{
		"aws-ecr": {[]string{"AWS_REGION=eu-west-1", "AWS_ACCESS_KEY_ID=ASIAQNZGKIQY56JQ7WML", "AWS_SECRET_ACCESS_KEY=CANARY", "AWS_SESSION_TOKEN=CANARY"}, "AWS_REGION",
			map[string]string{"029608264753.dkr.ecr.eu-west-1.amazonaws.com": "AWS:"}},
		"gcr": {[]string{"GOOGLE_AUTH_JSON=" + strings.ReplaceAll(google, "\n", ""), "GOOGLE_AUTH_EMAIL=ci@p.iam.gserviceaccount.com", "GOOGLE_PROJECT_ID=p", "GOOGLE_LOCATION=europe-west1"}, "GOOGLE_AUTH_JSON",
			map[string]string{"gcr.io": "oauth2accesstoken:", "us.gcr.io": "oauth2accesstoken:", "eu.gcr.io": "oauth2accesstoken:", "asia.gcr.io": "oauth2accesstoken:", "europe-west1-docker.pkg.dev": "oauth2accesstoken:"}},
		"azure": {[]string{"AZURE_USERNAME=team", "AZURE_PASSWORD=CANARY", "AZURE_REGISTRY_NAME=team.azurecr.io"}, "AZURE_REGISTRY_NAME",
			map[string]string{"team.azurecr.io": "team:CANARY"}},
		"ibm": {[]string{"BLUEMIX_API_KEY=CANARY-KEY", "BLUEMIX_API_ENDPOINT=api.ng.bluemix.net"}, "BLUEMIX_API_KEY",
			map[string]string{"icr.io": "iambearer:", "us.icr.io": "iambearer:", "registry.ng.bluemix.net": "iambearer:"}},
		"dockerhub": {[]string{"DOCKER_USERNAME=alice", "DOCKER_PASSWORD=CANARY $x'\"\\"}, "DOCKER_PASSWORD",
			map[string]string{"https://index.docker.io/v1/": "alice:CANARY $x'\"\\"}},
		"heroku": {[]string{"HEROKU_API_KEY=CANARY"}, "HEROKU_API_KEY",
			map[string]string{"registry.heroku.com": "_:CANARY"}},
	} {
		t.Run(image, func(t *testing.T) {
			// Variables of another provider change nothing.
			env, flags := s.online(append(c.env, "HEROKU_API_KEY=CANARY", "DOCKER_AUTH=CANARY")...)
			if image != "heroku" {
				env = append(env, "HEROKU_API_KEY=CANARY")
			}
			s.run(t, "dockercfg-generator-"+image, env, flags...).OK(t)
			pairs := s.logins(t)
			if len(pairs) != len(c.want) {
				t.Errorf("it wrote %d entries", len(pairs))
			}
			for host, begins := range c.want {
				if !strings.HasPrefix(pairs[host], begins) {
					t.Errorf("%s: the pair does not begin with %s", host, begins)
				}
			}
			var less []string
			for _, assignment := range env {
				if !strings.HasPrefix(assignment, c.missing+"=") {
					less = append(less, assignment)
				}
			}
			if r := s.run(t, "dockercfg-generator-"+image, less, flags...).Refused(t); !strings.Contains(r.Out+r.Err, c.missing) {
				t.Errorf("without %s: %+v", c.missing, r)
			}
			if left := tree(t, s.dir); len(left) != 1 {
				t.Errorf("after a failure there is %q", left)
			}
		})
	}
	t.Run("ways to run", s.ways)
	t.Run("inside", s.inside)
	t.Run("a stranger's helper", s.stranger)
	t.Run("a cache", s.cached)
	t.Run("a signal", s.ended)
}
