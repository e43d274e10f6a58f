package main

import (
	"context"
	"encoding/json"
	"net/http"
	"time"

	"golang.org/x/oauth2"
	"golang.org/x/oauth2/google"
	"golang.org/x/oauth2/google/externalaccount"

	"github.com/dockercfg/dockercfg/shared/fault"
	"github.com/dockercfg/dockercfg/shared/strictjson"
)

// The types of a document
// (https://cloud.google.com/docs/authentication/external/externally-sourced-credentials).
const (
	serviceAccount = "service_account"
	authorizedUser = "authorized_user"
	external       = "external_account"
	impersonated   = "impersonated_service_account"
	workforce      = "external_account_authorized_user" // a login through a workforce pool
)

// document is what a credential file says, as far as it decides where something
// is sent, read or started. Google's library reads the same text again, and checks
// nothing of this.
type document struct {
	Type             string    `json:"type"`
	ClientEmail      string    `json:"client_email"`
	RefreshToken     string    `json:"refresh_token"`
	TokenURI         string    `json:"token_uri"`
	TokenURL         string    `json:"token_url"`
	Audience         string    `json:"audience"`
	UniverseDomain   string    `json:"universe_domain"`
	ImpersonationURL string    `json:"service_account_impersonation_url"`
	Origin           origin    `json:"credential_source"`
	Inner            *document `json:"source_credentials"`

	// What a federation by a program hands on unchanged.
	SubjectType   string `json:"subject_token_type"`
	ClientID      string `json:"client_id"`
	ClientSecret  string `json:"client_secret"`
	UserProject   string `json:"workforce_pool_user_project"`
	Impersonation struct {
		Lifetime int `json:"token_lifetime_seconds"`
	} `json:"service_account_impersonation"`

	where string // what names it
	text  string // the JSON that was read
}

// origin is where the subject token of a federation comes from.
type origin struct {
	File        string            `json:"file"`
	URL         string            `json:"url"`
	Headers     map[string]string `json:"headers"`
	Environment string            `json:"environment_id"`
	RegionURL   string            `json:"region_url"`
	VerifyURL   string            `json:"regional_cred_verification_url"`
	SessionURL  string            `json:"imdsv2_session_token_url"`
	Executable  *command          `json:"executable"`
	Format      struct {
		Type  string `json:"type"`
		Field string `json:"subject_token_field_name"`
	} `json:"format"`
}

// keys are those that decide; none may appear in another case, which the library
// would read and no other reader.
var keys = []string{
	"type", "client_email", "private_key", "token_uri", "client_id", "refresh_token", "audience", "subject_token_type", "token_url",
	"service_account_impersonation_url", "delegates", "credential_source", "source_credentials", "universe_domain", "web", "installed",
	"file", "url", "headers", "environment_id", "region_url", "regional_cred_verification_url", "imdsv2_session_token_url",
	"executable", "command", "output_file", "format", "subject_token_field_name",
}

// parse reads a document in the one way in which it can be read.
func parse(text, where string) (document, error) {
	d := document{}
	if text = unwrapped(text); text == "" {
		return d, fault.New(fault.Config, "%s is empty: put the content of a key file there, "+
			"or create a new one with `gcloud auth application-default login`", where)
	}
	value, err := strictjson.Parse([]byte(text))
	if err == nil {
		err = known([]byte(text), value)
	}
	if err == nil {
		text = repaired(text, value)
		err = json.Unmarshal([]byte(text), &d)
	}
	d.text = text
	d.name(where)
	if err != nil {
		return d, fault.New(fault.Config, "%s is not a valid credential in JSON (%s): put the content of a key file there, "+
			"or create a new one with `gcloud auth application-default login`", where, problem(err))
	}
	return d, nil
}

// name says what names the document, for errors.
func (d *document) name(where string) {
	d.where = where
	if d.Inner != nil {
		d.Inner.where = where
	}
}

// known looks at the keys of all objects. Those of OAuth's own client files, which
// the library would open a browser for, are refused.
func known(data []byte, v strictjson.Value) error {
	if err := strictjson.Known(data, v, keys...); err != nil {
		return err
	}
	for _, m := range v.Members {
		if m.Name == "web" || m.Name == "installed" {
			return strictjson.At(data, m.Start, "it is an OAuth client, which is not a login")
		}
		if err := known(data, m.Value); err != nil {
			return err
		}
	}
	return nil
}

// problem is the reason without anything of the document in it.
func problem(err error) string {
	if e, ok := err.(*strictjson.Error); ok {
		return e.Error()
	}
	return "a value has the wrong type for its key"
}

// ofDocument exchanges the session's document for a token. Everything that it leads
// to was checked before.
func (s *session) ofDocument(ctx context.Context) (string, time.Time, error) {
	if err := s.doc.ready(); err != nil {
		return "", time.Time{}, err
	}
	e := &exchange{ctx: ctx, allowed: s.allowed}
	// The flow of a service account has no context of its own; the transport has.
	ctx = context.WithValue(ctx, oauth2.HTTPClient, &http.Client{Transport: e})
	tokens, err := s.tokens(ctx)
	if err != nil {
		return "", time.Time{}, s.doc.unusable()
	}
	token, err := tokens.Token()
	if err != nil {
		return "", time.Time{}, e.explain(ctx, s)
	}
	return token.AccessToken, token.Expiry, nil
}

// tokens is the library's own loader, but for a program: the library would start it
// without a bound of what it prints and without ending its children, and a second
// time after retrieve.
func (s *session) tokens(ctx context.Context) (oauth2.TokenSource, error) {
	d := s.doc
	if d.started() {
		return externalaccount.NewTokenSource(ctx, externalaccount.Config{
			Audience: d.Audience, SubjectTokenType: d.SubjectType, TokenURL: d.TokenURL, Scopes: []string{scope},
			ServiceAccountImpersonationURL: d.ImpersonationURL, ServiceAccountImpersonationLifetimeSeconds: d.Impersonation.Lifetime,
			ClientID: d.ClientID, ClientSecret: d.ClientSecret, WorkforcePoolUserProject: d.UserProject,
			SubjectTokenSupplier: given(s.subject),
		})
	}
	found, err := google.CredentialsFromJSONWithType(ctx, []byte(d.text), google.CredentialsType(d.Type), scope)
	if err != nil {
		return nil, err
	}
	return found.TokenSource, nil
}

// given is a subject token that is there, as a source of Google's library.
type given string

// SubjectToken implements externalaccount.SubjectTokenSupplier.
func (g given) SubjectToken(context.Context, externalaccount.SupplierOptions) (string, error) {
	return string(g), nil
}
