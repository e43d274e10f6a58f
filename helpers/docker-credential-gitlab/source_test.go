package main

import (
	"strings"
	"testing"
)

// The variables of a job on gitlab.com, and of a job on a server whose registry has its own port.
const (
	inJob    = "GITLAB_CI=true CI_JOB_TOKEN=CANARY-J CI_REGISTRY_USER=gitlab-ci-token CI_REGISTRY_PASSWORD=CANARY-J "
	proxying = "CI_DEPENDENCY_PROXY_USER=gitlab-ci-token CI_DEPENDENCY_PROXY_PASSWORD=CANARY-J "
	central  = inJob + proxying + "CI_SERVER_HOST=gitlab.com CI_REGISTRY=registry.gitlab.com " +
		"CI_DEPENDENCY_PROXY_SERVER=gitlab.com:443 "
	managed = inJob + proxying + "CI_SERVER_HOST=git.corp.example CI_REGISTRY=git.corp.example:5050 " +
		"CI_DEPENDENCY_PROXY_SERVER=git.corp.example:443 "

	ofRegistry = "variables CI_REGISTRY_USER and CI_REGISTRY_PASSWORD"
	ofDeploy   = "variables CI_DEPLOY_USER and CI_DEPLOY_PASSWORD"
	ofProxy    = "variables CI_DEPENDENCY_PROXY_USER and CI_DEPENDENCY_PROXY_PASSWORD"
)

// TestVariables: the credential for each registry and port.
func TestVariables(t *testing.T) {
	w := newWorld(t)
	for _, c := range []struct{ env, asked, user, secret, words, kind string }{
		{central, own, jobUser, "CANARY-J", ofRegistry, "exchanged"},
		{central, own + ":443", jobUser, "CANARY-J", ofRegistry, "exchanged"},
		{central, own + "/group/app", jobUser, "CANARY-J", ofRegistry, "exchanged"},
		{central, "gitlab.com", jobUser, "CANARY-J", ofProxy, "exchanged"},
		{central, "gitlab.com:443", jobUser, "CANARY-J", ofProxy, "exchanged"},
		{central, "https://gitlab.com/group/dependency_proxy/containers", jobUser, "CANARY-J", ofProxy, "exchanged"},
		{managed, "git.corp.example:5050", jobUser, "CANARY-J", ofRegistry, "exchanged"},
		{managed, "GIT.corp.example:5050/v2/", jobUser, "CANARY-J", ofRegistry, "exchanged"},
		{managed, "git.corp.example", jobUser, "CANARY-J", ofProxy, "exchanged"},
		{managed, "git.corp.example:443", jobUser, "CANARY-J", ofProxy, "exchanged"},
		{"CI_REGISTRY=r.example:443 CI_JOB_TOKEN=CANARY-J", "r.example", jobUser, "CANARY-J", "variable CI_JOB_TOKEN",
			"exchanged"},
		{"CI_REGISTRY=r.example CI_JOB_TOKEN=CANARY-J CI_REGISTRY_USER=me", "r.example:443", "me", "CANARY-J",
			"variable CI_JOB_TOKEN", "exchanged"},
		{"CI_REGISTRY=10.0.0.5:5000 CI_JOB_TOKEN=CANARY-J", "10.0.0.5:5000", jobUser, "CANARY-J",
			"variable CI_JOB_TOKEN", "exchanged"},
		{"CI_REGISTRY=r.example CI_REGISTRY_USER=me CI_REGISTRY_PASSWORD=CANARY:P", "r.example", "me", "CANARY:P",
			ofRegistry, "static"},
		{"CI_REGISTRY=r.example CI_REGISTRY_USER=me CI_REGISTRY_PASSWORD=glcbt-CANARY", "r.example", "me",
			"glcbt-CANARY", ofRegistry, "exchanged"},
		{"CI_DEPENDENCY_PROXY_SERVER=p.example:8443 CI_DEPENDENCY_PROXY_USER=me " +
			"CI_DEPENDENCY_PROXY_PASSWORD=CANARY-P", "p.example:8443", "me", "CANARY-P", ofProxy, "static"},
		// The deploy token comes first, and is only for its project's registry.
		{central + "CI_DEPLOY_USER=gitlab+deploy-token-7 CI_DEPLOY_PASSWORD=CANARY-D", own, "gitlab+deploy-token-7",
			"CANARY-D", ofDeploy, "static"},
		{managed + "CI_DEPLOY_USER=gitlab+deploy-token-7 CI_DEPLOY_PASSWORD=CANARY-D", "git.corp.example:5050",
			"gitlab+deploy-token-7", "CANARY-D", ofDeploy, "static"},
		{managed + "CI_DEPLOY_USER=gitlab+deploy-token-7 CI_DEPLOY_PASSWORD=CANARY-D", "git.corp.example", jobUser,
			"CANARY-J", ofProxy, "exchanged"},
		{"CI_DEPLOY_USER=d CI_DEPLOY_PASSWORD=CANARY-D GITLAB_TOKEN=CANARY-T", own, "d", "CANARY-D", ofDeploy,
			"static"},
		{"CI_SERVER_HOST=gitlab.com CI_DEPLOY_USER=d CI_DEPLOY_PASSWORD=CANARY-D", own, "d", "CANARY-D", ofDeploy,
			"static"},
		// A personal token is for the same GitLab as with glab.
		{"GITLAB_TOKEN=CANARY-T", own, "oauth2", "CANARY-T", "variable GITLAB_TOKEN", "static"},
		{"GITLAB_TOKEN=CANARY-T GITLAB_HOST=https://gitlab.com/ GL_HOST=gitlab.com", own, "oauth2", "CANARY-T",
			"variable GITLAB_TOKEN", "static"},
		{central + "GITLAB_TOKEN=CANARY-T", own, jobUser, "CANARY-J", ofRegistry, "exchanged"},
		{"GITLAB_TOKEN=CANARY-T CI_REGISTRY=registry.gitlab.com", own, "oauth2", "CANARY-T", "variable GITLAB_TOKEN",
			"static"},
		// A project without a registry.
		{"GITLAB_TOKEN=CANARY-T CI_SERVER_HOST=gitlab.com " + inJob, own, "oauth2", "CANARY-T",
			"variable GITLAB_TOKEN", "static"},
	} {
		w.answers(t, c.asked, c.user, c.secret, c.words, c.kind, strings.Fields(c.env)...)
	}
	if len(w.Tokens(t)) != 0 {
		t.Error("something was kept")
	}
}

