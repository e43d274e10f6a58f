//go:build linux

package main

import (
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/dockercfg/dockercfg/shared/helpertest/built"
	"github.com/dockercfg/dockercfg/shared/helpertest/fakeaws"
	"github.com/dockercfg/dockercfg/shared/helpertest/fakecloud"
	"github.com/dockercfg/dockercfg/shared/helpertest/fakegoogle"
	"github.com/dockercfg/dockercfg/shared/helpertest/fakeibm"
)

// codeshipNames is what CodeShip's documentation on registries names, on the pages Image
// Registries, Docker Push, Docker Pull and Dockercfg Services
// (https://github.com/codeship/documentation). Our page must mention each.
var codeshipNames = strings.Split(`jet encrypt dockercfg dockercfg.encrypted
jet encrypt ${HOME}/.docker/config.json dockercfg.encrypted
jet encrypt ${HOME}/dockercfg dockercfg.encrypted
docker login
git add dockercfg.encrypted
git commit
echo "dockercfg" >> .gitignore
mv
/bin/true
cat /tmp/dockercfg
docker run -it -v /tmp/:/opt/data mygenerator /opt/data/dockercfg
jet decrypt
jet generate
jet steps
jet run
jet load
jet validate
jet help
jet version
jet update
jet cleanup
codeship/dockercfg-generator
codeship/aws-ecr-dockercfg-generator
codeship/gcr-dockercfg-generator
codeship/ibm-bluemix-dockercfg-generator
codeship/azure-dockercfg-generator
codeship/myservice-dockercfg-generator
mygenerator
DOCKER_USERNAME
DOCKER_PASSWORD
DOCKER_REGISTRY
AWS_ACCESS_KEY_ID
AWS_SECRET_ACCESS_KEY
AWS_REGION
BLUEMIX_API_KEY
AZURE_USERNAME
AZURE_PASSWORD
AZURE_REGISTRY
codeship-services.yml
codeship-steps.yml
codeship.aes
dockercfg
.dockercfg
dockercfg.encrypted
creds.encrypted
aws.env.encrypted
gcr.env.encrypted
bluemix.env.encrypted
azure.env.encrypted
credentials.env
auth.json
${HOME}/.docker/config.json
${HOME}/dockercfg
Dockerfile
Dockerfile.test
.gitignore
encrypted_dockercfg_path
encryped_dockercfg
dockercfg_service
encrypted_env
encrypted_env_file
build
dockerfile
dockerfile_path
path
image
service
command
name
type: push
tag
image_name
registry
image_tag
links
volumes
add_docker
auths
auth
email
ProjectID
BuildID
RepoName
Branch
CommitID
CommitMessage
CommitDescription
CommitterName
CommitterEmail
CommitterUsername
Time
Timestamp
StringTime
StepName
ServiceName
ImageName
Ci
CiName
https://index.docker.io/v1/
https://index.docker.io/
quay.io
https://gcr.io
870119404647.dkr.ecr.us-east-1.amazonaws.com
registry.ng.bluemix.net
codeship.azurecr.io
jet: no key
docker: no decryptor available`, "\n")

var (
	span  = regexp.MustCompile("`([^`\\n]+)`")
	fence = regexp.MustCompile("(?ms)^```.*?^```$")
	typed = regexp.MustCompile(`^(dockercfg |\(set -a; |docker run --rm )`)
)

// TestCodeshipNames checks that our page mentions everything that CodeShip's documentation
// names.
func TestCodeshipNames(t *testing.T) {
	page := readPage(t)
	var spans []string
	for _, found := range span.FindAllStringSubmatch(fence.ReplaceAllString(page, ""), -1) {
		spans = append(spans, found[1])
	}
	for _, name := range codeshipNames {
		if !slices.Contains(spans, name) {
			t.Errorf("docs/codeship.md does not say what to do about %q", name)
		}
	}
	for _, system := range []string{"Docker Hub", "Quay.io", "self-hosted", "Google GCR", "AWS ECR",
		"IBM Cloud Registry", "Azure Container Service",
		"macOS keychain", "Docker for Mac", "Reset project AES key", "help desk"} {
		if !strings.Contains(page, system) {
			t.Errorf("docs/codeship.md does not say what to do about %s", system)
		}
	}
}

// TestCodeshipCommands runs each command of the page's tables in a new project, as someone
// would who reads that one row. `docker run` starts the program of the image with the
// image's variables; scripts/internal/e2e/release tests the images themselves.
func TestCodeshipCommands(t *testing.T) {
	commands := map[string]bool{}
	for line := range strings.Lines(readPage(t)) {
		cells := strings.Split(strings.ReplaceAll(strings.TrimSpace(line), `\|`, "\x00"), "|")
		if !strings.HasPrefix(line, "| ") || len(cells) < 4 {
			continue
		}
		for _, cell := range cells[2:] { // the first is what CodeShip's documents say
			for _, found := range span.FindAllStringSubmatch(cell, -1) {
				if typed.MatchString(found[1]) {
					commands[strings.ReplaceAll(found[1], "\x00", "|")] = true
				}
			}
		}
	}
	if len(commands) < 20 {
		t.Fatalf("the tables have %d commands", len(commands))
	}
	helpers := t.TempDir()
	if err := built.Into(helpers, "docker-credential-acr", "docker-credential-ecr", "docker-credential-gar",
		"docker-credential-icr", "docker-credential-vars"); err != nil {
		t.Fatal(err)
	}
	for _, command := range slices.Sorted(maps.Keys(commands)) {
		t.Run(command, func(t *testing.T) {
			t.Parallel()
			s := codeshipProject(t)
			cmd := exec.Command("sh", "-euc", command)
			cmd.Dir, cmd.Env = s.dir, s.env
			for i, a := range cmd.Env {
				cmd.Env[i] = strings.Replace(a, "PATH=", "PATH="+helpers+":", 1)
			}
			out, err := cmd.CombinedOutput()
			if err != nil || strings.Contains(string(out), "CANARY") {
				t.Fatalf("%v: %s", err, out)
			}
			written, err := os.ReadFile(filepath.Join(s.dir, "generated"))
			if strings.Contains(command, "generated") && (err != nil || !strings.Contains(string(written), `"auth"`)) {
				t.Errorf("the file is %q, %v: %s", written, err, out)
			}
		})
	}
}

