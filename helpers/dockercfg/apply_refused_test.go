//go:build unix

package main

import (
	"fmt"
	"net/http"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/dockercfg/dockercfg/shared/helpertest/fakekube"
	"github.com/dockercfg/dockercfg/shared/helpertest/faulty"
)

// TestApplyRefused checks that each refusal of the API server leads to an error that says
// what to do, without the server's own text.
func TestApplyRefused(t *testing.T) {
	except := func(denied ...string) func(verb, resource, name string) bool {
		return func(verb, resource, _ string) bool { return !slices.Contains(denied, verb+" "+resource) }
	}
	for _, test := range []struct {
		what, text string
		there      bool
		allow      func(verb, resource, name string) bool
		args       []string
	}{
		{"a missing Secret", "the Secret web/pull does not exist, and this identity may not create it: create the " +
			"placeholder with `kubectl create -n web -f placeholder.yaml`",
			false, except("create secrets"), nil},
		{"no patch", "does not let this identity patch the Secret web/pull", true, except("patch secrets"), nil},
		{"neither", "does not let this identity get and patch the Secret", true, except("patch secrets", "get secrets"),
			nil},
		{"no look", "does not let this identity get the Secret", true, except("get secrets"), nil},
		{"another type", "the Secret web/pull has another type, which cannot be changed", true, except(),
			[]string{"--format", "argocd", "--force-conflicts"}},
		{"no Events", "creating an Event: denied: ", true, except("patch secrets", "create events"), nil},
	} {
		t.Run(test.what, func(t *testing.T) {
			t.Parallel()
			a := newApplying(t, aliceConfig, nil)
			a.Allow(test.allow)
			if test.there {
				a.Put("kubectl-create", manifestOf(emptyContent))
			}
			a.want(t, 1, test.text, test.args...)
		})
	}
}

// TestApplyToken checks tokens that are not accepted, or not valid.
func TestApplyToken(t *testing.T) {
	a := newApplying(t, aliceConfig, nil)
	for text, want := range map[string]string{
		"other":    "the API server does not accept the token in token",
		"":         "token does not contain a token",
		"a\nb":     "token does not contain a token",
		"\x00\xff": "token does not contain a token",
	} {
		a.write(t, "token", text, 0o600)
		a.want(t, 1, want)
	}
	a.write(t, "token", fakekube.Token, 0o600)
	a.write(t, "ca.crt", "", 0o600)
	a.want(t, 1, "ca.crt contains no certificate")
	if err := os.Remove(a.dir + "/token"); err != nil {
		t.Fatal(err)
	}
	a.want(t, 1, "reading the API server's token")
}

// TestApplyAnswers checks that an answer which is not an API server's is an error that
// shows nothing of the answer.
func TestApplyAnswers(t *testing.T) {
	for what, test := range map[string]struct {
		answer http.HandlerFunc
		text   string
	}{
		"a login page": {faulty.Answer(200, "text/html", "<html>CANARY"),
			"did not answer with JSON (status 200, text/html)"},
		"a failure": {faulty.Answer(503, faulty.JSON, `{"message":"CANARY"}`),
			"the API server failed (status 503): try again"},
		"a redirect": {faulty.Redirect(307, "http://127.0.0.1:1/"), "answered with a redirect"},
		"throttled":  {faulty.Throttle(time.Hour), "asks to wait 1h0m0s"},
		"a teapot": {faulty.Answer(418, faulty.JSON, `{"message":"CANARY"}`),
			"unexpected answer from the API server"},
		"no such path": {faulty.Answer(404, faulty.JSON, `{}`), "the namespace web does not exist in this cluster"},
	} {
		t.Run(what, func(t *testing.T) {
			t.Parallel()
			a := newApplying(t, aliceConfig, nil)
			a.Answer(test.answer)
			a.want(t, 1, test.text)
		})
	}
}

// TestApplyEvent checks that a failed run keeps the Secret, creates an Event that names the
// registry and the reason, and exits with an error.
func TestApplyEvent(t *testing.T) {
	a := newApplying(t, `{"credHelpers": {"ghcr.io": "broken"}, "auths": {"registry.example:5000": {"auth": "YWxpY2U6Q0FOQVJZ"}}}`,
		map[string]string{"broken": `echo "denied: the role is gone"; exit 1`})
	a.Put("dockercfg", manifestOf(otherContent))
	before := a.Value("web/pull", dataField)
	a.want(t, 1, "ghcr.io")
	if got := a.Value("web/pull", dataField); got != before {
		t.Error("the old Secret is lost")
	}
	events := a.Events()
	if len(events) != 1 {
		t.Fatalf("%d events", len(events))
	}
	e := events[0]
	if message := fmt.Sprint(e["message"]); !strings.Contains(message, "ghcr.io: ") ||
		!strings.Contains(message, "the role is gone") {
		t.Errorf("the Event's message is %q", message)
	}
	want := map[string]any{"apiVersion": "v1", "kind": "Secret", "namespace": "web", "name": "pull"}
	if fmt.Sprint(e["involvedObject"]) != fmt.Sprint(want) || e["type"] != "Warning" || e["reason"] != "NotRenewed" ||
		fmt.Sprint(e["metadata"]) != fmt.Sprint(map[string]any{"generateName": "pull.", "namespace": "web"}) {
		t.Errorf("the Event is %v", e)
	}
}
