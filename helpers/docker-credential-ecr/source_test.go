package main

import (
	"crypto/sha1"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/dockercfg/dockercfg/shared/helpertest/fakeaws"
)

// sources are all kinds of identity that are cached by their inputs.
var sources = map[string]struct {
	prepare func(*testing.T, *world) []string
	label   string
}{
	"static keys": {func(*testing.T, *world) []string {
		return []string{"AWS_ACCESS_KEY_ID=AKIAEXAMPLEEXAMPLE00", "AWS_SECRET_ACCESS_KEY=CANARY-KEY"}
	}, "variables AWS_ACCESS_KEY_ID"},
	"shared profile": {func(t *testing.T, w *world) []string {
		w.File(t, ".aws/credentials", "[dev]\naws_access_key_id = AKIAEXAMPLEEXAMPLE01\n"+
			"aws_secret_access_key = CANARY-KEY\n")
		return []string{"AWS_PROFILE=dev"}
	}, "profile dev"},
	"assume-role profile": {func(t *testing.T, w *world) []string {
		w.File(t, ".aws/config", "[profile dev]\nrole_arn = arn:aws:iam::123456789012:role/dev\n"+
			"source_profile = base\n")
		w.File(t, ".aws/credentials", "[base]\naws_access_key_id = AKIAEXAMPLEEXAMPLE01\n"+
			"aws_secret_access_key = CANARY-KEY\n")
		return []string{"AWS_PROFILE=dev"}
	}, "profile dev"},
	"source chain": {func(t *testing.T, w *world) []string {
		w.File(t, ".aws/config", "[profile dev]\nrole_arn = arn:aws:iam::123456789012:role/dev\n"+
			"source_profile = mid\n[profile mid]\nrole_arn = arn:aws:iam::123456789012:role/mid\n"+
			"source_profile = base\n")
		w.File(t, ".aws/credentials", "[base]\naws_access_key_id = AKIAEXAMPLEEXAMPLE01\n"+
			"aws_secret_access_key = CANARY-KEY\n")
		return []string{"AWS_PROFILE=dev"}
	}, "profile dev"},
	"login session": {func(t *testing.T, w *world) []string {
		const session = "arn:aws:iam::123456789012:user/me"
		w.File(t, ".aws/config", "[profile dev]\nlogin_session = "+session+"\nregion = eu-west-1\n")
		sum := sha256.Sum256([]byte(session)) // https://docs.aws.amazon.com/sdkref/latest/guide/feature-login-credentials.html
		w.File(t, ".aws/login/cache/"+hex.EncodeToString(sum[:])+".json", fmt.Sprintf(
			`{"accessToken":{"accessKeyId":"ASIAEXAMPLEEXAMPLE02","secretAccessKey":"CANARY-KEY",`+
				`"sessionToken":"CANARY-LOGIN","accountId":"123456789012","expiresAt":%q},`+
				`"tokenType":"x","clientId":"c","refreshToken":"CANARY-REFRESH","dpopKey":"CANARY-DPOP"}`,
			time.Now().Add(time.Hour).UTC().Format(time.RFC3339)))
		return []string{"AWS_PROFILE=dev"}
	}, "profile dev"},
	"web identity": {func(t *testing.T, w *world) []string {
		path := w.File(t, "token", fakeaws.WebIdentity("repo:org/app:ref:refs/heads/main"))
		return []string{"AWS_ROLE_ARN=arn:aws:iam::123456789012:role/ci", "AWS_WEB_IDENTITY_TOKEN_FILE=" + path}
	}, "web identity token"},
	"SSO": {func(t *testing.T, w *world) []string {
		w.File(t, ".aws/config", "[profile dev]\nsso_session = corp\nsso_account_id = 123456789012\n"+
			"sso_role_name = dev\n[sso-session corp]\nsso_region = eu-west-1\n"+
			"sso_start_url = https://corp.example/start\n")
		w.ssoToken(t, time.Now().Add(time.Hour))
		return []string{"AWS_PROFILE=dev"}
	}, "profile dev"},
	"container endpoint": {func(t *testing.T, w *world) []string {
		w.Behave(fakeaws.Container, fakeaws.Behaviour{Require: "CANARY-AUTH"})
		return []string{"AWS_CONTAINER_CREDENTIALS_FULL_URI=" + w.URL() + "/container/credentials",
			"AWS_CONTAINER_AUTHORIZATION_TOKEN=CANARY-AUTH"}
	}, "container credentials"},
	"instance role": {func(t *testing.T, w *world) []string {
		return []string{"AWS_EC2_METADATA_DISABLED=", "AWS_EC2_METADATA_SERVICE_ENDPOINT=" + w.URL()}
	}, "the instance's role"},
}

