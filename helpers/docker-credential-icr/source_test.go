package main

import (
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/dockercfg/dockercfg/shared/helpertest"
	"github.com/dockercfg/dockercfg/shared/helpertest/fakecloud"
	"github.com/dockercfg/dockercfg/shared/helpertest/fakeibm"
)

const (
	assumeFile = "# of IBM's SDK\nCONTAINER_REGISTRY_AUTH_TYPE=iamAssume\nCONTAINER_REGISTRY_APIKEY=CANARY-KEY\n"
	future     = 50 * time.Minute
)

// sources are all ways to get a token: how to set it up, the requests, and how to renew its proof
// without changing the identity.
var sources = map[string]struct {
	prepare func(*testing.T, *world) []string
	renew   func(*testing.T, *world)
	words   string
	asked   []string
}{
	"key": {func(*testing.T, *world) []string {
		return []string{"DOCKERCFG_STATIC=swap", "IC_API_KEY=CANARY-KEY"}
	}, nil, "API key of IC_API_KEY", []string{
		"POST iam.cloud.ibm.com/identity/token apikey=CANARY-KEY&grant_type=apikey",
	}},
	"key in a file": {func(t *testing.T, w *world) []string {
		return []string{"DOCKERCFG_STATIC=swap", "IBMCLOUD_API_KEY=@" + w.File(t, "key", "CANARY-KEY\r\n")}
	}, func(t *testing.T, w *world) { w.File(t, "key", "CANARY-KEY") }, // the same key without a newline
		"API key of the file named by IBMCLOUD_API_KEY",
		[]string{"POST iam.cloud.ibm.com/identity/token apikey=CANARY-KEY&grant_type=apikey"}},
	"key of an SDK's file": {func(t *testing.T, w *world) []string {
		return []string{"DOCKERCFG_STATIC=swap",
			"IBM_CREDENTIALS_FILE=" + w.File(t, "ibm.env",
				"CONTAINER_REGISTRY_APIKEY = CANARY-KEY \n"+
					"CONTAINER_REGISTRY_AUTH_URL=https://iam.cloud.ibm.com/identity/token\n")}
	}, nil, "API key of CONTAINER_REGISTRY_APIKEY in the file named by IBM_CREDENTIALS_FILE",
		[]string{"POST iam.cloud.ibm.com/identity/token apikey=CANARY-KEY&grant_type=apikey"}},
	"token in a variable": {func(*testing.T, *world) []string {
		return []string{"IBMCLOUD_CR_TOKEN=" + jwt("job", time.Now().Add(future)), "IBMCLOUD_CR_PROFILE=Profile-1"}
	}, func(_ *testing.T, w *world) {
		w.Env = append(w.Env, "IBMCLOUD_CR_TOKEN="+jwt("job", time.Now().Add(2*future)))
	}, "compute resource token of IBMCLOUD_CR_TOKEN for profile Profile-1",
		[]string{"POST iam.cloud.ibm.com/identity/token cr_token=JWT&grant_type=cr-token&profile_id=Profile-1"}},
	"token in a file": {func(t *testing.T, w *world) []string {
		return []string{"IBMCLOUD_CR_TOKEN=@" + w.File(t, "token", jwt("job", time.Now().Add(future))+"\n"),
			"IBMCLOUD_CR_PROFILE=the builds"}
	}, func(t *testing.T, w *world) { w.File(t, "token", jwt("job", time.Now().Add(2*future))) },
		"compute resource token of the file named by IBMCLOUD_CR_TOKEN for profile the builds",
		[]string{"POST iam.cloud.ibm.com/identity/token cr_token=JWT&grant_type=cr-token&profile_name=the builds"}},
	"token of an SDK's file": {func(t *testing.T, w *world) []string {
		token := w.File(t, "token", jwt("job", time.Now().Add(future)))
		return []string{"IBM_CREDENTIALS_FILE=" +
			w.File(t, "ibm.env", "CONTAINER_REGISTRY_CR_TOKEN_FILENAME="+token+
				"\nCONTAINER_REGISTRY_IAM_PROFILE_CRN=crn:v1:x\n")}
	}, func(t *testing.T, w *world) { w.File(t, "token", jwt("job", time.Now().Add(2*future))) },
		"compute resource token of CONTAINER_REGISTRY_CR_TOKEN_FILENAME in the file named by IBM_CREDENTIALS_FILE " +
			"for profile crn:v1:x", []string{
			"POST iam.cloud.ibm.com/identity/token cr_token=JWT&grant_type=cr-token&profile_crn=crn:v1:x",
		}},
	"profile of a key, by id": {func(t *testing.T, w *world) []string {
		return []string{"DOCKERCFG_STATIC=swap",
			"IBM_CREDENTIALS_FILE=" + w.File(t, "ibm.env", assumeFile+"CONTAINER_REGISTRY_IAM_PROFILE_ID=Profile-1\n")}
	}, nil, "in the file named by IBM_CREDENTIALS_FILE for profile Profile-1", []string{
		"POST iam.cloud.ibm.com/identity/token apikey=CANARY-KEY&grant_type=apikey",
		"POST iam.cloud.ibm.com/identity/token access_token=TOKEN&grant_type=assume&profile_id=Profile-1"}},
	"profile of a key, by name": {func(t *testing.T, w *world) []string {
		return []string{"IBM_CREDENTIALS_FILE=" +
			w.File(t, "ibm.env", assumeFile+
				"CONTAINER_REGISTRY_IAM_PROFILE_NAME=ci\nCONTAINER_REGISTRY_IAM_ACCOUNT_ID=a1\n")}
	}, nil, "in the file named by IBM_CREDENTIALS_FILE for profile ci", []string{
		"POST iam.cloud.ibm.com/identity/token apikey=CANARY-KEY&grant_type=apikey",
		"POST iam.cloud.ibm.com/identity/token access_token=TOKEN&account=a1&grant_type=assume&profile_name=ci"}},
	"virtual server": {func(_ *testing.T, w *world) []string {
		w.Handle(fakecloud.Plain, metadataAnswer)
		return []string{"IBMCLOUD_CR_VPC_URL=" + w.URL() + "/"}
	}, nil, "instance's identity", []string{
		`PUT 127.0.0.1/instance_identity/v1/token ibm {"expires_in": 300}`,
		`POST 127.0.0.1/instance_identity/v1/iam_token Bearer CANARY-SERVER {}`}},
	"virtual server, a profile": {func(t *testing.T, w *world) []string {
		w.Handle(fakecloud.Plain, metadataAnswer)
		return []string{"IBM_CREDENTIALS_FILE=" +
			w.File(t, "ibm.env", "IAM_AUTH_TYPE=VPC\nIAM_AUTH_URL="+w.URL()+"\nIAM_IAM_PROFILE_ID=Profile-1\n")}
	}, nil, "instance's identity for profile Profile-1", []string{
		`PUT 127.0.0.1/instance_identity/v1/token ibm {"expires_in": 300}`,
		`POST 127.0.0.1/instance_identity/v1/iam_token Bearer CANARY-SERVER {"trusted_profile":{"id":"Profile-1"}}`}},
}

