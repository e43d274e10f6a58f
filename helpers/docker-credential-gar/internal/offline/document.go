package offline

import (
	"errors"
	"os"

	"github.com/dockercfg/dockercfg/shared/ascii"
	"github.com/dockercfg/dockercfg/shared/flatjson"
	"github.com/dockercfg/dockercfg/shared/rawfile"
	"github.com/dockercfg/dockercfg/shared/subject"
	"github.com/dockercfg/dockercfg/shared/tokencache"
)

// The types of a document
// (https://cloud.google.com/docs/authentication/external/externally-sourced-credentials).
const (
	ServiceAccount = "service_account"
	AuthorizedUser = "authorized_user"
	External       = "external_account"
	Impersonated   = "impersonated_service_account"
)

// document describes a credential in JSON. It is read again, strictly, when a
// token is made.
func document(text, where string) (Identity, error) {
	d := reader{text: text}
	id, words, err := d.identity()
	if err != nil {
		return Identity{}, errors.New(where + " " + err.Error())
	}
	if escaped(text) { // an identity may hide behind an escape
		id += "whole " + tokencache.Digest(text) + "\n"
	}
	return Identity{Kind: Document, Text: text, Where: where, Source: tokencache.Source{
		ID: id, Words: words + " of " + where, Configured: true,
	}}, nil
}

// reader reads a document, or the one inside of it at a key.
type reader struct {
	text   string
	inside string
}

func (d reader) get(path ...string) string {
	if d.inside != "" {
		path = append([]string{d.inside}, path...)
	}
	value, _ := flatjson.String(d.text, path...)
	return value
}

// all gives the settings that have a value, each on a line of its own.
func (d reader) all(names ...string) (lines string) {
	for _, name := range names {
		if value := d.get(name); value != "" {
			lines += name + " " + value + "\n"
		}
	}
	return lines
}

// identity names who the document is, without what proves it: a new key of a
// service account is the same account. The login of a user has no other name than
// its refresh token, so a digest of that stands for it.
func (d reader) identity() (id, words string, err error) {
	kind := d.get("type")
	missing := func(name string) error {
		return errors.New("holds a credential of the type " + kind + " without " + name + ": make it anew")
	}
	switch kind {
	case ServiceAccount:
		if d.get("client_email") == "" {
			return "", "", missing("client_email")
		}
		return kind + "\n" + d.all("client_email", "token_uri", "audience"), "service account " + plain(d.get("client_email")), nil
	case AuthorizedUser:
		if d.get("refresh_token") == "" {
			return "", "", missing("refresh_token")
		}
		return kind + "\n" + d.all("client_id", "token_uri") + "login " + tokencache.Digest(d.get("refresh_token")) + "\n", "user's login", nil
	case External:
		if d.get("audience") == "" {
			return "", "", missing("audience")
		}
		id = kind + "\n" + d.all("audience", "subject_token_type", "token_url", "service_account_impersonation_url", "workforce_pool_user_project", "client_id")
		return id + d.subject(), "federated identity" + target(d), nil
	case Impersonated:
		if d.get("service_account_impersonation_url") == "" || d.inside != "" {
			return "", "", missing("service_account_impersonation_url")
		}
		id, _, err = reader{d.text, "source_credentials"}.identity()
		return kind + "\n" + d.all("service_account_impersonation_url") + id, "impersonating login" + target(d), err
	case "":
		return "", "", errors.New("holds no credential of Google's, which is a JSON object with a type: put the content of a key file there, or run `gcloud auth application-default login`")
	}
	return "", "", errors.New("holds a credential of the type " + plain(kind) + ", which is not supported: use a service_account, authorized_user, external_account or impersonated_service_account")
}

// subject tells whose token is exchanged. One that is in a file is looked at; all
// other sources, with headers and commands, count as a whole.
func (d reader) subject() string {
	const source = "credential_source"
	path := d.get(source, "file")
	if path == "" || d.get(source, "environment_id") != "" {
		return "whole " + tokencache.Digest(d.text) + "\n" + ofAWS() + "runner " + subject.Runner() + "\n"
	}
	who := subject.File(path)
	if d.get(source, "format", "type") == "json" {
		data, _ := rawfile.Read(path, maxDocument)
		token, _ := flatjson.String(string(data), d.get(source, "format", "subject_token_field_name"))
		who = subject.Of(token)
	}
	return "file " + path + " " + who + "\n"
}

// ofAWS are the variables and the machine that a source of the kind "aws" speaks
// for.
func ofAWS() string {
	tag, _ := rawfile.Read("/sys/class/dmi/id/board_asset_tag", 4<<10)
	return "aws " + os.Getenv("AWS_REGION") + " " + os.Getenv("AWS_DEFAULT_REGION") + " " + tokencache.Digest(os.Getenv("AWS_ACCESS_KEY_ID")) + " " + string(tag) + "\n"
}

// target is the account in an impersonation URL, for words.
func target(d reader) string {
	if email := Target(d.get("service_account_impersonation_url")); email != "" {
		return " as " + plain(email)
	}
	return ""
}

// Target is the service account that an impersonation URL is about; "" for none.
func Target(url string) string {
	const ending = ":generateAccessToken"
	if !ascii.HasSuffix(url, ending) {
		return ""
	}
	url = url[:len(url)-len(ending)]
	for i := len(url) - 1; i >= 0; i-- {
		if url[i] == '/' {
			return url[i+1:]
		}
	}
	return ""
}

func escaped(text string) bool {
	for i := 0; i+1 < len(text); i++ {
		if text[i] == '\\' && text[i+1] == 'u' {
			return true
		}
	}
	return false
}

// plain is a name fit to be shown.
func plain(name string) string {
	if name == "" || len(name) > 120 || !ascii.Printable(name) {
		return "(an odd name)"
	}
	return name
}