// TestNeverElsewhere: a job's credentials for its own server are not used for another registry or port;
// the pull is then anonymous.
func TestNeverElsewhere(t *testing.T) {
	const deploy = "CI_DEPLOY_USER=d CI_DEPLOY_PASSWORD=CANARY-D "
	w := newWorld(t)
	for _, c := range []struct{ asked, env string }{
		{own, ""}, {own, managed}, {own, managed + deploy + "GITLAB_TOKEN=CANARY-T"}, {own, inJob + proxying},
		{own, inJob + deploy + "CI_SERVER_HOST=git.corp.example"},
		{own, "CI_JOB_TOKEN=CANARY-J"}, {own, proxying + "CI_DEPENDENCY_PROXY_SERVER=gitlab.com:443"},
		{own, "CI_REGISTRY=registry.gitlab.com:5050 CI_JOB_TOKEN=CANARY-J"},
		{own, "CI_REGISTRY=http://registry.gitlab.com CI_JOB_TOKEN=CANARY-J"},
		{own, "CI_REGISTRY=registry.gitlab.com/group CI_JOB_TOKEN=CANARY-J"},
		{own, "CI_REGISTRY=registry.gitlab.com@evil.example CI_JOB_TOKEN=CANARY-J"},
		{own, "GITLAB_TOKEN=CANARY-T GITLAB_HOST=git.corp.example"},
		{own, "GITLAB_TOKEN=CANARY-T GL_HOST=https://git.corp.example"},
		{own, "GITLAB_TOKEN=CANARY-T GITLAB_HOST=gitlab.com.evil.example"},
		{own, "GITLAB_TOKEN=CANARY-T GITLAB_HOST=a@gitlab.com"},
		{own, "GITLAB_TOKEN=CANARY-T CI_SERVER_HOST=git.corp.example"},
		{own, "GITLAB_TOKEN=CANARY-T CI_REGISTRY=r.example"},
		{own, "GITLAB_TOKEN=CANARY-T GITLAB_HOST=gitlab.com:8443"},
		{own + ":5050", central + deploy + "GITLAB_TOKEN=CANARY-T"},
		{"gitlab.com", inJob + deploy + managed + "GITLAB_TOKEN=CANARY-T"}, {"gitlab.com:8443", central},
		{"x.gitlab.com", central},
		{"git.corp.example:5051", managed}, {"git.corp.example:80", managed},
		{"http://git.corp.example:5050", managed}, {"git.corp.example.:5050", managed},
		{"x.git.corp.example:5050", managed}, {"corp.example:5050", managed}, {"git-corp.example:5050", managed},
		{"git.corp.example:5050.evil.example", managed},
		{"r.example", "CI_REGISTRY=r.example GITLAB_TOKEN=CANARY-T"},
		{"p.example", "CI_DEPENDENCY_PROXY_SERVER=p.example:443 GITLAB_TOKEN=CANARY-T " + inJob},
		{"git.corp.example", "GITLAB_HOST=git.corp.example GITLAB_TOKEN=CANARY-T"},
	} {
		a := w.Run(t, "get", c.asked, strings.Fields(c.env)...)
		if a.Code != 1 || strings.Contains(a.Out, "Secret") ||
			a.Out != "credentials not found in native keychain\n" && !strings.Contains(a.Out, ": input: ") {
			t.Errorf("%s, %s: %+v", c.asked, c.env, a)
		}
	}
}