// short returns a request in a short form. Tokens that change are replaced by their kind.
func short(q fakecloud.Request) string {
	line := q.Method + " " + q.Host + q.Path + " "
	if q.Host == fakecloud.Plain {
		return line + q.Header.Get("Metadata-Flavor") + q.Header.Get("Authorization") + " " + q.Body
	}
	var fields []string
	for name := range q.Form {
		value := strings.TrimPrefix(q.Form.Get(name), "urn:ibm:params:oauth:grant-type:")
		switch {
		case strings.HasPrefix(value, "e30."):
			value = "JWT"
		case name == "access_token" && strings.HasPrefix(value, "token-"):
			value = "TOKEN"
		}
		fields = append(fields, name+"="+value)
	}
	slices.Sort(fields)
	return line + strings.Join(fields, "&")
}

// TestSources: with each of them the first get makes exactly these requests, and later ones make none,
// even if no server answers. A renewed proof is another input, and is exchanged.
func TestSources(t *testing.T) {
	for what, s := range sources {
		t.Run(what, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t)
			w.Env = append(w.Env, s.prepare(t, w)...)
			cold := w.Run(t, "get", own)
			password := cold.Password(t, bearerUser)
			var got []string
			for _, q := range w.Requests() {
				got = append(got, short(q))
			}
			if cold.Err != "" || !strings.HasPrefix(password, "token-") || !slices.Equal(got, s.asked) ||
				len(w.Tokens(t)) != 1 {
				t.Fatalf("the cold get: %+v, asked %q, files %q", cold, got, w.Tokens(t))
			}
			if strings.Contains(s.asked[0], "127.0.0.1") {
				if len(w.Dialled()) != 0 {
					t.Errorf("a proxy sees the metadata service: %q", w.Dialled())
				}
			} else {
				w.pinned(t, iamHost, "CANARY", "e30.", password)
			}
			if s.renew != nil {
				s.renew(t, w)
				renewed := w.password(t, own)
				if renewed == password || len(w.Requests()) != 2*len(s.asked) {
					t.Errorf("with a renewed proof: %s, %d requests", renewed, len(w.Requests()))
				}
				password = renewed
			}
			before := w.Asked()
			w.Close()
			if cached := w.Run(t, "get", own); cached.Password(t, bearerUser) != password || cached.Err != "" ||
				w.Asked() != before {
				t.Errorf("the cached get: %+v", cached)
			}
			e := w.Run(t, "explain", own)
			if !strings.Contains(e.Out, `"Cached":true`) || !strings.Contains(e.Out, s.words+`"`) ||
				!strings.Contains(e.Out, `"Kind":"exchanged"`) {
				t.Errorf("explain: %+v", e)
			}
		})
	}
}

