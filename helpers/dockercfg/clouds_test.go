//go:build linux

package main

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/dockercfg/dockercfg/shared/helpertest/fakeazure"
	"github.com/dockercfg/dockercfg/shared/helpertest/fakecloud"
	"github.com/dockercfg/dockercfg/shared/helpertest/fakegoogle"
	"github.com/dockercfg/dockercfg/shared/helpertest/fakeibm"
)

// TestGenerateClouds checks several providers in one run, with their real helpers. IBM's
// long-lived key is exchanged; Azure's admin user is kept and not sent to anyone.
func TestGenerateClouds(t *testing.T) {
	cloud, err := fakecloud.Start(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(cloud.Close)
	fakeazure.Serve(cloud)
	fakegoogle.Serve(cloud)
	fakeibm.Serve(cloud)
	s := newStage(t, `{}`, nil)
	cmd := s.command("generate", "out")
	cmd.Env = append(append(cmd.Env, cloud.Environment()...), "DOCKER_CONFIG=",
		"GOOGLE_AUTH_JSON="+fakegoogle.ServiceAccount("ci@p.iam.gserviceaccount.com"), "GOOGLE_AUTH_EMAIL=other@p.iam",
		"GOOGLE_LOCATION=europe-west1", "GOOGLE_PROJECT_ID=p",
		"AZURE_USERNAME=team", "AZURE_PASSWORD=CANARY-ADMIN", "AZURE_REGISTRY=team",
		"BLUEMIX_API_KEY=CANARY-KEY", "BLUEMIX_API_ENDPOINT=api.ng.bluemix.net", "HEROKU_API_KEY=CANARY-HEROKU")
	out, err := cmd.CombinedOutput()
	if err != nil || bytes.Contains(out, []byte("CANARY")) || bytes.Count(out, []byte("GOOGLE_AUTH_EMAIL")) != 1 {
		t.Fatalf("%v: %s", err, out)
	}
	data, err := os.ReadFile(filepath.Join(s.dir, "out"))
	if err != nil {
		t.Fatal(err)
	}
	var file struct {
		Auths map[string]struct{ Auth string }
	}
	if err := json.Unmarshal(data, &file); err != nil {
		t.Fatal(err)
	}
	for host, begins := range map[string]string{
		"gcr.io": "oauth2accesstoken:ya29.token-", "us.gcr.io": "oauth2accesstoken:ya29.token-",
		"eu.gcr.io":   "oauth2accesstoken:ya29.token-",
		"asia.gcr.io": "oauth2accesstoken:ya29.token-", "europe-west1-docker.pkg.dev": "oauth2accesstoken:ya29.token-",
		"team.azurecr.io": "team:CANARY-ADMIN", "registry.heroku.com": "_:CANARY-HEROKU",
		"icr.io": "iambearer:token-", "us.icr.io": "iambearer:token-", "registry.ng.bluemix.net": "iambearer:token-",
	} {
		pair, err := base64.StdEncoding.DecodeString(file.Auths[host].Auth)
		if err != nil || !strings.HasPrefix(string(pair), begins) {
			t.Errorf("%s: %q", host, pair)
		}
	}
	if len(file.Auths) != 10 || cloud.Count(fakegoogle.Token) != 1 || cloud.Count(fakeibm.Host) != 1 ||
		len(cloud.Requests()) != 2 {
		t.Errorf("%d entries, requests to %q", len(file.Auths), cloud.Dialled())
	}
	for _, q := range cloud.Requests() {
		if strings.Contains(q.Body, "CANARY-ADMIN") || strings.Contains(q.Body, "CANARY-HEROKU") {
			t.Errorf("%s receives a login for another host", q.Host)
		}
	}
}

// TestGenerateByRule checks that if rules give Google's registries several identities, one
// token is requested for each, and no registry gets the token of another.
func TestGenerateByRule(t *testing.T) {
	t.Parallel()
	cloud, err := fakecloud.Start(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(cloud.Close)
	fakegoogle.Serve(cloud)
	s := newStage(t, `{}`, nil)
	s.write(t, "b.json", fakegoogle.ServiceAccount("b@p.iam.gserviceaccount.com"), 0o600)
	s.write(t, "config.toml",
		"[[registry]]\nmatch = \"eu.gcr.io\"\ncredentials_file = \""+filepath.Join(s.dir, "b.json")+"\"\n"+
			"[[registry]]\nmatch = \"asia.gcr.io\"\ncredentials_file = \""+filepath.Join(s.dir, "b.json")+"\"\n", 0o600)
	cmd := s.command("generate", "out")
	cmd.Env = append(append(cmd.Env, cloud.Environment()...), "DOCKER_CONFIG=",
		"DOCKERCFG_CONFIG="+filepath.Join(s.dir, "config.toml"),
		"GOOGLE_AUTH_JSON="+fakegoogle.ServiceAccount("a@p.iam.gserviceaccount.com"),
		`DOCKER_AUTH_CONFIG={"auths":{"us.gcr.io":{"auth":"YW5uOnM="}}}`)
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	data, err := os.ReadFile(filepath.Join(s.dir, "out"))
	if err != nil {
		t.Fatal(err)
	}
	var file struct {
		Auths map[string]struct{ Auth string }
	}
	if err := json.Unmarshal(data, &file); err != nil {
		t.Fatal(err)
	}
	own, eu, asia, us := file.Auths["gcr.io"].Auth, file.Auths["eu.gcr.io"].Auth, file.Auths["asia.gcr.io"].Auth,
		file.Auths["us.gcr.io"].Auth
	if own == "" || eu == "" || asia == "" || own == eu || own == asia || us != "YW5uOnM=" ||
		cloud.Count(fakegoogle.Token) != 3 {
		t.Errorf("%d requests for %s", cloud.Count(fakegoogle.Token), data)
	}
}