// TestHalves: if half of a pair is missing, the error names it, but only if the pair would be used.
func TestHalves(t *testing.T) {
	for _, c := range []struct{ env, asked, text string }{
		{"CI_DEPLOY_USER=d", own, "CI_DEPLOY_USER is set but CI_DEPLOY_PASSWORD is not: set both"},
		{"CI_DEPLOY_PASSWORD=CANARY " + central, own, "CI_DEPLOY_PASSWORD is set but CI_DEPLOY_USER is not: set both"},
		{"CI_REGISTRY=r.example CI_REGISTRY_USER=me", "r.example",
			"CI_REGISTRY_USER is set but CI_REGISTRY_PASSWORD is not: set both"},
		{"CI_REGISTRY=r.example CI_REGISTRY_PASSWORD=CANARY CI_JOB_TOKEN=CANARY", "r.example",
			"CI_REGISTRY_PASSWORD is set but CI_REGISTRY_USER is not: set both"},
		{"CI_DEPENDENCY_PROXY_SERVER=p.example:443 CI_DEPENDENCY_PROXY_USER=me", "p.example",
			"CI_DEPENDENCY_PROXY_USER is set but CI_DEPENDENCY_PROXY_PASSWORD is not: set both"},
		{"CI_DEPENDENCY_PROXY_SERVER=p.example:443 CI_DEPENDENCY_PROXY_PASSWORD=CANARY", "p.example",
			"CI_DEPENDENCY_PROXY_PASSWORD is set but CI_DEPENDENCY_PROXY_USER is not: set both"},
		{"CI_REGISTRY_USER=me CI_REGISTRY_PASSWORD=CANARY", own,
			"CI_REGISTRY_PASSWORD is set but CI_REGISTRY is not: set it to the registry's host, such as " +
				"registry.gitlab.com"},
	} {
		w := newWorld(t)
		w.Own = c.asked
		w.Fails(t, "config", c.text, strings.Fields(c.env)...)
	}
	w := newWorld(t)
	w.Anonymous(t, own, "CI_REGISTRY=r.example", "CI_REGISTRY_USER=me", "CI_DEPLOY_USER=d",
		"CI_DEPENDENCY_PROXY_USER=me")
	w.Fails(t, "config", "GITLAB_TOKEN does not contain a valid GitLab secret: a secret is a single line",
		"GITLAB_TOKEN=CANARY\nCANARY")
	w.Fails(t, "config", "CI_DEPLOY_PASSWORD does not contain a valid GitLab secret", "CI_DEPLOY_USER=d",
		"CI_DEPLOY_PASSWORD=CANARY\n\n")
}

