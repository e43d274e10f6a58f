package main

import (
	"fmt"
	"net/http"
	"strings"
	"testing"

	"github.com/dockercfg/dockercfg/shared/helpertest/fakeazure"
)

// TestProofs: each proof is only sent to its own host, and Entra's token only to the registry.
func TestProofs(t *testing.T) {
	w := newWorld(t)
	w.Env = append(w.Env, sources["runner"].prepare(t, w)...)
	w.password(t, own)
	w.password(t, "other.azurecr.io", "AZURE_CLIENT_SECRET=CANARY-SECRET")
	seen := map[string]bool{}
	for _, q := range w.Requests() {
		text := q.Body + q.Query.Encode() + fmt.Sprint(q.Header) + q.Path
		for proof, host := range map[string]string{
			"CANARY-SECRET": login, "CANARY-SIGNATURE": login, "CANARY-RUNNER": "run.example",
			"CANARY-ENTRA": "azurecr.io",
		} {
			if strings.Contains(text, proof) {
				seen[proof] = true
				if q.Host != host && !strings.HasSuffix(q.Host, "."+host) {
					t.Errorf("%s is sent to %s", proof, q.Host)
				}
			}
		}
		if q.Host == own && strings.Contains(text, "other") ||
			q.Host == "other.azurecr.io" && strings.Contains(text, "myregistry") {
			t.Errorf("%s learns of the other registry", q.Host)
		}
	}
	if len(seen) != 4 {
		t.Errorf("only these are seen: %v", seen)
	}
}

// TestProofFaults: the error names a proof that cannot be used, and no request is made.
func TestProofFaults(t *testing.T) {
	w := newWorld(t, client[:2]...)
	w.Fails(t, "config", "reading the certificate named by AZURE_CLIENT_CERTIFICATE_PATH",
		"AZURE_CLIENT_CERTIFICATE_PATH=/nonexistent")
	w.Fails(t, "config", "does not contain a certificate with its key",
		"AZURE_CLIENT_CERTIFICATE_PATH="+w.File(t, "c.pem", "CANARY"))
	w.Fails(t, "config", "reading the token of the file named by AZURE_FEDERATED_TOKEN_FILE",
		"AZURE_FEDERATED_TOKEN_FILE=/nonexistent")
	w.Fails(t, "login-expired", "the token of the file named by AZURE_FEDERATED_TOKEN_FILE expired",
		"AZURE_FEDERATED_TOKEN_FILE="+w.File(t, "token", vouched("a", -60)))
	w.Fails(t, "config", "AZURE_FEDERATED_TOKEN does not contain a JSON Web Token", "AZURE_FEDERATED_TOKEN=CANARY")
	w.Handle("run.example", answer(200, `{"value":"`+fakeazure.Unsigned(`{"iss":"i","sub":"s","aud":"another"}`)+`"}`))
	w.Fails(t, "config", "is for the audience another, not for api://AzureADTokenExchange",
		"ACTIONS_ID_TOKEN_REQUEST_URL=https://run.example/", "ACTIONS_ID_TOKEN_REQUEST_TOKEN=CANARY")
	w.Handle("run.example", status(403))
	w.Fails(t, "denied", "give the job `permissions: id-token: write`",
		"ACTIONS_ID_TOKEN_REQUEST_URL=https://run.example/", "ACTIONS_ID_TOKEN_REQUEST_TOKEN=CANARY")
	for _, q := range w.Requests() {
		if q.Method == http.MethodPost || q.Host == own {
			t.Errorf("%s %s%s", q.Method, q.Host, q.Path)
		}
	}
}
