package offline

import (
	"errors"
	"os"

	"github.com/dockercfg/dockercfg/shared/rule"
	"github.com/dockercfg/dockercfg/shared/subject"
	"github.com/dockercfg/dockercfg/shared/tokencache"
)

// principal is a client of a tenant: a service principal, or a managed identity
// with a federated credential. Its proofs stay out of the source, so that a
// rotated secret is the same identity.
type principal struct {
	tenant, client string
	named          [2]setting // these two
	rule           rule.Rule
}

// maxID bounds a tenant's or a client's id, in bytes.
const maxID = 200

func (p principal) check() error {
	switch {
	case !isID(p.tenant):
		return errors.New(p.named[0].where + " is no tenant: it is a GUID or a domain's name")
	case !isID(p.client):
		return errors.New(p.named[1].where + " is no client: it is a GUID")
	}
	return nil
}

// isID holds what ids are made of; "" is none, and fine.
func isID(s string) bool {
	for i := 0; i < len(s); i++ {
		if c := s[i]; !(c|0x20 >= 'a' && c|0x20 <= 'z' || c >= '0' && c <= '9' || c == '-' || c == '.') {
			return false
		}
	}
	return len(s) <= maxID
}

// ofVariables is a service principal with a secret or a certificate
// (https://learn.microsoft.com/azure/developer/go/sdk/authentication/local-development-service-principal).
func (p principal) ofVariables() (Identity, error) {
	for _, c := range []struct {
		kind           Kind
		variable, word string
	}{
		{Secret, "AZURE_CLIENT_SECRET", "secret"}, {Certificate, "AZURE_CLIENT_CERTIFICATE_PATH", "certificate"},
	} {
		if os.Getenv(c.variable) != "" {
			id, err := p.with(c.kind, c.word, c.variable, "")
			if c.kind == Certificate {
				id.File, id.FileBy = os.Getenv(c.variable), c.variable
			}
			return id, err
		}
	}
	return Identity{}, nil
}

// federated is a client that a token of somebody else's vouches for: of
// Kubernetes, of a CI system, of the job's runner
// (https://azure.github.io/azure-workload-identity/docs/quick-start.html).
func (p principal) federated() (Identity, error) {
	if path := os.Getenv("AZURE_FEDERATED_TOKEN_FILE"); path != "" {
		return p.with(TokenFile, "federated", "AZURE_FEDERATED_TOKEN_FILE", subject.File(path))
	}
	if token := os.Getenv("AZURE_FEDERATED_TOKEN"); token != "" {
		return p.with(TokenValue, "federated", "AZURE_FEDERATED_TOKEN", subject.Of(token))
	}
	if job := subject.Runner(); job != "" && p.tenant != "" && p.client != "" {
		return p.with(Runner, "runner", "this job", job)
	}
	return Identity{}, nil
}

// with is the principal with the proof that a variable names.
func (p principal) with(kind Kind, word, variable, vouched string) (Identity, error) {
	for _, need := range [2][3]string{{"AZURE_TENANT_ID", p.tenant, "tenant"}, {"AZURE_CLIENT_ID", p.client, "client_id"}} {
		switch {
		case need[1] != "":
		case ofClient(p.rule):
			return Identity{}, mistake(p.rule, need[2]+" is not set, nor is "+need[0]+": add "+need[2])
		default:
			return Identity{}, errors.New(need[0] + " is not set, " + variable + " is: set both")
		}
	}
	return Identity{Kind: kind, Tenant: p.tenant, Client: p.client, Source: tokencache.Source{
		ID:    word + " " + p.tenant + " " + p.client + "\n" + vouched,
		Words: "client " + p.client + " by the " + proofWord(kind) + " of " + variable, Configured: true,
	}}, nil
}

func proofWord(kind Kind) string {
	switch kind {
	case Secret:
		return "secret"
	case Certificate:
		return "certificate"
	}
	return "token"
}

// incomplete is a tenant and a client without a proof. Another identity of this
// machine in its place could be one that nobody meant.
func (p principal) incomplete() (Identity, error) {
	switch {
	case p.tenant == "" || p.client == "":
		return Identity{}, nil
	case os.Getenv("GITHUB_ACTIONS") == "true":
		return Identity{}, errors.New("this job may not ask its runner for a token, and AZURE_CLIENT_SECRET is not set: give the job `permissions: id-token: write`")
	case ofClient(p.rule):
		return Identity{}, mistake(p.rule, "the client has no proof: set AZURE_CLIENT_SECRET, AZURE_CLIENT_CERTIFICATE_PATH or AZURE_FEDERATED_TOKEN_FILE, add credentials_file, or source = \"ManagedIdentityCredential\"")
	}
	return Identity{}, errors.New("AZURE_CLIENT_SECRET is not set, AZURE_CLIENT_ID and AZURE_TENANT_ID are: set it, AZURE_CLIENT_CERTIFICATE_PATH or AZURE_FEDERATED_TOKEN_FILE, or unset AZURE_TENANT_ID to use another identity")
}