// TestRules: a rule claims self-managed registries, assigns the personal token to them, and sets the user
// name.
func TestRules(t *testing.T) {
	w := newWorld(t)
	w.rules(t, `
[[registry]]
helper = "gitlab"
hosts = ["registry.corp.example:5050", "gitlab.com"]
source = "GITLAB_TOKEN"
username = "me"

[[registry]]
helper = "gitlab"
hosts = ["plain.corp.example"]

[[registry]]
helper = "gitlab"
hosts = ["source.example"]
source = "gh"

[[registry]]
helper = "gitlab"
hosts = ["tenant.example"]
tenant = "t"

[[registry]]
match = "registry.gitlab.com"
username = "us"
`)
	byRule := "variable GITLAB_TOKEN, by the rule in line 2 of config.toml"
	for _, asked := range []string{"registry.corp.example:5050", "gitlab.com", "gitlab.com:443"} {
		w.answers(t, asked, "me", "CANARY-T", byRule, "static", "GITLAB_TOKEN=CANARY-T",
			"GITLAB_HOST=registry.corp.example")
	}
	w.answers(t, "gitlab.com", "me", "CANARY-T", byRule, "static",
		append(strings.Fields(central), "GITLAB_TOKEN=CANARY-T")...)
	w.answers(t, own, "us", "CANARY-T", "variable GITLAB_TOKEN, by the rule in line 22 of config.toml", "static",
		"GITLAB_TOKEN=CANARY-T")
	w.answers(t, own, "us", "CANARY-D", ofDeploy, "static", "CI_DEPLOY_PASSWORD=CANARY-D")
	w.Anonymous(t, own)
	all := append(strings.Fields(central), "CI_DEPLOY_USER=d", "CI_DEPLOY_PASSWORD=CANARY-D", "GITLAB_TOKEN=CANARY-T")
	for _, asked := range []string{"plain.corp.example", "registry.corp.example", "x.registry.corp.example:5050"} {
		w.Anonymous(t, asked, all...)
	}
	w.Own = "registry.corp.example:5050"
	w.Fails(t, "config", "the rule in line 2 of config.toml selects GITLAB_TOKEN, which is not set",
		strings.Fields(managed)...)
	w.Own = "source.example"
	w.Fails(t, "config", `config.toml, line 12: source must be "GITLAB_TOKEN", or not set`)
	w.Own = "tenant.example"
	w.Fails(t, "config", "tenant is not used by docker-credential-gitlab")
}

// TestLookAlikes: a look-alike of our registries gets no credential, and no request is made.
func TestLookAlikes(t *testing.T) {
	w := newWorld(t, append(strings.Fields(central), "CI_DEPLOY_USER=d", "CI_DEPLOY_PASSWORD=CANARY-D",
		"GITLAB_TOKEN=CANARY-T")...)
	for _, host := range []string{own, "gitlab.com"} {
		w.Run(t, "get", host).Password(t, map[string]string{own: "d", "gitlab.com": jobUser}[host])
		for _, asked := range []string{
			host + ".evil.example", "evil" + host, "evil-" + host, "x." + host, "x.y." + host, host + ".",
			host + ":8443", host + ":80", "http://" + host,
			"ftp://" + host, "evil.example/" + host, host + "x", strings.Replace(host, ".", "-", 1),
			strings.Replace(host, ".", "_", 1),
		} {
			w.Anonymous(t, asked)
			if e := w.Run(t, "explain", asked); e.Code != 1 || !strings.HasPrefix(e.Out, "credentials not found") {
				t.Errorf("explain of %s: %+v", asked, e)
			}
		}
		for _, asked := range []string{
			host + "@evil.example", "https://" + host + "@evil.example/", "evil.example?" + host,
			"evil.example#" + host, "evil.example\\" + host,
			strings.Replace(host, ".", "%2e", 1), host + "\nevil.example", host + "\x00",
			strings.Replace(host, ".", "\u2024", 1), host + "/../x", host + ":",
		} {
			if a := w.Run(t, "get", asked); a.Code != 1 || !strings.HasPrefix(a.Out, program+": input: ") {
				t.Errorf("%q: %+v", asked, a)
			}
		}
	}
}

