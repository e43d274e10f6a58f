package main

import (
	"strings"
	"testing"

	"github.com/AzureAD/microsoft-authentication-library-for-go/apps/managedidentity"

	"github.com/dockercfg/dockercfg/helpers/internal/acr"
)

// platforms are the variables with which Azure announces an identity, in all combinations that differ.
var platforms = []string{
	"", "IDENTITY_ENDPOINT IDENTITY_HEADER", "IDENTITY_ENDPOINT IDENTITY_HEADER IDENTITY_SERVER_THUMBPRINT",
	"IDENTITY_ENDPOINT IDENTITY_HEADER IMDS_ENDPOINT",
	"IDENTITY_ENDPOINT IDENTITY_HEADER MSI_ENDPOINT MSI_SECRET", "MSI_ENDPOINT", "MSI_ENDPOINT MSI_SECRET",
	"MSI_ENDPOINT IMDS_ENDPOINT", "MSI_SECRET",
	"IDENTITY_ENDPOINT IMDS_ENDPOINT", "IDENTITY_ENDPOINT IMDS_ENDPOINT MSI_ENDPOINT",
	"IDENTITY_ENDPOINT IMDS_ENDPOINT MSI_ENDPOINT MSI_SECRET", "IMDS_ENDPOINT",
	"IDENTITY_SERVER_THUMBPRINT",
}

// TestPlatforms: this helper and Microsoft's own library choose the same managed identity service for
// the same variables. Two platforms are not supported, and the error says so.
func TestPlatforms(t *testing.T) {
	for _, set := range platforms {
		env := []string{}
		for _, variable := range strings.Fields(set) {
			env = append(env, variable+"=http://127.0.0.1:1")
		}
		home(t, append(env, nowhere)...)
		theirs, err := managedidentity.GetSource()
		if err != nil {
			t.Fatal(err)
		}
		found, err := identified(t, own)
		said := ""
		if err == nil && found.unread != nil {
			said = found.unread.Error()
		}
		var ours managedidentity.Source
		switch {
		case err != nil:
			t.Errorf("%q: %v", set, err)
		case strings.Contains(said, "IDENTITY_SERVER_THUMBPRINT means that this is Azure Service Fabric"):
			ours = managedidentity.ServiceFabric
		case strings.Contains(said, "IMDS_ENDPOINT means that this is Azure Arc"):
			ours = managedidentity.AzureArc
		case found.kind == kindMachine:
			ours = managedidentity.DefaultToIMDS
		case found.endpointBy == "IDENTITY_ENDPOINT":
			ours = managedidentity.AppService
		case found.proof != "":
			ours = managedidentity.AzureML
		case found.kind == kindApp:
			ours = managedidentity.CloudShell
		}
		if ours != theirs {
			t.Errorf("%q: %s, by Microsoft's library %s", set, ours, theirs)
		}
	}
}

// documented are further variables of Microsoft's libraries and of az that this helper reads itself.
// All of them distinguish cached tokens.
var documented = []string{
	"AZURE_TENANT_ID", "AZURE_CLIENT_ID", "AZURE_CLIENT_SECRET", "AZURE_CLIENT_CERTIFICATE_PATH",
	"AZURE_CLIENT_CERTIFICATE_PASSWORD",
	"AZURE_CLIENT_SEND_CERTIFICATE_CHAIN", "AZURE_FEDERATED_TOKEN_FILE", "AZURE_AUTHORITY_HOST",
	"AZURE_TOKEN_CREDENTIALS", "AZURE_CONFIG_DIR",
	"AZURE_POD_IDENTITY_AUTHORITY_HOST", "AZURE_ENVIRONMENT_FILEPATH", "IDENTITY_ENDPOINT", "IDENTITY_HEADER",
	"IDENTITY_SERVER_THUMBPRINT",
	"MSI_ENDPOINT", "MSI_SECRET", "IMDS_ENDPOINT", "DEFAULT_IDENTITY_CLIENT_ID",
}

func TestDocumented(t *testing.T) {
	for _, variable := range documented {
		covered := false
		for _, pattern := range acr.Provider().Variables {
			begin, open := strings.CutSuffix(pattern, "*")
			covered = covered || variable == pattern || open && strings.HasPrefix(variable, begin)
		}
		if !covered {
			t.Errorf("a token is kept under no pattern of %s", variable)
		}
	}
}

// TestPlatformsUnsupported: without another identity such a platform is an error that names it.
func TestPlatformsUnsupported(t *testing.T) {
	w := newWorld(t, "IDENTITY_ENDPOINT=http://127.0.0.1:1")
	w.Fails(t, "config", "IMDS_ENDPOINT means that this is Azure Arc", "IMDS_ENDPOINT=http://127.0.0.1:1")
	w.Fails(t, "config", "this is Azure Service Fabric", "IDENTITY_HEADER=CANARY", "IDENTITY_SERVER_THUMBPRINT=00")
	w.Fails(t, "config", "this is Azure Arc", "IMDS_ENDPOINT=http://127.0.0.1:1",
		"AZURE_TOKEN_CREDENTIALS=ManagedIdentityCredential")
	if a := w.Run(t, "get", own, append(client, "IMDS_ENDPOINT=http://127.0.0.1:1")...); a.Code != 0 || a.Err != "" {
		t.Errorf("beside a client: %+v", a)
	}
}

// TestCertificateChain: the variable has the same values as for Microsoft's library.
func TestCertificateChain(t *testing.T) {
	for value, want := range map[string]bool{
		"": false, "1": true, "true": true, "True": true, "TRUE": true, "yes": false, "0": false,
	} {
		home(t, append(client[:2:2], "AZURE_CLIENT_CERTIFICATE_PATH=/cert.pem",
			"AZURE_CLIENT_SEND_CERTIFICATE_CHAIN="+value)...)
		if found, err := identified(t, own); err != nil || found.chain != want {
			t.Errorf("%q: %v, %v", value, found.chain, err)
		}
	}
}

// TestMachineLearning: the platform's default identity is used, unless AZURE_CLIENT_ID is another one.
func TestMachineLearning(t *testing.T) {
	env := []string{"MSI_ENDPOINT=http://127.0.0.1:1", "MSI_SECRET=x", "DEFAULT_IDENTITY_CLIENT_ID=ml-id"}
	for more, want := range map[string]string{"A=": "ml-id", "AZURE_CLIENT_ID=own-id": "own-id", "MSI_SECRET=": ""} {
		home(t, append(env, more)...)
		if found, err := identified(t, own); err != nil || found.client != want {
			t.Errorf("%s: %q, %v", more, found.client, err)
		}
	}
}
