package main

import (
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/dockercfg/dockercfg/shared/helpertest/fakecloud"
	"github.com/dockercfg/dockercfg/shared/helpertest/fakeibm"
	"github.com/dockercfg/dockercfg/shared/helpertest/faulty"
)

// TestRefused: the error shows IAM's code and the next command, and none of IAM's text. TestMinting
// has the faults of any service.
func TestRefused(t *testing.T) {
	iam := func(status int, body string) fakecloud.Behaviour {
		return fakecloud.Behaviour{Fault: faulty.Answer(status, faulty.JSON, body)}
	}
	skewed := iam(400, `{"errorCode":"BXNIM0420E"}`)
	skewed.Skew = time.Hour
	key := []string{"DOCKERCFG_STATIC=swap", "IC_API_KEY=CANARY-KEY"}
	profile := []string{"IBMCLOUD_CR_TOKEN=CANARY-CR", "IBMCLOUD_CR_PROFILE=Profile-1"}
	for what, c := range map[string]struct {
		env        []string
		b          fakecloud.Behaviour
		code, text string
	}{
		"a deleted key": {key, iam(400, `{"errorCode":"BXNIM0415E","errorMessage":"CANARY-BODY"}`), "denied",
			"IBM's IAM does not know the API key of IC_API_KEY: it was deleted, or not copied completely: create a " +
				"new one with `ibmcloud iam api-key-create NAME` (status 400, BXNIM0415E)\n"},
		"another code": {key, iam(400, `{"errorCode":"BXNIM0462E","errorMessage":"CANARY-BODY"}`), "denied",
			"refused the API key of IC_API_KEY: check whether it is locked or disabled with `ibmcloud iam api-keys` " +
				"(status 400, BXNIM0462E)\n"},
		"no code":          {key, iam(401, `CANARY-BODY`), "denied", "(status 401)\n"},
		"a code that lies": {key, iam(403, `{"errorCode":"BXNIM CANARY-BODY"}`), "denied", "(status 403)\n"},
		"a secret as code": {key, iam(403, `{"errorCode":"CANARYBODY"}`), "denied", "(status 403)\n"},
		"a long code":      {key, iam(403, `{"errorCode":"BXNIMCANARYBODY"}`), "denied", "(status 403)\n"},
		"a wrong clock":    {key, skewed, "denied", "BXNIM0420E; the clock is off by -3"},
		"not linked": {profile, iam(400, `{"errorCode":"BXNIM0437E"}`), "denied",
			"does not let the identity of IBMCLOUD_CR_TOKEN assume the trusted profile Profile-1: check whom it " +
				"trusts with `ibmcloud iam trusted-profile NAME` (status 400, BXNIM0437E)\n"},
		"another path": {key, iam(404, "CANARY-BODY"), "upstream",
			"unexpected answer from IBM's IAM: status 404 (application/json): check IBMCLOUD_IAM_API_ENDPOINT and " +
				"the proxy\n"},
		"created": {key, iam(201, `{"access_token":"CANARY","expires_in":3600}`), "upstream", "status 201"},
	} {
		t.Run(what, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t, c.env...)
			w.Behave(c.b)
			w.Fails(t, c.code, c.text)
			if n := len(w.Requests()); n != 1 || len(w.Tokens(t)) != 0 {
				t.Errorf("%d requests, kept %q", n, w.Tokens(t))
			}
		})
	}
}

