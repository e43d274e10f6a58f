package main

import (
	"encoding/json"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/dockercfg/dockercfg/shared/helpertest/fakegoogle"
	"github.com/dockercfg/dockercfg/shared/helpertest/faulty"
)

// sources are all kinds of identity: how to set it up, its label, and what the cloud has to
// receive.
var sources = map[string]struct {
	prepare func(*testing.T, *world)
	words   string
	seen    func(*testing.T, *world)
}{
	"GOOGLE_AUTH_JSON": {func(_ *testing.T, w *world) {
		w.set("GOOGLE_AUTH_JSON=" + fakegoogle.ServiceAccount("a@p.iam.gserviceaccount.com"))
	}, "service account a@p.iam.gserviceaccount.com from GOOGLE_AUTH_JSON", func(t *testing.T, w *world) {
		form := w.last(tokenHost).Form
		claims := claimsOf(t, form.Get("assertion"))
		if form.Get("grant_type") != "urn:ietf:params:oauth:grant-type:jwt-bearer" ||
			claims["iss"] != "a@p.iam.gserviceaccount.com" || claims["scope"] != scope ||
			claims["aud"] != defaultTokenURI {
			t.Errorf("%v, %v", form, claims)
		}
	}},
	"GOOGLE_APPLICATION_CREDENTIALS": {func(t *testing.T, w *world) {
		w.set("GOOGLE_APPLICATION_CREDENTIALS=" +
			w.File(t, "key.json", fakegoogle.ServiceAccount("b@p.iam.gserviceaccount.com", "token_uri", nil)))
	}, "service account b@p.iam.gserviceaccount.com from GOOGLE_APPLICATION_CREDENTIALS", nil},
	"default login": {func(t *testing.T, w *world) {
		w.File(t, ".config/gcloud/application_default_credentials.json", userLogin("R"))
	}, "user's login from gcloud's application default login", func(t *testing.T, w *world) {
		if form := w.last(tokenHost).Form; form.Get("grant_type") != "refresh_token" ||
			form.Get("refresh_token") != "CANARY-R" || form.Get("client_secret") != "CANARY-SECRET" {
			t.Errorf("%v", form)
		}
	}},
	"default login elsewhere": {func(t *testing.T, w *world) {
		w.File(t, "sdk/application_default_credentials.json", userLogin("R"))
		w.set("CLOUDSDK_CONFIG=" + w.Home + "/sdk")
	}, "user's login from gcloud's application default login", nil},
	"impersonating login": {func(_ *testing.T, w *world) {
		w.set("GOOGLE_AUTH_JSON=" + fakegoogle.Document(map[string]any{"type": "impersonated_service_account",
			"service_account_impersonation_url": asAccount,
			"delegates":                         []string{"projects/-/serviceAccounts/d@p.iam.gserviceaccount.com"},
			"source_credentials":                userFields("R")}))
	}, "impersonating login as " + accountX, func(t *testing.T, w *world) {
		q := w.last(iamHost)
		if !strings.Contains(q.Body, `"delegates":["projects/-/serviceAccounts/d@p.iam.gserviceaccount.com"]`) ||
			!strings.Contains(q.Body, scope) ||
			!strings.HasPrefix(q.Header.Get("Authorization"), "Bearer ya29.token-") {
			t.Errorf("%+v", q)
		}
		if w.Count(tokenHost) != 1 {
			t.Error("the login was not used once")
		}
	}},
	"federation by file": {func(t *testing.T, w *world) {
		w.set("GOOGLE_AUTH_JSON=" + federation(map[string]any{
			"file": w.File(t, "token", job("repo:a", time.Now().Add(time.Hour))),
		}))
	}, "federated identity from GOOGLE_AUTH_JSON", func(t *testing.T, w *world) {
		form := w.last(stsHost).Form
		if form.Get("audience") != audience || claimsOf(t, form.Get("subject_token"))["sub"] != "repo:a" ||
			form.Get("scope") != scope {
			t.Errorf("%v", form)
		}
	}},
	"federation by file, impersonating": {func(t *testing.T, w *world) {
		w.set("GOOGLE_AUTH_JSON=" + federation(map[string]any{
			"file": w.File(t, "token", job("repo:a", time.Now().Add(time.Hour))),
		}, "service_account_impersonation_url", asAccount))
	}, "federated identity as " + accountX, func(t *testing.T, w *world) {
		if w.Count(iamHost) != 1 || w.Count(stsHost) != 1 {
			t.Errorf("%q", w.Dialled())
		}
	}},
	"federation by GitHub": {func(_ *testing.T, w *world) {
		w.Handle(github, func(out http.ResponseWriter, r *http.Request) {
			if r.Header.Get("Authorization") != "Bearer CANARY-REQUEST" || r.URL.Query().Get("audience") == "" {
				http.Error(out, "CANARY-BODY", http.StatusUnauthorized)
				return
			}
			fakegoogle.Write(out, map[string]any{"value": job("repo:g", time.Now().Add(5*time.Minute))})
		})
		w.set("GOOGLE_AUTH_JSON=" + federation(githubSource()))
	}, "federated identity", func(t *testing.T, w *world) {
		if claimsOf(t, w.last(stsHost).Form.Get("subject_token"))["sub"] != "repo:g" {
			t.Error("another token was exchanged")
		}
	}},
	"federation by AWS": {func(_ *testing.T, w *world) {
		w.set("AWS_ACCESS_KEY_ID=AKIAEXAMPLE", "AWS_SECRET_ACCESS_KEY=CANARY-AWS", "AWS_REGION=eu-west-1",
			"GOOGLE_AUTH_JSON="+federation(awsSource(), "subject_token_type",
				"urn:ietf:params:aws:token-type:aws4_request"))
	}, "federated identity", func(t *testing.T, w *world) {
		subject := w.last(stsHost).Form.Get("subject_token")
		if !strings.Contains(subject, "sts.eu-west-1.amazonaws.com") || strings.Contains(subject, "CANARY-AWS") ||
			len(w.Dialled()) != 1 {
			t.Errorf("%q, %q", subject, w.Dialled())
		}
	}},
}