func (w *world) ssoToken(t *testing.T, until time.Time) {
	sum := sha1.Sum([]byte("corp")) // https://docs.aws.amazon.com/sdkref/latest/guide/feature-sso-credentials.html
	w.File(t, ".aws/sso/cache/"+hex.EncodeToString(sum[:])+".json",
		fmt.Sprintf(`{"accessToken":"CANARY-SSO","expiresAt":%q,"region":"eu-west-1",`+
			`"startUrl":"https://corp.example/start"}`, until.UTC().Format(time.RFC3339)))
}

// TestSources: with each of them the first get makes one token request, and later ones make no
// request at all, even if no server answers.
func TestSources(t *testing.T) {
	for what, s := range sources {
		t.Run(what, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t)
			w.Env = append(w.Env, s.prepare(t, w)...)
			cold := w.Run(t, "get", own)
			password := cold.Password(t, user)
			if cold.Err != "" || w.Count(fakeaws.ECR) != 1 || len(w.Tokens(t)) != 1 {
				t.Fatalf("the cold get: %+v, %d requests, files %q", cold, w.Count(fakeaws.ECR), w.Tokens(t))
			}
			requests := len(w.Requests())
			w.Close()
			warm := w.Run(t, "get", own)
			if warm.Password(t, user) != password || warm.Err != "" || len(w.Requests()) != requests {
				t.Errorf("the cached get: %+v", warm)
			}
			e := w.Run(t, "explain", own)
			if !strings.Contains(e.Out, `"Cached":true`) || !strings.Contains(e.Out, s.label) ||
				!strings.Contains(e.Out, `"Kind":"exchanged"`) {
				t.Errorf("explain: %+v", e)
			}
		})
	}
}

// TestIdentities: two identities for one registry never get each other's token.
func TestIdentities(t *testing.T) {
	w := keyed(t)
	first := w.password(t, own)
	other := w.password(t, own, "AWS_ACCESS_KEY_ID=AKIAEXAMPLEEXAMPLE99")
	if first == other || !strings.Contains(other, "EXAMPLE99") || len(w.Tokens(t)) != 2 {
		t.Errorf("%s, %s, %q", first, other, w.Tokens(t))
	}
	if again := w.password(t, own); again != first {
		t.Errorf("the first identity gets %s now, not %s", again, first)
	}
	w.Run(t, "get", own, "AWS_ENDPOINT_URL_ECR="+w.URL()+"/other")
	if len(w.Tokens(t)) != 3 {
		t.Errorf("another endpoint has no token of its own: %q", w.Tokens(t))
	}
}

