package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/dockercfg/dockercfg/shared/identity"
	"github.com/dockercfg/dockercfg/shared/inputs"
	"github.com/dockercfg/dockercfg/shared/registry"
	"github.com/dockercfg/dockercfg/shared/userconfig"
)

// clear removes everything of this machine from the environment except what is given.
func clear(t *testing.T, env ...string) {
	t.Helper()
	for _, assignment := range os.Environ() {
		name, _, _ := strings.Cut(assignment, "=")
		for _, prefix := range []string{"IC_", "IBM", "BM_", "BLUEMIX_", "DOCKERCFG_"} {
			if strings.HasPrefix(name, prefix) {
				t.Setenv(name, "")
			}
		}
	}
	for _, assignment := range env {
		name, value, _ := strings.Cut(assignment, "=")
		t.Setenv(name, value)
	}
}

func write(t *testing.T, text string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

// find resolves the identity without a rule; files are those that a platform mounts.
func find(t *testing.T, files ...string) source {
	t.Helper()
	r := resolverOf(&inputs.Recorder{}, userconfig.Rule{})
	r.mounts = files
	s, err := r.find()
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// whose returns the identity for a registry.
func whose(t *testing.T, name registry.Name) (source, identity.Identity) {
	t.Helper()
	s, who, err := identify(t.Context(), &inputs.Recorder{}, name, userconfig.Rule{})
	if err != nil {
		t.Fatalf("%s: %v", name.Host, err)
	}
	return s, who
}

// TestOrder: of several sources, the first in order is used. Every case removes the first source of
// the previous one.
func TestOrder(t *testing.T) {
	token, mounted := write(t, jwt("a", time.Now())), write(t, jwt("b", time.Now())+"\n")
	file := write(t, "# of an SDK\n\nCONTAINER_REGISTRY_APIKEY=CANARY-FILE\n")
	env := []string{
		"IC_API_KEY=CANARY-1", "IBMCLOUD_API_KEY=CANARY-2", "BM_API_KEY=CANARY-3", "BLUEMIX_API_KEY=CANARY-4",
		"IC_IAM_TOKEN=Bearer CANARY-5", "IBMCLOUD_IAM_TOKEN=CANARY-6", "IBMCLOUD_CR_TOKEN=@" + token,
		"IBMCLOUD_CR_VPC_URL=http://169.254.169.254",
		"", "IBM_CREDENTIALS_FILE=" + file, "IBMCLOUD_CR_PROFILE=Profile-1",
	}
	for i, want := range []struct {
		kind   kind
		label  string
		secret string
	}{
		{static, "API key of IC_API_KEY", "CANARY-1"},
		{static, "API key of IBMCLOUD_API_KEY", "CANARY-2"},
		{static, "API key of BM_API_KEY", "CANARY-3"},
		{static, "API key of BLUEMIX_API_KEY", "CANARY-4"},
		{static, "IAM token of IC_IAM_TOKEN", "CANARY-5"},
		{static, "IAM token of IBMCLOUD_IAM_TOKEN", "CANARY-6"},
		{compute, "compute resource token of the file named by IBMCLOUD_CR_TOKEN for profile Profile-1", ""},
		{instance, "instance's identity for profile Profile-1", ""},
		{compute, "compute resource token of " + mounted + " for profile Profile-1", ""},
		{static, "API key of CONTAINER_REGISTRY_APIKEY in the file named by IBM_CREDENTIALS_FILE", "CANARY-FILE"},
		{instance, "instance's identity for profile Profile-1", ""},
		{nothing, "no identity", ""},
	} {
		var rest []string
		for _, assignment := range env[min(i, len(env)):] {
			if assignment != "" {
				rest = append(rest, assignment)
			}
		}
		files := []string{filepath.Join(t.TempDir(), "none"), mounted}
		if i > 8 {
			files = nil
		}
		clear(t, rest...)
		found := find(t, files...)
		who := found.identity()
		if found.kind != want.kind || who.Label != want.label || who.Static.Secret != want.secret ||
			who.Configured == (want.kind == nothing) || who.Ambient != (want.kind == instance) {
			t.Errorf("%q: %+v, want %+v", rest, found, want)
		}
		if strings.Contains(who.Label, "CANARY") {
			t.Errorf("the label contains a secret: %s", who.Label)
		}
	}
	clear(t)
	if s := find(t, mounted); s.kind != nothing {
		t.Errorf("a token that happens to be mounted is used, without a profile: %+v", s)
	}
}

// TestStatic: the user names for the registry, and when a key is exchanged.
func TestStatic(t *testing.T) {
	file := func(lines string) string {
		return "IBM_CREDENTIALS_FILE=" + write(t, strings.ReplaceAll(lines, " ", "\n")+"\n")
	}
	const assume = "CONTAINER_REGISTRY_AUTH_TYPE=iamAssume CONTAINER_REGISTRY_APIKEY=K CONTAINER_REGISTRY_IAM_"
	for _, c := range []struct{ env, static, user string }{
		{"IC_API_KEY=K", "", "iamapikey"}, {"IC_API_KEY=K", "keep", "iamapikey"},
		{"IC_API_KEY=K", "refuse", "iamapikey"}, {"IC_API_KEY=K", "swap", ""},
		{"IC_IAM_TOKEN=K", "", "iambearer"}, {"IC_IAM_TOKEN=K", "swap", "iambearer"},
		{"IC_IAM_TOKEN=bearer K", "swap", "iambearer"},
		{file(assume + "PROFILE_ID=Profile-9"), "", "Profile-9"}, {file(assume + "PROFILE_ID=Profile-9"), "swap", ""},
		{file(assume + "PROFILE_CRN=crn:v1:x"), "", ""},
		{file(assume + "PROFILE_NAME=ci CONTAINER_REGISTRY_IAM_ACCOUNT_ID=a1"), "", ""},
		{file("IAM_APIKEY=K"), "", "iamapikey"}, {file("WATSON_APIKEY=K"), "", "iamapikey"},
		{file("WATSON_APIKEY=X COS_APIKEY=Y IAM_APIKEY=K"), "", "iamapikey"},
		{file("IAM_APIKEY=X CONTAINER_REGISTRY_APIKEY=K"), "", "iamapikey"},
		{file("CONTAINER_REGISTRY_APIKEY=X CONTAINER_REGISTRY_APIKEY=K"), "", "iamapikey"},
		{file("CONTAINER_REGISTRY_BEARER_TOKEN=K"), "", "iambearer"},
	} {
		clear(t, c.env, "DOCKERCFG_STATIC="+c.static)
		secret := "K"
		if c.user == "" {
			secret = ""
		}
		if got := find(t).identity().Static; got.Username != c.user || got.Secret != secret {
			t.Errorf("%q, %q: user %q", c.env, c.static, got.Username)
		}
	}
}

// TestEntitled: IBM Cloud's secrets are never used for cp.icr.io, nor the other way round.
func TestEntitled(t *testing.T) {
	cp := []registry.Name{{Host: "cp.icr.io"}, {Host: "private.cp.icr.io"}, {Host: "de.icr.io"}}
	clear(t, "IC_API_KEY=CANARY", "IC_IAM_TOKEN=CANARY", "IBMCLOUD_CR_TOKEN=CANARY", "IBMCLOUD_CR_PROFILE=Profile-1")
	for _, name := range cp[:2] {
		if s, who := whose(t, name); s.kind != nothing || !who.None || s.proof.Secret != "" {
			t.Errorf("%s: %+v", name.Host, s)
		}
	}
	for _, env := range []string{"IBM_ENTITLEMENT_KEY=E", "IBM_ENTITLEMENT_KEY=@" + write(t, "E\r\n")} {
		clear(t, env, "DOCKERCFG_STATIC=swap")
		for _, name := range cp[:2] {
			if s, who := whose(t, name); who.Static.Username != "cp" || who.Static.Secret != "E" || !who.Configured {
				t.Errorf("%s: %+v", name.Host, s)
			}
		}
		if s, _ := whose(t, cp[2]); s.kind != nothing {
			t.Errorf("the entitlement key is used for %s: %+v", cp[2].Host, s)
		}
	}
}

// TestNotOurs: a file with another service's login does not configure the registry.
func TestNotOurs(t *testing.T) {
	for _, lines := range []string{"#CONTAINER_REGISTRY_APIKEY=x\n", "DB2_AUTH_TYPE=cp4d\nDB2_APIKEY=x\n",
		"DISCOVERY_USERNAME=u\nDISCOVERY_PASSWORD=p\n", "APIKEY=x\n", "nonsense\n"} {
		clear(t, "IBM_CREDENTIALS_FILE="+write(t, lines))
		if s := find(t); s.kind != nothing {
			t.Errorf("%q: %+v", lines, s)
		}
	}
}

// TestExpired: a token whose expiry has passed is not returned; one without an expiry is.
func TestExpired(t *testing.T) {
	past, next := jwt("me", time.Now().Add(-time.Minute)), jwt("me", time.Now().Add(time.Minute))
	for token, want := range map[string]kind{
		past: expired, "bearer " + past: expired, next: static, "opaque": static, "a.b.c": static,
	} {
		clear(t, "IC_IAM_TOKEN="+token)
		if s := find(t); s.kind != want || s.identity().Static.Secret == "" != (want == expired) ||
			!s.identity().Configured {
			t.Errorf("%s: %+v", token, s)
		}
	}
}