const github = "run-actions-1.actions.githubusercontent.com"

func githubSource() map[string]any {
	return map[string]any{"url": "https://" + github + "/idtoken/1?api-version=2.0&audience=x",
		"headers": map[string]string{"Authorization": "Bearer CANARY-REQUEST"},
		"format":  map[string]string{"type": "json", "subject_token_field_name": "value"}}
}

func awsSource() map[string]any {
	return map[string]any{"environment_id": "aws1",
		"region_url":                     "http://169.254.169.254/latest/meta-data/placement/availability-zone",
		"url":                            "http://169.254.169.254/latest/meta-data/iam/security-credentials",
		"imdsv2_session_token_url":       "http://169.254.169.254/latest/api/token",
		"regional_cred_verification_url": "https://sts.{region}.amazonaws.com?Action=GetCallerIdentity&Version=2011-06-15"}
}

// claimsOf reads a token's second part.
func claimsOf(t *testing.T, token string) map[string]any {
	t.Helper()
	parts := strings.Split(token, ".")
	if len(parts) != 3 {
		t.Fatalf("that is no JSON Web Token: %q", token)
	}
	claims := map[string]any{}
	if err := json.Unmarshal(decode(t, parts[1]), &claims); err != nil {
		t.Fatal(err)
	}
	return claims
}

// TestSources: with each of them the first get makes one token request, and later ones make no
// request at all, even if no server answers.
func TestSources(t *testing.T) {
	for what, s := range sources {
		t.Run(what, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t)
			s.prepare(t, w)
			if e := w.Run(t, "explain", own); !strings.Contains(e.Out, s.words) ||
				!strings.Contains(e.Out, `"Cached":false`) || w.Asked() != 0 {
				t.Errorf("explain: %+v, %d asked", e, w.Asked())
			}
			cold := w.Run(t, "get", own)
			password := cold.Password(t, user)
			if cold.Err != "" || len(w.Tokens(t)) != 1 {
				t.Fatalf("the cold get: %+v, files %q", cold, w.Tokens(t))
			}
			if s.seen != nil {
				s.seen(t, w)
			}
			w.proofsStay(t)
			w.KeepsOnly(t, password, "PRIVATE", "AKIAEXAMPLE")
			asked := w.Asked()
			w.Close()
			warm := w.Run(t, "get", own)
			if warm.Password(t, user) != password || warm.Err != "" || w.Asked() != asked {
				t.Errorf("the cached get: %+v", warm)
			}
		})
	}
}