// TestIdentities: identities for one registry with one cache never get each other's token.
func TestIdentities(t *testing.T) {
	w := newWorld(t, "DOCKERCFG_STATIC=swap")
	seen := map[string]string{}
	envs := [][]string{
		{"IC_API_KEY=CANARY-1"}, {"IC_API_KEY=CANARY-2"},
		{"IC_API_KEY=CANARY-1", "IBMCLOUD_IAM_API_ENDPOINT=https://private.iam.cloud.ibm.com"},
		{"IBMCLOUD_CR_TOKEN=" + jwt("one", time.Now().Add(future)), "IBMCLOUD_CR_PROFILE=Profile-1"},
		{"IBMCLOUD_CR_TOKEN=" + jwt("two", time.Now().Add(future)), "IBMCLOUD_CR_PROFILE=Profile-1"},
		{"IBMCLOUD_CR_TOKEN=" + jwt("one", time.Now().Add(future)), "IBMCLOUD_CR_PROFILE=Profile-2"},
		{"IBM_CREDENTIALS_FILE=" + w.File(t, "a.env",
			strings.ReplaceAll(assumeFile, "CANARY-KEY", "CANARY-1")+"CONTAINER_REGISTRY_IAM_PROFILE_ID=Profile-1\n")},
	}
	w.Handle("private.iam.cloud.ibm.com", fakeibm.IAM)
	for round := range 2 {
		for i, env := range envs {
			got := w.password(t, own, env...)
			who := fmt.Sprint(i)
			if other, taken := seen[got]; round == 0 && taken || round == 1 && other != who {
				t.Errorf("%q gets %s, which is of %q", env, got, other)
			}
			seen[got] = who
		}
	}
	if n := len(w.Tokens(t)); n != len(envs) {
		t.Errorf("%d tokens are kept", n)
	}
	// a token is only for one registry, too
	if seen[w.password(t, "us.icr.io", envs[0]...)] != "" || seen[w.password(t, "private."+own, envs[0]...)] != "" {
		t.Error("two registries share a token")
	}
}