// TestLogin: a login overrides the variables until logout, and is only accepted for our registries.
func TestLogin(t *testing.T) {
	w := newWorld(t, strings.Fields(managed)...)
	w.rules(t, "[[registry]]\nhelper = \"gitlab\"\nhosts = [\"claimed.example:5050\"]\n")
	w.withStore(t)
	for _, host := range []string{own, "git.corp.example:5050", "git.corp.example:443", "claimed.example:5050"} {
		if a := w.Run(t, "store", `{"ServerURL":"`+host+`","Username":"me","Secret":"CANARY-`+host+
			`"}`); a.Code != 0 || a.Out != "" {
			t.Fatalf("store of %s: %+v", host, a)
		}
		if a := w.Run(t, "get", host); a.Password(t, "me") != "CANARY-"+host || a.Err != "" {
			t.Errorf("after the login: %+v", a)
		}
		if e := w.Run(t, "explain", host); !strings.Contains(e.Out, `"Source":"login kept by docker-credential-file"`) {
			t.Errorf("explain: %+v", e)
		}
	}
	if a := w.Run(t, "get", "git.corp.example"); a.Password(t, "me") != "CANARY-git.corp.example:443" {
		t.Errorf("without the port of all: %+v", a)
	}
	for _, foreign := range []string{"registry.gitlab.com.evil.example", "git.corp.example:5051", "claimed.example",
		"x.gitlab.com", "docker.io"} {
		if a := w.Run(t, "store", `{"ServerURL":"`+foreign+`","Username":"me","Secret":"CANARY"}`); a.Code != 1 ||
			!strings.Contains(a.Out, ": input: ") {
			t.Errorf("store of %s: %+v", foreign, a)
		}
	}
	for _, host := range []string{own, "git.corp.example:5050"} {
		if a := w.Run(t, "erase", host); a.Code != 0 || a.Out+a.Err != "" {
			t.Errorf("erase: %+v", a)
		}
	}
	w.answers(t, "git.corp.example:5050", jobUser, "CANARY-J", ofRegistry, "exchanged")
	w.Anonymous(t, own)
	w.Run(t, "get", "git.corp.example").Password(t, "me")
}

// TestStrayCharacters: characters that an env file or a shell adds to a secret.
func TestStrayCharacters(t *testing.T) {
	w := newWorld(t)
	w.Strays(t, "GITLAB_TOKEN", "glpat-CANARY")
	w.Strays(t, "CI_DEPLOY_PASSWORD", "CANARY", "CI_DEPLOY_USER=d")
	w.Strays(t, "CI_DEPLOY_USER", "d", "CI_DEPLOY_PASSWORD=CANARY")
	w.Own = "r.example"
	job := []string{"CI_REGISTRY=r.example", "CI_DEPENDENCY_PROXY_SERVER=r.example"}
	w.Strays(t, "CI_REGISTRY_PASSWORD", "CANARY", append(job, "CI_REGISTRY_USER=u")...)
	w.Strays(t, "CI_JOB_TOKEN", "CANARY", append(job, "CI_REGISTRY_USER=u")...)
	w.Strays(t, "CI_DEPENDENCY_PROXY_PASSWORD", "CANARY", append(job, "CI_DEPENDENCY_PROXY_USER=u")...)
}
