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

// document contains the parts of a credential file that decide where something is sent,
// what is read and what is started. Google's library parses the same text again, and
// checks none of this.
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

	// What is passed on unchanged if a program provides the subject token.
	SubjectType   string `json:"subject_token_type"`
	ClientID      string `json:"client_id"`
	ClientSecret  string `json:"client_secret"`
	UserProject   string `json:"workforce_pool_user_project"`
	Impersonation struct {
		Lifetime int `json:"token_lifetime_seconds"`
	} `json:"service_account_impersonation"`

	where string // the setting or file that it comes from, for errors
	text  string // the JSON that was read
}

// origin is the source of a federation's subject token.
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

// keys are the keys that decide. They are refused in another spelling of upper and lower
// case, which Google's library would accept and other readers ignore.
var keys = []string{
	"type", "client_email", "private_key", "token_uri", "client_id", "refresh_token",
	"audience", "subject_token_type", "token_url", "service_account_impersonation_url", "delegates",
	"credential_source", "source_credentials", "universe_domain", "web", "installed",
	"file", "url", "headers", "environment_id",
	"region_url", "regional_cred_verification_url", "imdsv2_session_token_url",
	"executable", "command", "output_file", "format", "subject_token_field_name",
}

// parse reads a document strictly, so that every reader gets the same values.
func parse(text, where string) (document, error) {
	d := document{}
	if text = unwrap(text); text == "" {
		return d, fault.New(fault.Config, "%s is empty: set it to the content of a key file, "+
			"or create a login with `gcloud auth application-default login`", where)
	}
	value, err := strictjson.Parse([]byte(text))
	if err == nil {
		err = checkKeys([]byte(text), value)
	}
	if err == nil {
		text = repairKeys(text, value)
		err = json.Unmarshal([]byte(text), &d)
	}
	d.text = text
	d.name(where)
	if err != nil {
		return d, fault.New(fault.Config, "%s is not a valid JSON credential (%s): "+
			"set it to the content of a key file, or create a login with `gcloud auth application-default login`",
			where, problem(err))
	}
	return d, nil
}

// name sets where the document comes from, for errors.
func (d *document) name(where string) {
	d.where = where
	if d.Inner != nil {
		d.Inner.where = where
	}
}

// checkKeys checks the keys of all objects. It refuses the client files of OAuth, for which
// the library would open a browser.
func checkKeys(data []byte, v strictjson.Value) error {
	if err := strictjson.Known(data, v, keys...); err != nil {
		return err
	}
	for _, m := range v.Members {
		if m.Name == "web" || m.Name == "installed" {
			return strictjson.At(data, m.Start, "it is the file of an OAuth client, not of a login")
		}
		if err := checkKeys(data, m.Value); err != nil {
			return err
		}
	}
	return nil
}

// problem returns the reason without any content of the document.
func problem(err error) string {
	if e, ok := err.(*strictjson.Error); ok {
		return e.Error()
	}
	return "a value has the wrong type for its key"
}

// tokenFromDocument exchanges the session's document for a token. Every URL in the document
// has been checked before.
func (s *session) tokenFromDocument(ctx context.Context) (string, time.Time, error) {
	if err := s.doc.checkSubjectFile(); err != nil {
		return "", time.Time{}, err
	}
	e := &exchange{ctx: ctx, allowed: s.allowed}
	// The flow of a service account takes no context; the transport has one.
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

// tokens returns the library's own token source, except for a federation with a
// program. The library would start the program a second time after retrieve, would not
// limit its output and would not stop its children.
func (s *session) tokens(ctx context.Context) (oauth2.TokenSource, error) {
	d := s.doc
	if d.usesProgram() {
		return externalaccount.NewTokenSource(ctx, externalaccount.Config{
			Audience: d.Audience, SubjectTokenType: d.SubjectType, TokenURL: d.TokenURL, Scopes: []string{scope},
			ServiceAccountImpersonationURL:             d.ImpersonationURL,
			ServiceAccountImpersonationLifetimeSeconds: d.Impersonation.Lifetime,
			ClientID: d.ClientID, ClientSecret: d.ClientSecret, WorkforcePoolUserProject: d.UserProject,
			SubjectTokenSupplier: staticSubject(s.subject),
		})
	}
	found, err := google.CredentialsFromJSONWithType(ctx, []byte(d.text), google.CredentialsType(d.Type), scope)
	if err != nil {
		return nil, err
	}
	return found.TokenSource, nil
}

// staticSubject supplies a subject token that is already known to Google's library.
type staticSubject string

// SubjectToken implements externalaccount.SubjectTokenSupplier.
func (g staticSubject) SubjectToken(context.Context, externalaccount.SupplierOptions) (string, error) {
	return string(g), nil
}