// TestRoles: the roles in variables are assumed.
func TestRoles(t *testing.T) {
	for _, c := range []struct {
		env  []string
		role string
	}{
		{[]string{"AWS_STS_ROLE=deploy", "AWS_STS_ACCOUNT=111122223333"}, "arn:aws:iam::111122223333:role/deploy"},
		{[]string{"AWS_ROLE_ARN_123456789012=arn:aws:iam::444455556666:role/x"}, "arn:aws:iam::444455556666:role/x"},
	} {
		w := keyed(t, c.env...)
		w.password(t, own)
		if first := w.Requests()[0]; first.Action != "AssumeRole" || first.RoleARN != c.role {
			t.Errorf("%q: %+v", c.env, first)
		}
	}
	w := keyed(t, "AWS_ACCESS_KEY_ID_123456789012=AKIAEXAMPLEEXAMPLE77",
		"AWS_SECRET_ACCESS_KEY_123456789012=CANARY-KEY")
	if got := w.password(t, own); !strings.Contains(got, "EXAMPLE77") {
		t.Errorf("the account's own keys are not used: %s", got)
	}
}

// TestNothing: if nothing is configured, the public registry is anonymous, and a private one is an
// error.
func TestNothing(t *testing.T) {
	w := newWorld(t)
	w.Fails(t, "no-identity", "aws configure")
	a := w.Run(t, "get", "public.ecr.aws")
	if a.Code != 1 || a.Out != "credentials not found in native keychain\n" || a.Err != "" {
		t.Errorf("%+v", a)
	}
	a = w.Run(t, "store", `{"ServerURL":"`+own+`","Username":"u","Secret":"CANARY"}`)
	if a.Code != 1 || !strings.Contains(a.Out, ": no-identity: ") {
		t.Errorf("a login is accepted though it would not be used: %+v", a)
	}
	if len(w.Requests()) != 0 {
		t.Errorf("it asked: %+v", w.Requests())
	}
	// a missing metadata service also means that nothing is configured
	w.Fails(t, "no-identity", "aws configure", "AWS_EC2_METADATA_DISABLED=",
		"AWS_EC2_METADATA_SERVICE_ENDPOINT=http://127.0.0.1:1")
}

// TestInstance: the metadata service is asked for a session token, and for the role's credentials
// with that token.
func TestInstance(t *testing.T) {
	w := newWorld(t, "AWS_EC2_METADATA_DISABLED=")
	w.Env = append(w.Env, "AWS_EC2_METADATA_SERVICE_ENDPOINT="+w.URL())
	w.password(t, own)
	var actions []string
	for _, q := range w.Requests() {
		actions = append(actions, q.Action)
	}
	if want := "GetToken ListRoles GetCredentials GetAuthorizationToken"; strings.Join(actions, " ") != want {
		t.Errorf("it asks %q, want %s", actions, want)
	}
}

// TestNoInstance: a metadata service that does not answer within a second, has no tokens or is
// turned off does not count. One that fails is an error.
func TestNoInstance(t *testing.T) {
	for what, c := range map[string]struct {
		b    fakeaws.Behaviour
		code string
	}{
		"silent":    {fakeaws.Behaviour{Delay: time.Minute}, "no-identity"},
		"another's": {fakeaws.Behaviour{Fault: fakeaws.Refuse(http.StatusNotFound, "NotFound", "")}, "no-identity"},
		"off":       {fakeaws.Behaviour{Fault: fakeaws.Refuse(http.StatusForbidden, "Forbidden", "")}, "no-identity"},
		"ill": {fakeaws.Behaviour{Fault: fakeaws.Refuse(http.StatusServiceUnavailable, "Unavailable", "")},
			"upstream"},
	} {
		t.Run(what, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t, "AWS_EC2_METADATA_DISABLED=")
			w.Env = append(w.Env, "AWS_EC2_METADATA_SERVICE_ENDPOINT="+w.URL())
			w.Behave(fakeaws.IMDS, c.b)
			began := time.Now()
			w.Fails(t, c.code, "")
			if took := time.Since(began); took > 4*time.Second {
				t.Errorf("that took %s", took)
			}
			if n := w.Count(fakeaws.IMDS); n != 1 {
				t.Errorf("%d requests", n)
			}
			if c.code == "no-identity" { // without an identity a public pull continues
				w.Anonymous(t, "public.ecr.aws")
			}
		})
	}
}