// proofsStay: no secret went to the wrong host.
func (w *world) proofsStay(t *testing.T) {
	t.Helper()
	for _, q := range w.Requests() {
		sent := q.Body + q.Path + q.Header.Get("Authorization") + q.Query.Encode()
		ours := map[string]bool{tokenHost: true, stsHost: true, iamHost: true,
			github: strings.Contains(sent, "CANARY-REQUEST")}[q.Host]
		if strings.Contains(sent, "CANARY") && !ours || q.Host == iamHost && strings.Contains(sent, "CANARY") ||
			strings.Contains(sent, "PRIVATE") {
			t.Errorf("%s got %q", q.Host, sent)
		}
	}
}

// TestIdentities: two identities for one registry never get each other's token.
func TestIdentities(t *testing.T) {
	w := newWorld(t)
	one, two := "GOOGLE_AUTH_JSON="+fakegoogle.ServiceAccount("a@p.iam.gserviceaccount.com"),
		"GOOGLE_AUTH_JSON="+fakegoogle.ServiceAccount("b@p.iam.gserviceaccount.com")
	first, second := w.password(one), w.password(two)
	if first == second || len(w.Tokens(t)) != 2 || w.password(one) != first || w.password(two) != second ||
		w.Exchanges() != 2 {
		t.Errorf("%s, %s, %d exchanges", first, second, w.Exchanges())
	}
}

// TestEC2: the keys of an instance's role come from its metadata service, and only a signature made
// with them goes to Google.
func TestEC2(t *testing.T) {
	w := newWorld(t)
	w.Handle("127.0.0.1", func(out http.ResponseWriter, r *http.Request) {
		switch {
		case r.URL.Path == "/token" && r.Method == http.MethodPut:
			_, _ = out.Write([]byte("CANARY-SESSION"))
		case r.Header.Get("X-aws-ec2-metadata-token") != "CANARY-SESSION":
			http.Error(out, "CANARY", http.StatusUnauthorized)
		case r.URL.Path == "/roles":
			_, _ = out.Write([]byte("ci"))
		case r.URL.Path == "/roles/ci":
			fakegoogle.Write(out, map[string]any{
				"AccessKeyId": "AKIAEXAMPLE", "SecretAccessKey": "CANARY-AWS", "Token": "session",
			})
		case r.URL.Path == "/zone":
			_, _ = out.Write([]byte("eu-west-1b"))
		default:
			http.NotFound(out, r)
		}
	})
	source := awsSource()
	source["url"], source["region_url"], source["imdsv2_session_token_url"] = w.URL()+"/roles", w.URL()+"/zone",
		w.URL()+"/token"
	d := "GOOGLE_AUTH_JSON=" + federation(source)
	w.password(d)
	if sent := w.last(stsHost).Form.Get("subject_token"); !strings.Contains(sent, "sts.eu-west-1.amazonaws.com") ||
		strings.Contains(sent, "CANARY") {
		t.Errorf("%q", sent)
	}
	w.Handle("127.0.0.1", http.NotFound)
	w.Fails(t, "denied", "the service of the subject token did not return a token (status 404)", d,
		"DOCKERCFG_CACHE=off")
}

// TestNothing: if nothing is configured, all registries are anonymous, and a login to them is
// refused.
func TestNothing(t *testing.T) {
	w := newWorld(t)
	w.Anonymous(t, own)
	w.Anonymous(t, "gcr.io")
	if a := w.Run(t, "store", `{"ServerURL":"`+own+`","Username":"u","Secret":"CANARY"}`); a.Code != 1 ||
		!strings.Contains(a.Out, ": no-identity: ") {
		t.Errorf("%+v", a)
	}
	if w.Asked() != 0 {
		t.Errorf("it asked: %q", w.Dialled())
	}
}

// TestLocalEndpoint: plain HTTP to loopback is allowed if the file names it.
func TestLocalEndpoint(t *testing.T) {
	w := newWorld(t)
	w.Handle("127.0.0.1", faulty.Answer(http.StatusOK, faulty.JSON, `{"access_token":"local","expires_in":3599}`))
	if got := w.password("GOOGLE_AUTH_JSON=" +
		fakegoogle.ServiceAccount("a@p", "token_uri", w.URL()+"/token")); got != "local" || w.Exchanges() != 0 {
		t.Errorf("%s, %q", got, w.Dialled())
	}
}

// TestStrayCharacters: characters that an env file or a shell adds to a credential.
func TestStrayCharacters(t *testing.T) {
	newWorld(t).Strays(t, "GOOGLE_AUTH_JSON", fakegoogle.ServiceAccount("a@p.iam.gserviceaccount.com"))
}
