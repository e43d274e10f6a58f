package main

import (
	"fmt"
	"testing"

	"github.com/dockercfg/dockercfg/shared/helpertest"
)

// TestMinting runs the common tests with Azure's real host names.
func TestMinting(t *testing.T) {
	helpertest.Minting{
		Program: program, Own: own, User: user,
		New: func(t *testing.T, env ...string) (*helpertest.World, helpertest.Cloud) {
			w := keyed(t, env...)
			return w.World, w.Exchange
		},
		Other: func(i int) string { return fmt.Sprintf("registry%d.azurecr.io", i) },
		Hosts: []string{own, "myregistry-abc123.azurecr.cn", "myregistry.westeurope.geo.azurecr.us"},
		Heavy: []string{"github.com/google/uuid", "github.com/Azure/azure-sdk-for-go/sdk/azidentity",
			"github.com/AzureAD/microsoft-authentication-library-for-go/apps/internal/oauth/ops/authority"},
	}.Test(t)
}

// TestRequests: a get without a cached token requests two documents, a token with the narrow audience
// and an exchange, once each.
func TestRequests(t *testing.T) {
	w := keyed(t)
	w.password(t, own)
	got := w.asked()
	want := []string{login + "/common/discovery/instance",
		login + "/" + tenantID + "/v2.0/.well-known/openid-configuration",
		login + "/" + tenantID + "/oauth2/v2.0/token", own + "/oauth2/exchange"}
	for _, path := range want {
		if got[path] != 1 {
			t.Errorf("%s is asked %d times", path, got[path])
		}
	}
	if len(w.Requests()) != len(want) {
		t.Errorf("%v", got)
	}
	for _, q := range w.Requests() {
		if scope := q.Form.Get("scope"); scope != "" &&
			scope != "https://containerregistry.azure.net/.default openid offline_access profile" {
			t.Errorf("the scope is %q", scope)
		}
		if q.Host == own && (q.Form.Get("tenant") != tenantID || q.Form.Get("service") != own) {
			t.Errorf("%v", q.Form)
		}
	}
}
