package main

import (
	"encoding/base64"
	"encoding/json"
	"net/http"
	"strings"
	"testing"

	"github.com/dockercfg/dockercfg/shared/helpertest/fakecloud"
	"github.com/dockercfg/dockercfg/shared/helpertest/fakegoogle"
	"github.com/dockercfg/dockercfg/shared/helpertest/faulty"
)

// defaultCredentials is the file in which gcloud saves its default login.
const defaultCredentials = ".config/gcloud/application_default_credentials.json"

// TestStored: a credential is accepted in the forms in which CI systems and editors store it, in
// the variable and in a file.
func TestStored(t *testing.T) {
	key := fakegoogle.ServiceAccount("a@p.iam.gserviceaccount.com")
	var fields map[string]any
	if err := json.Unmarshal([]byte(key), &fields); err != nil {
		t.Fatal(err)
	}
	spelt := fakegoogle.Document(fields, "private_key", strings.ReplaceAll(fields["private_key"].(string), "\n", `\n`))
	crlf := fakegoogle.Document(fields, "private_key", strings.ReplaceAll(fields["private_key"].(string), "\n", `\r\n`))
	inner := fakegoogle.Document(map[string]any{
		"type": impersonated, "service_account_impersonation_url": asAccount,
		"source_credentials": json.RawMessage(spelt),
	})
	std := base64.StdEncoding.EncodeToString([]byte(key))
	for what, text := range map[string]string{
		"as it is":                      key,
		"after a byte order mark":       "\ufeff" + key,
		"with newlines spelt out":       spelt,
		"with Windows' newlines spelt":  crlf,
		"so within an impersonation":    inner,
		"in base64":                     std,
		"in base64 without its padding": strings.TrimRight(std, "="),
		"in base64 of URLs":             base64.URLEncoding.EncodeToString([]byte(key)),
		"in base64 of 76 columns":       wrapped(std, 76),
		"in base64 after a mark":        base64.StdEncoding.EncodeToString([]byte("\ufeff" + key + "\n")),
		"in base64, newlines spelt out": base64.StdEncoding.EncodeToString([]byte(spelt)),
		"with blank lines around":       "\n\n" + key + "\n\n",
	} {
		t.Run(what, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t)
			w.password("GOOGLE_AUTH_JSON=" + text)
			w.password("GOOGLE_APPLICATION_CREDENTIALS=" + w.File(t, "key.json", text))
			w.File(t, defaultCredentials, text)
			w.password()
			if w.Count(tokenHost) != 3 {
				t.Errorf("%q", w.Dialled())
			}
		})
	}
}

func wrapped(text string, columns int) string {
	var out strings.Builder
	for len(text) > columns {
		out.WriteString(text[:columns] + "\n")
		text = text[columns:]
	}
	return out.String() + text + "\n"
}

// TestNotStored: anything else is an error.
func TestNotStored(t *testing.T) {
	w := newWorld(t)
	key := fakegoogle.ServiceAccount("a@p.iam.gserviceaccount.com")
	for _, text := range []string{"CANARY", base64.StdEncoding.EncodeToString([]byte("CANARY")),
		base64.StdEncoding.EncodeToString([]byte(key))[4:], "e30=", "{"} {
		w.Fails(t, "config", "GOOGLE_AUTH_JSON ", "GOOGLE_AUTH_JSON="+text)
	}
	w.Fails(t, "config", "has quotes around its value", "GOOGLE_AUTH_JSON='"+key+"'")
	w.Fails(t, "config", "is empty", "GOOGLE_AUTH_JSON= ")
}

