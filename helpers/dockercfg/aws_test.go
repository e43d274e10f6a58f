//go:build unix

package main

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/dockercfg/dockercfg/shared/helpertest/fakeaws"
)

// amazonStage is a fake Amazon, and runs the generator with the variables that users of the
// official image have, and with the real helper.
type amazonStage struct{ *fakeaws.Server }

func newAmazon(t *testing.T) amazonStage {
	t.Helper()
	server, err := fakeaws.Start()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(server.Close)
	return amazonStage{server}
}

// generate runs in a new home directory and returns the file.
func (a amazonStage) generate(t *testing.T, env ...string) string {
	t.Helper()
	s := newStage(t, `{}`, nil)
	cmd := s.command("generate", "out")
	cmd.Env = append(append(cmd.Env, a.Environment()...), "DOCKER_CONFIG=", "AWS_REGION=eu-west-1",
		"AWS_ACCESS_KEY_ID=ASIAQNZGKIQY56JQ7WML", "AWS_SECRET_ACCESS_KEY=CANARY-KEY",
		"AWS_SESSION_TOKEN=CANARY-SESSION")
	cmd.Env = append(cmd.Env, env...)
	if out, err := cmd.CombinedOutput(); err != nil || bytes.Contains(out, []byte("CANARY")) {
		t.Fatalf("with %v: %v: %s", env, err, out)
	}
	data, err := os.ReadFile(filepath.Join(s.dir, "out"))
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}

// TestGenerateCached checks that with a cache on a mounted volume the second container makes
// no request. Its home directory has the same name, and is empty again.
func TestGenerateCached(t *testing.T) {
	t.Parallel()
	a, volume, home := newAmazon(t), "DOCKERCFG_CACHE_DIR="+t.TempDir(), "HOME="+t.TempDir()
	first := a.generate(t, volume, home)
	if !strings.Contains(first, `"029608264753.dkr.ecr.eu-west-1.amazonaws.com"`) {
		t.Errorf("the file contains %s", first)
	}
	if second := a.generate(t, volume, home); second != first || len(a.Requests()) != 1 {
		t.Errorf("the second run requested another token: %d requests", len(a.Requests()))
	}
	if third := a.generate(t, volume, home, "DOCKERCFG_CACHE=off"); third == first || len(a.Requests()) != 2 {
		t.Errorf("without the cache no token was requested: %d requests", len(a.Requests()))
	}
}

// TestGenerateRole checks a role, several registries and the public one in one run.
func TestGenerateRole(t *testing.T) {
	t.Parallel()
	a := newAmazon(t)
	file := a.generate(t, "AWS_STS_ROLE=deploy", "AWS_STS_ACCOUNT=333333333333",
		"AWS_ECR_REGISTRY_IDS=111111111111 222222222222", "ECR_PUBLIC=")
	for _, host := range []string{
		"111111111111.dkr.ecr.eu-west-1.amazonaws.com", "222222222222.dkr.ecr.eu-west-1.amazonaws.com",
		"public.ecr.aws",
	} {
		if !strings.Contains(file, `"`+host+`"`) {
			t.Errorf("%s is not in the file", host)
		}
	}
	for _, q := range a.Requests() {
		if q.Service == fakeaws.STS && q.RoleARN != "arn:aws:iam::333333333333:role/deploy" {
			t.Errorf("the role %s was assumed", q.RoleARN)
		}
	}
	if a.Count(fakeaws.ECR) != 2 || a.Count(fakeaws.ECRPublic) != 1 || a.Count(fakeaws.STS) == 0 {
		t.Errorf("Amazon was asked %d, %d, %d times",
			a.Count(fakeaws.ECR), a.Count(fakeaws.ECRPublic), a.Count(fakeaws.STS))
	}
}

// TestGenerateAnyKey checks that three variables are enough, also if the key's id does not
// contain its account, and that an identity without keys is enough.
func TestGenerateAnyKey(t *testing.T) {
	t.Parallel()
	for what, env := range map[string][]string{
		"a key from before 2019":  {"AWS_ACCESS_KEY_ID=AKIAIOSFODNN7EXAMPLE", "AWS_SESSION_TOKEN="},
		"a key of an odd session": {"AWS_ACCESS_KEY_ID=ASIAIOSFODNN7EXAMPLE"},
		"a web identity, no keys": {"AWS_ACCESS_KEY_ID=", "AWS_SECRET_ACCESS_KEY=", "AWS_SESSION_TOKEN=",
			"AWS_ROLE_ARN=arn:aws:iam::333333333333:role/r", "AWS_WEB_IDENTITY_TOKEN_FILE=" + webIdentity(t)},
	} {
		a := newAmazon(t)
		account := fakeaws.Account
		if strings.HasPrefix(what, "a web") {
			account = "333333333333"
		}
		if file := a.generate(t, env...); !strings.Contains(file, `"`+account+`.dkr.ecr.eu-west-1.amazonaws.com"`) {
			t.Errorf("%s: %s", what, file)
		}
	}
}

func webIdentity(t *testing.T) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "token")
	if err := os.WriteFile(path, []byte(fakeaws.WebIdentity("job")), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}