// TestSecondStep: the key is valid but may not assume the profile.
func TestSecondStep(t *testing.T) {
	w := newWorld(t)
	w.Env = append(w.Env, "IBM_CREDENTIALS_FILE="+
		w.File(t, "ibm.env", assumeFile+"CONTAINER_REGISTRY_IAM_PROFILE_CRN=crn:v1:x\n"))
	w.Handle(iamHost, func(wr http.ResponseWriter, r *http.Request) {
		if r.PostFormValue("grant_type") == grantAssume {
			faulty.Answer(http.StatusForbidden, faulty.JSON,
				`{"errorCode":"BXNIM0517E","errorMessage":"CANARY-BODY"}`)(wr, r)
			return
		}
		fakeibm.Token(`"CANARY-FIRST"`, "3600")(wr, r)
	})
	w.Fails(t, "denied", "assume the trusted profile crn:v1:x")
	if n := len(w.Requests()); n != 2 || len(w.Tokens(t)) != 0 {
		t.Errorf("%d requests, kept %q", n, w.Tokens(t))
	}
}

// TestExpiredProof: an expired token is neither returned nor sent, and the error has the command that
// creates another.
func TestExpiredProof(t *testing.T) {
	past := jwt("me", time.Now().Add(-time.Minute))
	w := newWorld(t)
	w.Fails(t, "login-expired", "the IAM token of IC_IAM_TOKEN has expired: run `ibmcloud login`, and set it to "+
		"what `ibmcloud iam oauth-tokens` prints", "IC_IAM_TOKEN=Bearer "+past)
	w.Fails(t, "login-expired", "the compute resource token of IBMCLOUD_CR_TOKEN expired at 2",
		"IBMCLOUD_CR_TOKEN="+past, "IBMCLOUD_CR_PROFILE=Profile-1")
	w.silent(t)
}

// TestAnsweredMistakes: an incomplete setting is an error before any request, and never an anonymous
// pull.
func TestAnsweredMistakes(t *testing.T) {
	w := newWorld(t)
	w.Fails(t, "config", "IBMCLOUD_CR_TOKEN is set but IBMCLOUD_CR_PROFILE is not: set both",
		"IBMCLOUD_CR_TOKEN=CANARY")
	w.Fails(t, "config", "IBMCLOUD_CR_PROFILE is set but IBMCLOUD_CR_TOKEN is not", "IBMCLOUD_CR_PROFILE=ci")
	w.Fails(t, "config", "reading the file named by IBMCLOUD_API_KEY", "IBMCLOUD_API_KEY=@/nonexistent")
	w.Fails(t, "config", "does not contain a valid secret", "IBMCLOUD_API_KEY=CANARY KEY")
	w.Fails(t, "config", "IBMCLOUD_CR_VPC_URL is not the address of IBM's metadata service",
		"IBMCLOUD_CR_VPC_URL=http://evil.example")
	if a := w.Run(t, "store", `{"ServerURL":"de.icr.io","Username":"u","Secret":"CANARY"}`,
		"IBMCLOUD_CR_TOKEN=CANARY"); a.Code != 1 || !strings.Contains(a.Out, ": config: ") {
		t.Errorf("store: %+v", a)
	}
	w.silent(t)
}

// TestRedirectOfProfile: neither step of an exchange follows a redirect.
func TestRedirectOfProfile(t *testing.T) {
	for _, status := range []int{301, 302, 303, 307, 308} {
		w := newWorld(t, "IBMCLOUD_CR_TOKEN=CANARY-CR", "IBMCLOUD_CR_PROFILE=Profile-1")
		w.Behave(fakecloud.Behaviour{Fault: faulty.Redirect(status, w.Elsewhere())})
		w.Fails(t, "upstream", fmt.Sprintf("a redirect (status %d), and redirects are not followed", status))
		w.pinned(t, iamHost, "CANARY")
	}
}

// TestDebug: a debug log contains no secret either.
func TestDebug(t *testing.T) {
	w := newWorld(t, "DOCKERCFG_DEBUG=1", "DOCKERCFG_STATIC=swap", "IC_API_KEY=CANARY-KEY")
	w.password(t, own) // Run looks for canaries on standard error
	w.Run(t, "explain", own)
	w.Behave(fakecloud.Behaviour{Fault: faulty.Answer(403, faulty.JSON, `{"errorCode":"CANARY"}`)})
	w.Run(t, "get", "us.icr.io")
}