func readPage(t *testing.T) string {
	t.Helper()
	page, err := os.ReadFile("../../docs/codeship.md")
	if err != nil {
		t.Fatal(err)
	}
	return string(page)
}

// codeshipProject has every file that the page's tables name, and clouds on loopback.
func codeshipProject(t *testing.T) reader {
	t.Helper()
	cloud, err := fakecloud.Start(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(cloud.Close)
	fakegoogle.Serve(cloud)
	fakeibm.Serve(cloud)
	amazon, err := fakeaws.Start()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(amazon.Close)
	const logins = `{"auths": {"https://index.docker.io/v1/": {"auth": "YWxpY2U6Q0FOQVJZ"}}}`
	r := reader{stage: newStage(t, logins, nil)}
	for name, text := range map[string]string{
		"codeship-services.yml": "app:\n  build: .\n  encrypted_env_file: app.env.encrypted\n",
		"codeship-steps.yml": "- service: app\n  type: push\n  image_name: alice/app\n  encrypted_dockercfg_path:" +
			" login.encrypted\n",
		".gitignore": "*\n", ".dockerignore": "*\n", "Dockerfile": "FROM alice/base\n",
		"codeship.aes": "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=\n",
		"dockercfg":    logins, "auth.json": logins,
		"home/.dockercfg":   `{"https://index.docker.io/v1/": {"auth": "YWxpY2U6Q0FOQVJZ"}}`,
		"old.env.encrypted": "8PHy8/T19vf4+fr7/P3+/9RPgrBB9/LBGCi8aSJTFx4=",
		"credentials.env":   "DOCKER_USERNAME=alice\nDOCKER_PASSWORD=CANARY\nDOCKER_REGISTRY=https://index.docker.io/v1/\n",
		"aws.env":           "AWS_ACCESS_KEY_ID=AKIAQAAAAAAAKUJDIVTY\nAWS_SECRET_ACCESS_KEY=CANARY\nAWS_REGION=us-east-1\n",
		"gcr.env":           "GOOGLE_AUTH_JSON=" + fakegoogle.ServiceAccount("ci@p.iam.gserviceaccount.com") + "\n",
		"bluemix.env":       "BLUEMIX_API_KEY=CANARY\n",
		"azure.env":         "AZURE_USERNAME=me\nAZURE_PASSWORD=CANARY\nAZURE_REGISTRY=codeship.azurecr.io\n",
	} {
		r.write(t, name, text, 0o600)
	}
	for in, out := range map[string]string{"credentials.env": "app.env.encrypted", "aws.env": "aws.env.encrypted",
		"dockercfg": "login.encrypted"} {
		if said, err := r.command("encrypt", in, out).CombinedOutput(); err != nil {
			t.Fatalf("%v: %s", err, said)
		}
	}
	r.write(t, "bin/docker", "#!/bin/sh\n"+dockerRun(t), 0o755)
	r.env = append(append(r.command().Env, cloud.Environment()...), amazon.Environment()...)
	return r
}

// dockerRun is a script in place of docker. `docker compose` needs a login; `docker run`
// runs a generator image, whose providers are in packaging/generator/Dockerfile.
func dockerRun(t *testing.T) string {
	t.Helper()
	text, err := os.ReadFile("../../packaging/generator/Dockerfile")
	if err != nil {
		t.Fatal(err)
	}
	var images string
	target := regexp.MustCompile(`(?s)FROM base AS (\S+)\n.*?DOCKERCFG_PROVIDERS=(\S+)`)
	for _, found := range target.FindAllStringSubmatch(string(text), -1) {
		images += "dockercfg-generator-" + found[1] + ") providers=" + found[2] + " ;;\n"
	}
	return `if [ "$1" = compose ]; then exec grep -q '"auth"' "$DOCKER_CONFIG/config.json"; fi
shift
while :; do
	case $1 in
	--rm) shift ;;
	--env-file=*) file=${1#*=}; shift ;;
	-v) dir=${2%%:*}; shift 2 ;;
	*) break ;;
	esac
done
case $1 in
` + images + `*) echo "there is no image $1" >&2; exit 125 ;;
esac
path=$dir/${2#/opt/data/}
set -- env -u DOCKER_CONFIG DOCKERCFG_PROVIDERS="$providers"
while IFS= read -r line; do set -- "$@" "$line"; done <"$file"
exec "$@" dockercfg "$path"
`
}