// TestOldTokenURI: old keys use a host of Google's outside googleapis.com, with a single URL.
func TestOldTokenURI(t *testing.T) {
	const account, host = "a@p.iam.gserviceaccount.com", "accounts.google.com"
	w := newWorld(t)
	w.Handle(host, fakegoogle.Grant(nil))
	w.password("GOOGLE_AUTH_JSON=" + fakegoogle.ServiceAccount(account, "token_uri", "https://"+host+"/o/oauth2/token"))
	if q := w.last(host); q.Path != "/o/oauth2/token" || len(w.Dialled()) != 1 ||
		claimsOf(t, q.Form.Get("assertion"))["aud"] != "https://"+host+"/o/oauth2/token" {
		t.Errorf("%+v", q)
	}
	for _, other := range []string{
		"https://" + host + "/o/oauth2/auth", "https://" + host + "/o/oauth2/token?x=1",
		"https://" + host + ":8443/o/oauth2/token",
		"https://evil." + host + "/o/oauth2/token", "https://" + host + ".evil.test/o/oauth2/token", "https://" + host,
	} {
		w.Fails(t, "config", "token_uri of GOOGLE_AUTH_JSON",
			"GOOGLE_AUTH_JSON="+fakegoogle.ServiceAccount(account, "token_uri", other))
	}
	w.Fails(t, "config", "does not use TLS",
		"GOOGLE_AUTH_JSON="+fakegoogle.ServiceAccount(account, "token_uri", "http://"+host+"/o/oauth2/token"))
	if len(w.Dialled()) != 1 {
		t.Errorf("%q", w.Dialled())
	}
}

// workforceLogin is what `gcloud auth application-default login --login-config` writes.
func workforceLogin(pairs ...any) string {
	return fakegoogle.Document(map[string]any{
		"type": workforce, "audience": "//iam.googleapis.com/locations/global/workforcePools/p/providers/q",
		"refresh_token": "CANARY-R",
		"token_url":     defaultRefreshURL, "token_info_url": "https://sts.googleapis.com/v1/introspect",
		"client_id": "id", "client_secret": "CANARY-SECRET",
		"quota_project_id": "p",
	}, pairs...)
}

// TestWorkforce: a login through a workforce pool, as gcloud saves it, works as the default login.
func TestWorkforce(t *testing.T) {
	w := newWorld(t)
	w.Handle(stsHost, func(out http.ResponseWriter, r *http.Request) {
		id, secret, _ := r.BasicAuth()
		if r.URL.Path != "/v1/oauthtoken" || id != "id" || secret != "CANARY-SECRET" ||
			r.FormValue("refresh_token") != "CANARY-R" {
			faulty.Answer(http.StatusUnauthorized, faulty.JSON, `{"error":"invalid_client"}`)(out, r)
			return
		}
		fakegoogle.Write(out, map[string]any{
			"access_token": "ya29.workforce", "expires_in": 3599, "token_type": "Bearer",
		})
	})
	w.File(t, defaultCredentials, workforceLogin())
	if e := w.Run(t, "explain", own); !strings.Contains(e.Out,
		"workforce login from gcloud's application default login") {
		t.Errorf("%+v", e)
	}
	first, second := w.password(), w.password()
	if first != "ya29.workforce" || second != first || len(w.Dialled()) != 1 {
		t.Errorf("%q, then %q: %q", first, second, w.Dialled())
	}
	w.Cloud.Behave(stsHost, fakecloud.Behaviour{
		Fault: faulty.Answer(400, faulty.JSON, `{"error":"invalid_grant","error_description":"CANARY"}`),
	})
	w.Fails(t, "login-expired", "gcloud auth application-default login", "DOCKERCFG_CACHE=off")
	for key, says := range map[string]string{
		"refresh_token": "without refresh_token",
		"client_secret": "it needs refresh_token, token_url, client_id and client_secret",
	} {
		w.File(t, defaultCredentials, workforceLogin(key, nil))
		w.Fails(t, "config", says)
	}
	asked := w.Asked()
	w.File(t, defaultCredentials, workforceLogin("token_url", "https://sts.evil.test/v1/oauthtoken"))
	w.Fails(t, "config", "which is not Google's, so nothing was sent")
	if w.Asked() != asked {
		t.Errorf("%q", w.Dialled())
	}
}
