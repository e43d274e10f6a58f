package offline

import (
	"encoding/base64"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/dockercfg/dockercfg/shared/registry"
	"github.com/dockercfg/dockercfg/shared/rule"
)

// clear leaves nothing of this machine in the environment but what is given.
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

// jwt is a token with these claims.
func jwt(claims string) string {
	return "e30." + base64.RawURLEncoding.EncodeToString([]byte(claims)) + ".c2ln"
}

func find(t *testing.T, files ...string) Identity {
	t.Helper()
	id, err := settingsOf(rule.Rule{}).find(files)
	if err != nil {
		t.Fatal(err)
	}
	return id
}

// TestOrder: which source is used, of several that are there. Every case takes
// away the first source of the one before.
func TestOrder(t *testing.T) {
	token, mounted := write(t, jwt(`{"iss":"https://iks","sub":"a"}`)), write(t, jwt(`{"iss":"https://iks","sub":"b"}`)+"\n")
	file := write(t, "# of an SDK\n\nCONTAINER_REGISTRY_APIKEY=CANARY-FILE\n")
	env := []string{
		"IC_API_KEY=CANARY-1", "IBMCLOUD_API_KEY=CANARY-2", "BM_API_KEY=CANARY-3", "BLUEMIX_API_KEY=CANARY-4",
		"IC_IAM_TOKEN=Bearer CANARY-5", "IBMCLOUD_IAM_TOKEN=CANARY-6", "IBMCLOUD_CR_TOKEN=@" + token, "IBMCLOUD_CR_VPC_URL=http://169.254.169.254",
		"", "IBM_CREDENTIALS_FILE=" + file, "IBMCLOUD_CR_PROFILE=Profile-1",
	}
	for i, want := range []struct {
		kind   Kind
		words  string
		secret string
	}{
		{Key, "API key of IC_API_KEY", "CANARY-1"},
		{Key, "API key of IBMCLOUD_API_KEY", "CANARY-2"},
		{Key, "API key of BM_API_KEY", "CANARY-3"},
		{Key, "API key of BLUEMIX_API_KEY", "CANARY-4"},
		{Held, "IAM token of IC_IAM_TOKEN", "CANARY-5"},
		{Held, "IAM token of IBMCLOUD_IAM_TOKEN", "CANARY-6"},
		{Compute, "compute resource token of the file of IBMCLOUD_CR_TOKEN for profile Profile-1", ""},
		{Instance, "instance's identity for profile Profile-1", ""},
		{Compute, "compute resource token of " + mounted + " for profile Profile-1", ""},
		{Key, "API key of CONTAINER_REGISTRY_APIKEY in the file of IBM_CREDENTIALS_FILE", "CANARY-FILE"},
		{Instance, "instance's identity for profile Profile-1", ""},
		{Nothing, "no identity", ""},
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
		id := find(t, files...)
		if id.Kind != want.kind || id.Words != want.words || id.Static.Secret != want.secret || id.Configured == (want.kind == Nothing) || id.Ambient != (want.kind == Instance) {
			t.Errorf("%q: %+v, want %+v", rest, id, want)
		}
		if strings.Contains(id.ID+id.Scope+id.Words, "CANARY") {
			t.Errorf("the source holds a secret: %+v", id.Source)
		}
	}
	clear(t)
	if id := find(t, mounted); id.Kind != Nothing {
		t.Errorf("a token that happens to be mounted is used, without a profile: %+v", id)
	}
}