// TestPrivateEndpoint: a key is only sent to the user's endpoint, which must be IAM's.
func TestPrivateEndpoint(t *testing.T) {
	const private = "private.eu-de.iam.cloud.ibm.com"
	w := newWorld(t, "DOCKERCFG_STATIC=swap", "IC_API_KEY=CANARY-KEY", "IBMCLOUD_IAM_API_ENDPOINT=https://"+private)
	w.Handle(private, fakeibm.IAM)
	w.password(t, "private.de.icr.io")
	w.pinned(t, private, "CANARY-KEY")
	w = newWorld(t, "DOCKERCFG_STATIC=swap", "IC_API_KEY=CANARY-KEY")
	w.password(t, "private.de.icr.io")
	w.pinned(t, iamHost, "CANARY-KEY")
	w = newWorld(t, "DOCKERCFG_STATIC=swap", "IC_API_KEY=CANARY-KEY",
		"IBMCLOUD_IAM_API_ENDPOINT=https://iam.cloud.ibm.com.evil.test")
	w.Handle(fakecloud.Any, fakeibm.IAM)
	w.Fails(t, "config", "IBMCLOUD_IAM_API_ENDPOINT is not an endpoint of IBM's IAM")
	w.silent(t)
}

// TestWorkingDirectory: a file in the working directory has no effect.
func TestWorkingDirectory(t *testing.T) {
	w := newWorld(t)
	for _, dir := range []string{w.Home, t.TempDir()} {
		t.Chdir(dir)
		w.File(t, "ibm-credentials.env", "CONTAINER_REGISTRY_APIKEY=CANARY-KEY\n")
		w.Anonymous(t, own)
	}
	w.Fails(t, "config", "relative path", "IBM_CREDENTIALS_FILE=ibm-credentials.env")
	w.Fails(t, "config", "relative path", "IBMCLOUD_API_KEY=@ibm-credentials.env")
	w.silent(t)
}

// TestNothing: if nothing is configured, icr.io is anonymous and an old name is an error, and no
// request is made, not even to a metadata service.
func TestNothing(t *testing.T) {
	w := newWorld(t)
	for _, host := range []string{"icr.io", "icr.io/cpopen/tool", own, "private.jp2.icr.io", entitled} {
		w.Anonymous(t, host)
	}
	old := helpertest.World{Program: program, Own: "registry.eu-gb.bluemix.net", Home: w.Home, Env: w.Env}
	old.Fails(t, "no-identity", "set IBMCLOUD_API_KEY")
	if a := w.Run(t, "store", `{"ServerURL":"de.icr.io","Username":"u","Secret":"CANARY"}`); a.Code != 1 ||
		!strings.Contains(a.Out, ": no-identity: ") {
		t.Errorf("a login is accepted though it would not be used: %+v", a)
	}
	w.silent(t)
}

// TestLookAlikesOfOld: the Bluemix names and cp.icr.io are matched as a whole too.
func TestLookAlikesOfOld(t *testing.T) {
	w := newWorld(t, "IC_API_KEY=CANARY-KEY", "IBM_ENTITLEMENT_KEY=CANARY-CP", "DOCKERCFG_STATIC=swap")
	w.Handle(fakecloud.Any, func(http.ResponseWriter, *http.Request) { t.Error("a request was made") })
	for _, host := range []string{"registry.ng.bluemix.net", "registry.bluemix.net", entitled} {
		for _, asked := range []string{
			host + ".evil.example", "evil" + host, "evil-" + host, "x.y." + host, host + ".", "evil.example/" + host,
			host + ":8443", "http://" + host,
			"stg.icr.io", "a.b.icr.io", "registry.evil.bluemix.net", "cp.de.icr.io", "cpx.icr.io",
		} {
			w.Anonymous(t, asked)
		}
	}
	w.silent(t)
}

// TestStrayCharacters: characters that an env file or a shell adds to a secret.
func TestStrayCharacters(t *testing.T) {
	w := newWorld(t)
	for _, variable := range []string{"IC_API_KEY", "IBMCLOUD_API_KEY", "BM_API_KEY", "BLUEMIX_API_KEY",
		"IC_IAM_TOKEN", "IBMCLOUD_IAM_TOKEN"} {
		w.Strays(t, variable, "CANARY-KEY")
	}
	w.Strays(t, tokenVariable, "CANARY-TOKEN", profileVariable+"=Profile-1")
	w.Own = entitled
	w.Strays(t, entitledVariable, "CANARY-KEY")
}
