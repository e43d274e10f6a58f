package main

import (
	"fmt"
	"net/http"
	"strings"
	"testing"

	"github.com/dockercfg/dockercfg/shared/helpertest/fakeazure"
)

// refuse makes Entra's token endpoint answer in its own form.
func (w *world) refuse(aadsts int) {
	w.Handle(login, func(rw http.ResponseWriter, r *http.Request) {
		if r.Method == http.MethodPost {
			answer(400, fmt.Sprintf(`{"error":"invalid_client","error_description":"AADSTS%d: CANARY-BODY",`+
				`"error_codes":[%d]}`, aadsts, aadsts))(rw, r)
			return
		}
		fakeazure.Entra(rw, r)
	})
}

// TestRefusals: Entra's error numbers, each with the next command.
func TestRefusals(t *testing.T) {
	federated := []string{"AZURE_CLIENT_SECRET=", "AZURE_FEDERATED_TOKEN=" + vouched("repo:org/app:ref:x", 600)}
	for _, c := range []struct {
		aadsts     int
		env        []string
		code, text string
	}{
		{7000215, nil, "login-expired", "`az ad app credential reset --id " + clientID + "` (AADSTS7000215)"},
		{7000222, nil, "login-expired", "has expired: create a new one with `az ad app credential reset --id " +
			clientID + "` (AADSTS7000222)"},
		{700016, nil, "denied", "the client " + clientID + " does not exist in the tenant " + tenantID},
		{90002, nil, "denied", "the tenant " + tenantID + " does not exist: check AZURE_TENANT_ID"},
		{53003, nil, "denied", "a conditional access policy"},
		{700213, federated, "denied", "no federated credential for issuer https://issuer.example, subject " +
			"repo:org/app:ref:x, audience api://AzureADTokenExchange: run `az ad app federated-credential " +
			"create --id " + clientID},
		{70021, federated, "denied", "issuer https://issuer.example, subject repo:org/app:ref:x"},
		{700021, federated, "denied", "issuer https://issuer.example"},
		{700024, federated, "denied", "is not valid at this time (issuer https://issuer.example"},
		{99999, nil, "denied", "https://login.microsoftonline.com/error?code=99999"},
	} {
		w := keyed(t, c.env...)
		w.refuse(c.aadsts)
		w.Fails(t, c.code, c.text)
		if got := w.asked()[login+"/"+tenantID+"/oauth2/v2.0/token"]; got != 1 || w.Exchanges() != 0 {
			t.Errorf("AADSTS%d: %d requests for a token", c.aadsts, got)
		}
	}
}

// TestAudience: the wide audience is requested once, and only if Entra cannot give a token for the
// narrow one. Each cloud has its own.
func TestAudience(t *testing.T) {
	only := func(refused int, allowed string) http.HandlerFunc {
		return func(rw http.ResponseWriter, r *http.Request) {
			_ = r.ParseForm()
			if scope, _, _ := strings.Cut(r.Form.Get("scope"), " "); r.Method == http.MethodPost && scope != allowed {
				answer(400, fmt.Sprintf(`{"error":"invalid_resource","error_description":"AADSTS%d: CANARY-BODY"}`,
					refused))(rw, r)
				return
			}
			fakeazure.Entra(rw, r)
		}
	}
	for _, c := range []struct{ host, authority, wide string }{
		{own, login, "https://management.azure.com/.default"},
		{"myregistry.azurecr.cn", "login.chinacloudapi.cn", "https://management.chinacloudapi.cn/.default"},
		{"myregistry.azurecr.us", "login.microsoftonline.us", "https://management.usgovcloudapi.net/.default"},
	} {
		w := keyed(t)
		w.Handle(c.authority, only(500011, c.wide))
		if got := claimsOf(t, w.password(t, c.host)); !strings.Contains(got, c.wide) {
			t.Errorf("%s: %s", c.host, got)
		}
		if got := w.asked()[c.authority+"/"+tenantID+"/oauth2/v2.0/token"]; got != 2 || len(w.Requests()) != 5 {
			t.Errorf("%s: %v", c.host, w.asked())
		}
	}
	w := keyed(t)
	w.Handle(login, only(500011, "none"))
	w.Fails(t, "denied", "Entra refused the client "+clientID)
	if got := w.asked()[login+"/"+tenantID+"/oauth2/v2.0/token"]; got != 2 {
		t.Errorf("%d requests for a token", got)
	}
	w = newWorld(t)
	w.Handle("127.0.0.1", func(rw http.ResponseWriter, r *http.Request) {
		if r.URL.Query().Get("resource") != "https://management.azure.com" {
			answer(400, `{"error":"invalid_resource","error_description":"AADSTS500011: CANARY-BODY"}`)(rw, r)
			return
		}
		fakeazure.Write(rw, map[string]string{"access_token": "CANARY-WIDE"})
	})
	if got := claimsOf(t, w.password(t, own, "AZURE_POD_IDENTITY_AUTHORITY_HOST="+w.URL())); !strings.Contains(got,
		"CANARY-WIDE") {
		t.Errorf("the machine: %s", got)
	}
	w = newWorld(t)
	w.logIn(t)
	path := w.az(t,
		`case "$*" in *management.azure.com*) echo '{"accessToken":"CANARY-WIDE"}';; *) echo "AADSTS500011: `+
			`CANARY-TEXT" >&2; exit 1;; esac`)
	if got := claimsOf(t, w.password(t, own, "PATH="+path)); !strings.Contains(got, "CANARY-WIDE") {
		t.Errorf("az: %s", got)
	}
}
