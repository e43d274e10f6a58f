package main

import (
	"encoding/base64"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/dockercfg/dockercfg/shared/helpertest"
	"github.com/dockercfg/dockercfg/shared/helpertest/fakecloud"
	"github.com/dockercfg/dockercfg/shared/helpertest/fakegoogle"
)

const (
	tokenHost = fakegoogle.Token
	stsHost   = fakegoogle.STS
	iamHost   = fakegoogle.IAM
)

// world is a home directory with Google's services on loopback, under their real names; nothing
// else can be reached.
type world struct {
	*helpertest.World
	*helpertest.Exchange
	t *testing.T
}

func newWorld(t *testing.T, env ...string) *world {
	t.Helper()
	cloud := helpertest.NewExchange(t, tokenHost, fakegoogle.Grant(nil))
	fakegoogle.Serve(cloud.Cloud)
	env = append(append(cloud.Environment(), "NO_GCE_CHECK=true"), env...)
	return &world{helpertest.NewWorld(t, program, own, env...), cloud, t}
}

// password returns the secret for the registry.
func (w *world) password(env ...string) string {
	w.t.Helper()
	return w.Run(w.t, "get", own, env...).Password(w.t, user)
}

// set adds variables for all later runs.
func (w *world) set(env ...string) *world {
	w.Env = append(w.Env, env...)
	return w
}

// last returns the newest request to a host.
func (w *world) last(host string) fakecloud.Request {
	w.t.Helper()
	all := w.Requests()
	for i := len(all) - 1; i >= 0; i-- {
		if all[i].Host == host {
			return all[i]
		}
	}
	w.t.Fatalf("%s was not asked: %q", host, w.Dialled())
	return fakecloud.Request{}
}

// calls counts the starts of a program that writes a line each time.
func (w *world) calls() int {
	data, _ := os.ReadFile(filepath.Join(w.Home, "calls"))
	return strings.Count(string(data), "\n")
}

func userFields(login string) map[string]any {
	return map[string]any{"type": "authorized_user", "client_id": "id.apps.googleusercontent.com",
		"client_secret": "CANARY-SECRET", "refresh_token": "CANARY-" + login}
}

func userLogin(login string, pairs ...any) string {
	return fakegoogle.Document(userFields(login), pairs...)
}

const (
	audience  = "//iam.googleapis.com/projects/1/locations/global/workloadIdentityPools/p/providers/q"
	accountX  = "x@p.iam.gserviceaccount.com"
	asAccount = "https://" + iamHost + "/v1/projects/-/serviceAccounts/" + accountX + ":generateAccessToken"
)

func federation(source map[string]any, pairs ...any) string {
	return fakegoogle.Document(map[string]any{"type": "external_account", "audience": audience,
		"subject_token_type": "urn:ietf:params:oauth:token-type:jwt",
		"token_url":          "https://" + stsHost + "/v1/token", "credential_source": source}, pairs...)
}

// job is a CI system's token for a subject.
func job(sub string, ends time.Time) string {
	part := func(v any) string {
		data, _ := json.Marshal(v)
		return base64.RawURLEncoding.EncodeToString(data)
	}
	return part(map[string]string{"alg": "RS256"}) + "." +
		part(map[string]any{"iss": "https://ci.example", "sub": sub, "aud": "https:" + audience, "exp": ends.Unix(),
			"jti": fakegoogle.Next()}) + ".CANARY-SIGNATURE"
}

var rawURL = base64.RawURLEncoding

func decode(t *testing.T, part string) []byte {
	t.Helper()
	data, err := base64.RawURLEncoding.DecodeString(part)
	if err != nil {
		t.Fatal(err)
	}
	return data
}