// TestStatic: which users the registry knows them by, and when they are exchanged.
func TestStatic(t *testing.T) {
	file := func(lines string) string {
		return "IBM_CREDENTIALS_FILE=" + write(t, strings.ReplaceAll(lines, " ", "\n")+"\n")
	}
	const assume = "CONTAINER_REGISTRY_AUTH_TYPE=iamAssume CONTAINER_REGISTRY_APIKEY=K CONTAINER_REGISTRY_IAM_"
	for _, c := range []struct{ env, static, user string }{
		{"IC_API_KEY=K", "", "iamapikey"}, {"IC_API_KEY=K", "keep", "iamapikey"}, {"IC_API_KEY=K", "refuse", "iamapikey"}, {"IC_API_KEY=K", "swap", ""},
		{"IC_IAM_TOKEN=K", "", "iambearer"}, {"IC_IAM_TOKEN=K", "swap", "iambearer"}, {"IC_IAM_TOKEN=bearer K", "swap", "iambearer"},
		{file(assume + "PROFILE_ID=Profile-9"), "", "Profile-9"}, {file(assume + "PROFILE_ID=Profile-9"), "swap", ""},
		{file(assume + "PROFILE_CRN=crn:v1:x"), "", ""}, {file(assume + "PROFILE_NAME=ci CONTAINER_REGISTRY_IAM_ACCOUNT_ID=a1"), "", ""},
		{file("IAM_APIKEY=K"), "", "iamapikey"}, {file("WATSON_APIKEY=K"), "", "iamapikey"},
		{file("WATSON_APIKEY=X COS_APIKEY=Y IAM_APIKEY=K"), "", "iamapikey"}, {file("IAM_APIKEY=X CONTAINER_REGISTRY_APIKEY=K"), "", "iamapikey"},
		{file("CONTAINER_REGISTRY_APIKEY=X CONTAINER_REGISTRY_APIKEY=K"), "", "iamapikey"},
		{file("CONTAINER_REGISTRY_BEARER_TOKEN=K"), "", "iambearer"},
	} {
		clear(t, c.env, "DOCKERCFG_STATIC="+c.static)
		secret := "K"
		if c.user == "" {
			secret = ""
		}
		if id := find(t); id.Static.Username != c.user || id.Static.Secret != secret {
			t.Errorf("%q, %q: user %q of %+v", c.env, c.static, id.Static.Username, id)
		}
	}
}

// TestEntitled: what is for IBM Cloud is never for cp.icr.io, and the other way
// round.
func TestEntitled(t *testing.T) {
	cp := []registry.Name{{Host: "cp.icr.io"}, {Host: "private.cp.icr.io"}, {Host: "de.icr.io"}}
	clear(t, "IC_API_KEY=CANARY", "IC_IAM_TOKEN=CANARY", "IBMCLOUD_CR_TOKEN=CANARY", "IBMCLOUD_CR_PROFILE=Profile-1")
	for _, name := range cp[:2] {
		if id, err := Find(name, rule.Rule{}); err != nil || id.Kind != Nothing || id.Static.Secret != "" || id.Proof.Secret != "" {
			t.Errorf("%s: %+v, %v", name.Host, id, err)
		}
	}
	for _, env := range []string{"IBM_ENTITLEMENT_KEY=E", "IBM_ENTITLEMENT_KEY=@" + write(t, "E\r\n")} {
		clear(t, env, "DOCKERCFG_STATIC=swap")
		for _, name := range cp[:2] {
			if id, err := Find(name, rule.Rule{}); err != nil || id.Static.Username != "cp" || id.Static.Secret != "E" || !id.Configured {
				t.Errorf("%s: %+v, %v", name.Host, id, err)
			}
		}
		if id, err := Find(cp[2], rule.Rule{}); err != nil || id.Kind != Nothing {
			t.Errorf("the entitlement key is used for %s: %+v, %v", cp[2].Host, id, err)
		}
	}
}

// TestNotOurs: a file of another service's login leaves the registry unconfigured.
func TestNotOurs(t *testing.T) {
	for _, lines := range []string{"", "#CONTAINER_REGISTRY_APIKEY=x\n", "DB2_AUTH_TYPE=cp4d\nDB2_APIKEY=x\n", "DISCOVERY_USERNAME=u\nDISCOVERY_PASSWORD=p\n", "APIKEY=x\n", "nonsense\n"} {
		clear(t, "IBM_CREDENTIALS_FILE="+write(t, lines))
		if id := find(t); id.Kind != Nothing || id.Configured {
			t.Errorf("%q: %+v", lines, id)
		}
	}
}
