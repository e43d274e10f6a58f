package main

import (
	"encoding/base64"
	"fmt"
	"net/http"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/dockercfg/dockercfg/shared/helpertest"
	"github.com/dockercfg/dockercfg/shared/helpertest/faulty"
)

// runner is the host that issues this job's tokens.
const runner = "run.example"

// job are the variables of a job that the robot trusts.
var job = []string{
	"QUAY_ROBOT=" + user, "GITHUB_REPOSITORY=o/r",
	"ACTIONS_ID_TOKEN_REQUEST_URL=https://" + runner + "/token?api-version=2.0",
	"ACTIONS_ID_TOKEN_REQUEST_TOKEN=CANARY-RUNNER",
}

// world is a home directory, and a cloud in which only a runner and Quay answer.
type world struct {
	*helpertest.World
	*helpertest.Exchange
}

func newWorld(t *testing.T, env ...string) *world {
	t.Helper()
	cloud := helpertest.NewExchange(t, own, federated(own))
	cloud.Handle(runner, vouch)
	return &world{helpertest.NewWorld(t, program, own,
		append(append(cloud.Environment(), "DOCKERCFG_KEEPER=none"), env...)...), cloud}
}

// inJob is a world in a job that the robot trusts.
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

// jobToken is a CI system's token for a job.
func jobToken(subject, audience string, end time.Time) string {
	return jwt(fmt.Sprintf(`{"iss":"https://ci.example","sub":%q,"aud":%q,"exp":%d,"jti":%q}`, subject, audience,
		end.Unix(), end))
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
	fmt.Fprintf(w, `{"count":1,"value":%q}`,
		jobToken("repo:o/r:ref:refs/heads/main", q.Get("audience"), time.Now().Add(5*time.Minute)))
}

// federated is Quay at a host: it accepts a job's token for that host instead of a robot's password, and
// its token contains its expiry.
func federated(host string) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		who, proof, basic := r.BasicAuth()
		claims, _ := base64.RawURLEncoding.DecodeString(strings.Split(proof+"..", ".")[1])
		if !basic || !strings.HasPrefix(who, "team+") || r.Method != http.MethodGet ||
			r.URL.Path != "/oauth2/federation/robot/token" || r.URL.RawQuery != "" ||
			!strings.Contains(string(claims), `"aud":"`+host+`"`) {
			faulty.Answer(http.StatusUnauthorized, faulty.JSON, `{"error":"CANARY-BODY"}`)(w, r)
			return
		}
		fmt.Fprintf(w, `{"token":%q}`, jwt(fmt.Sprintf(`{"n":%d,"exp":%d}`, made.Add(1),
			time.Now().Add(time.Hour).Unix())))
	}
}
