package main

import (
	"fmt"
	"io"
	"net/http"
	"testing"
	"time"

	"github.com/dockercfg/dockercfg/shared/helpertest/fakecloud"
	"github.com/dockercfg/dockercfg/shared/helpertest/fakeibm"
	"github.com/dockercfg/dockercfg/shared/helpertest/faulty"
)

// metadataAnswer is a fake of IBM's metadata service, which accepts only these requests.
func metadataAnswer(w http.ResponseWriter, r *http.Request) {
	metadataOf(func(*http.Request, string) string { return fmt.Sprintf("server-%d", fakeibm.Next()) })(w, r)
}

// metadataOf is the service with tokens that name returns, given the request.
func metadataOf(name func(r *http.Request, body string) string) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		good := r.URL.RawQuery == "version=2022-03-01" && r.Header.Get("Content-Type") == "application/json"
		switch {
		case good && r.Method == http.MethodPut && r.URL.Path == "/instance_identity/v1/token" &&
			r.Header.Get("Metadata-Flavor") == "ibm" && string(body) == `{"expires_in": 300}`:
			fakeibm.Token(`"CANARY-SERVER"`, "300")(w, r)
		case good && r.Method == http.MethodPost && r.URL.Path == "/instance_identity/v1/iam_token" &&
			r.Header.Get("Authorization") == "Bearer CANARY-SERVER":
			fakeibm.Token(fmt.Sprintf("%q", "token-"+name(r, string(body))), "3600")(w, r)
		default:
			faulty.Answer(http.StatusBadRequest, faulty.JSON, `{"errors":[{"code":"CANARY-BODY"}]}`)(w, r)
		}
	}
}

// server is a world on a virtual server.
func server(t *testing.T, answer http.HandlerFunc, env ...string) *world {
	t.Helper()
	w := newWorld(t, env...)
	w.Handle(fakecloud.Plain, answer)
	w.Env = append(w.Env, "IBMCLOUD_CR_VPC_URL="+w.URL())
	return w
}

// TestInstanceFaults: a service that does not exist, is slow, or refuses is an error that says so in
// time, and never "not found", because it was configured.
func TestInstanceFaults(t *testing.T) {
	second := func(fault http.HandlerFunc) http.HandlerFunc {
		return func(w http.ResponseWriter, r *http.Request) {
			if r.Method == http.MethodPut {
				metadataAnswer(w, r)
				return
			}
			fault(w, r)
		}
	}
	refuse := func(status int) http.HandlerFunc {
		return faulty.Answer(status, faulty.JSON, `{"errors":[{"message":"CANARY-BODY"}]}`)
	}
	for what, c := range map[string]struct {
		answer     http.HandlerFunc
		code, text string
		most       int
	}{
		"turned off": {refuse(404), "no-identity",
			"ibmcloud is instance-update INSTANCE --metadata-service true", 1},
		"never an answer": {faulty.Hang, "timeout", "did not answer in time", 1},
		"refused": {refuse(403), "denied",
			"refused to identify this server (status 403): check IBMCLOUD_CR_VPC_URL", 1},
		"a login page": {faulty.Answer(200, "text/html", "CANARY-BODY"), "upstream",
			"did not return a token (status 200, text/html)", 1},
		"broken": {refuse(500), "upstream", "status 500", 1},
		"elsewhere": {faulty.Redirect(307, "https://elsewhere.example/"), "upstream",
			"a redirect (status 307), and redirects are not followed", 1},
		"an odd token": {fakeibm.Token(`"CANARY x"`, "300"), "upstream", "an invalid token", 1},
		"not linked": {second(refuse(400)), "denied",
			"refused to issue a token (status 400): link the trusted profile Profile-1 to this server with " +
				"`ibmcloud iam trusted-profile-link-create`", 2},
		"then broken":          {second(refuse(503)), "upstream", "status 503", 4},
		"then never an answer": {second(faulty.Hang), "timeout", "in time", 2},
		"then elsewhere": {second(faulty.Redirect(302, "https://elsewhere.example/")), "upstream",
			"a redirect", 2},
		"then 4 GiB": {second(faulty.Huge(200, faulty.JSON, faulty.Opening)), "upstream",
			"longer than 1 MiB", 2},
		"then throttled": {second(faulty.Throttle(time.Hour)), "throttled", "wait 1h0m0s", 2},
	} {
		t.Run(what, func(t *testing.T) {
			t.Parallel()
			w := server(t, c.answer, "IBMCLOUD_CR_PROFILE=Profile-1")
			began := time.Now()
			w.Fails(t, c.code, c.text)
			if n := len(w.Requests()); n > c.most || time.Since(began) > 10*time.Second {
				t.Errorf("%d requests, %s", n, time.Since(began))
			}
			if len(w.Dialled()) != 0 || len(w.Tokens(t)) != 0 {
				t.Errorf("connected to %q, kept %q", w.Dialled(), w.Tokens(t))
			}
		})
	}
	w := newWorld(t, "IBMCLOUD_CR_VPC_URL=http://127.0.0.1:1")
	w.Fails(t, "upstream", "check IBMCLOUD_CR_VPC_URL, or enable the service with "+
		"`ibmcloud is instance-update INSTANCE --metadata-service true`")
	w = server(t, metadataAnswer)
	w.Anonymous(t, "foreign.example")
	w.Anonymous(t, entitled)
	w.silent(t)
}
