package main

import (
	"os"
	"strings"

	"github.com/dockercfg/dockercfg/shared/envname"
	"github.com/dockercfg/dockercfg/shared/fault"
	"github.com/dockercfg/dockercfg/shared/oidc"
)

// maxID is the maximum length of a tenant's or a client's ID in bytes.
const maxID = 200

func (s search) checkIDs() error {
	switch {
	case !isID(s.tenant.value):
		return s.tenant.mistake("is not a valid tenant: expected a GUID or a domain name")
	case !isID(s.client.value):
		return s.client.mistake("is not a valid client: expected a GUID")
	}
	return nil
}

// isID reports whether s has the characters and the length of an ID. "" means "not set" and
// is allowed.
func isID(s string) bool {
	return len(s) <= maxID && !strings.ContainsFunc(s, func(c rune) bool {
		return !(c|0x20 >= 'a' && c|0x20 <= 'z' || c >= '0' && c <= '9' || c == '-' || c == '.')
	})
}

// principal returns a client of a tenant with a secret or a certificate
// (https://learn.microsoft.com/azure/developer/go/sdk/authentication/local-development-service-principal).
func (s search) principal() (source, error) {
	value, err := envname.Secret("AZURE_CLIENT_SECRET")
	if err != nil {
		return source{}, err
	}
	if value != "" {
		found, err := s.clientBy(kindSecret, "secret", "AZURE_CLIENT_SECRET")
		found.proof = value
		return found, err
	}
	if path := os.Getenv("AZURE_CLIENT_CERTIFICATE_PATH"); path != "" {
		return s.certificate(path, "AZURE_CLIENT_CERTIFICATE_PATH", "AZURE_CLIENT_CERTIFICATE_PATH")
	}
	return source{}, nil
}

// certificate returns a client whose certificate a rule or a variable names.
func (s search) certificate(path, name, words string) (source, error) {
	password, err := envname.Secret("AZURE_CLIENT_CERTIFICATE_PASSWORD")
	if err != nil {
		return source{}, err
	}
	found, err := s.clientBy(kindCertificate, "certificate", name)
	found.file, found.fileBy, found.proof = path, words, password
	chain := os.Getenv("AZURE_CLIENT_SEND_CERTIFICATE_CHAIN")
	found.chain = chain == "1" || strings.EqualFold(chain, "true")
	s.in.Note(path)
	return found, err
}

// federated returns a client that a token of another system identifies: of Kubernetes, of a
// CI system, of the job's runner
// (https://azure.github.io/azure-workload-identity/docs/quick-start.html).
func (s search) federated() (source, error) {
	if path := os.Getenv("AZURE_FEDERATED_TOKEN_FILE"); path != "" {
		found, err := s.clientBy(kindTokenFile, "token", "AZURE_FEDERATED_TOKEN_FILE")
		found.file = path
		s.in.Note(path)
		return found, err
	}
	token, err := envname.Secret("AZURE_FEDERATED_TOKEN")
	if err != nil {
		return source{}, err
	}
	if token != "" {
		found, err := s.clientBy(kindTokenValue, "token", "AZURE_FEDERATED_TOKEN")
		found.proof = token
		return found, err
	}
	if oidc.OnRunner() && s.tenant.value != "" && s.client.value != "" {
		return s.clientBy(kindRunner, "token", "this job")
	}
	return source{}, nil
}

// clientBy returns the client with a proof and the setting that contains it.
func (s search) clientBy(k kind, proof, name string) (source, error) {
	for _, need := range []struct {
		setting
		variable, key string
	}{{s.tenant, "AZURE_TENANT_ID", "tenant"}, {s.client, "AZURE_CLIENT_ID", "client_id"}} {
		switch {
		case need.value != "":
		case namesClient(s.rule):
			return source{}, s.rule.Mistake("neither %s nor %s is set: add %s", need.key, need.variable, need.key)
		default:
			return source{}, fault.New(fault.Config, "%s is set but %s is not: set both", name, need.variable)
		}
	}
	found := s.source(k, "client "+s.client.value+" with the "+proof+" of "+name)
	found.tenant, found.client, found.Configured = s.tenant.value, s.client.value, true
	return found, nil
}

// missingProof returns an error for a tenant and a client without a proof, because another
// identity of this machine may not be the one that the user intended.
func (s search) missingProof() (source, error) {
	switch {
	case s.tenant.value == "" || s.client.value == "":
		return source{}, nil
	case os.Getenv("GITHUB_ACTIONS") == "true":
		return source{}, fault.New(fault.Config, "this job may not ask its runner for a token, and "+
			"AZURE_CLIENT_SECRET is not set: give the job `permissions: id-token: write`")
	case namesClient(s.rule):
		return source{}, s.rule.Mistake("this client has no secret, certificate or token: set AZURE_CLIENT_SECRET, " +
			"AZURE_CLIENT_CERTIFICATE_PATH or AZURE_FEDERATED_TOKEN_FILE, " +
			"add credentials_file, or add source = \"ManagedIdentityCredential\"")
	}
	return source{}, fault.New(fault.Config, "AZURE_CLIENT_ID and AZURE_TENANT_ID are set but AZURE_CLIENT_SECRET "+
		"is not: set it, AZURE_CLIENT_CERTIFICATE_PATH or AZURE_FEDERATED_TOKEN_FILE, or unset AZURE_TENANT_ID to "+
		"use another identity")
}
