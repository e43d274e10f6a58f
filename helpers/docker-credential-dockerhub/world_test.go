package main

import (
	"encoding/base64"
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/dockercfg/dockercfg/shared/helpertest"
	"github.com/dockercfg/dockercfg/shared/helpertest/faulty"
)

// runner is the host that issues this job's tokens.
const runner = "run.example"

// job are the variables of a job that may use the connection.
var job = []string{
	"DOCKERHUB_OIDC_CONNECTIONID=" + connectionID, "DOCKERHUB_USERNAME=" + user, "GITHUB_REPOSITORY=o/r",
	"ACTIONS_ID_TOKEN_REQUEST_URL=https://" + runner + "/token?api-version=2.0",
	"ACTIONS_ID_TOKEN_REQUEST_TOKEN=CANARY-RUNNER",
}

// world is a home directory, and a cloud in which only a runner and Docker's token service answer.
type world struct {
	*helpertest.World
	*helpertest.Exchange
}

func newWorld(t *testing.T, env ...string) *world {
	t.Helper()
	cloud := helpertest.NewExchange(t, tokenHost, exchanged)
	cloud.Handle(runner, vouch)
	return &world{helpertest.NewWorld(t, program, own,
		append(append(cloud.Environment(), "DOCKERCFG_KEEPER=none"), env...)...), cloud}
}

// inJob is a world in a job that may use the connection.
func inJob(t *testing.T, env ...string) *world {
	return newWorld(t, append(job[:len(job):len(job)], env...)...)
}

// silent checks that no request was made.
func (w *world) silent(t *testing.T) {
	t.Helper()
	if w.Asked() != 0 {
		t.Errorf("a request was made: %q, %+v", w.Dialled(), w.Requests())
	}
}

func jwt(claims string) string {
	return "e30." + base64.RawURLEncoding.EncodeToString([]byte(claims)) + ".Q0FOQVJZ"
}

var made atomic.Int64

// vouch is the runner: it issues a token of this job for the requested audience.
func vouch(w http.ResponseWriter, r *http.Request) {
	q := r.URL.Query()
	if r.Method != http.MethodGet || r.Header.Get("Authorization") != "Bearer CANARY-RUNNER" ||
		q.Get("api-version") != "2.0" || q.Get("audience") == "" {
		faulty.Answer(http.StatusForbidden, faulty.JSON, `{"error":"CANARY-BODY"}`)(w, r)
		return
	}
	token := jwt(fmt.Sprintf(`{"iss":"https://token.actions.example","sub":"repo:o/r:ref:refs/heads/main","aud":%q,`+
		`"exp":%d}`, q.Get("audience"), time.Now().Add(5*time.Minute).Unix()))
	fmt.Fprintf(w, `{"count":1,"value":%q}`, token)
}

// exchanged is Docker's token service: it accepts a single form of the exchange, and its token contains
// its expiry.
func exchanged(w http.ResponseWriter, r *http.Request) {
	life, err := strconv.Atoi(r.PostFormValue("expires_in"))
	claims, _ := base64.RawURLEncoding.DecodeString(strings.Split(r.PostFormValue("subject_token")+"..", ".")[1])
	good := err == nil && life >= 300 && life <= 3600 && r.Method == http.MethodPost &&
		r.URL.Path == "/oauth/token" && r.URL.RawQuery == "" && len(r.PostForm) == 5 &&
		r.PostFormValue("grant_type") == "urn:ietf:params:oauth:grant-type:token-exchange" &&
		r.PostFormValue("subject_token_type") == "urn:ietf:params:oauth:token-type:id_token" &&
		r.PostFormValue("connection_id") == connectionID &&
		strings.Contains(string(claims), `"aud":"https://identity.docker.com"`)
	if !good {
		faulty.Answer(http.StatusUnauthorized, faulty.JSON,
			`{"error":"invalid_grant","error_description":"CANARY-BODY"}`)(w, r)
		return
	}
	token := jwt(fmt.Sprintf(`{"sub":"acme","n":%d,"exp":%d}`, made.Add(1), time.Now().Unix()+int64(life)))
	fmt.Fprintf(w,
		`{"access_token":%q,"token_type":"Bearer",`+
			`"issued_token_type":"urn:ietf:params:oauth:token-type:access_token"}`, token)
}

// answers is a response of the token service with these JSON values; "" leaves one out.
func answers(token, life string) http.HandlerFunc {
	body := `{"refresh_token":"CANARY-REFRESH"`
	if token != "" {
		body += `,"access_token":` + token
	}
	if life != "" {
		body += `,"expires_in":` + life
	}
	return faulty.Answer(http.StatusOK, faulty.JSON, body+"}")
}
