package main

import (
	"crypto/sha1"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/dockercfg/dockercfg/shared/helpertest"
)

// who is a fake Amazon whose tokens and credentials contain only the name of the identity that
// requested them.
type who struct{ between func() }

// keyID returns the key ID for an identity.
func keyID(name string) string {
	sum := sha1.Sum([]byte(name))
	return "ASIA" + strings.ToUpper(hex.EncodeToString(sum[:8]))
}

// credentials are an identity's credentials in the form for containers and instances. The key ID
// is its name, and the session token says where it comes from.
func (who) credentials(name string) map[string]any {
	return map[string]any{
		"Code": "Success", "AccessKeyId": keyID(name), "SecretAccessKey": "secret", "Token": plainText(name),
		"Expiration": time.Now().Add(6 * time.Hour).UTC().Format(time.RFC3339),
	}
}

// ssoCredentials are the same in SSO's form.
func ssoCredentials(name string) map[string]any {
	return map[string]any{
		"accessKeyId": keyID(name), "secretAccessKey": "secret", "sessionToken": plainText(name),
		"expiration": time.Now().Add(6 * time.Hour).UnixMilli(),
	}
}

func plainText(name string) string { return base64.RawURLEncoding.EncodeToString([]byte(name)) }

var signer = regexp.MustCompile(`Credential=([^/]+)/`)

// asker returns who signed a request.
func asker(r *http.Request) string {
	found := signer.FindStringSubmatch(r.Header.Get("Authorization"))
	if found == nil {
		return "nobody"
	}
	session, _ := base64.RawURLEncoding.DecodeString(r.Header.Get("X-Amz-Security-Token"))
	return found[1] + "(" + string(session) + ")"
}

func (a who) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	a.between()
	_ = r.ParseForm()
	reply := func(v any) {
		w.Header().Set("Content-Type", "application/x-amz-json-1.1")
		_ = json.NewEncoder(w).Encode(v)
	}
	switch path := r.URL.Path; {
	case r.Header.Get("X-Amz-Target") != "":
		token := base64.StdEncoding.EncodeToString([]byte("AWS:" + plainText(asker(r))))
		data := map[string]any{"authorizationToken": token, "expiresAt": time.Now().Add(12 * time.Hour).Unix()}
		if strings.Contains(r.Header.Get("X-Amz-Target"), "Spencer") {
			reply(map[string]any{"authorizationData": data})
			return
		}
		reply(map[string]any{"authorizationData": []any{data}})
	case r.Form.Get("Action") != "":
		a.role(w, r)
	case strings.HasSuffix(path, "/federation/credentials"):
		bearer := r.Header.Get("X-Amz-Sso_bearer_token")
		reply(map[string]any{"roleCredentials": ssoCredentials("sso " + r.Form.Get("account_id") + "/" +
			r.Form.Get("role_name") + " by " + bearer)})
	case strings.HasSuffix(path, "/token") && r.Method == http.MethodPost:
		var q struct{ RefreshToken string }
		_ = json.NewDecoder(r.Body).Decode(&q)
		reply(map[string]any{"accessToken": "renewed-" + q.RefreshToken, "expiresIn": 3600,
			"refreshToken": q.RefreshToken, "tokenType": "Bearer"})
	case strings.Contains(path, "/container"):
		reply(a.credentials("container " + path + " by " + r.Header.Get("Authorization")))
	case r.Method == http.MethodPut:
		w.Header().Set("X-Aws-Ec2-Metadata-Token-Ttl-Seconds", "60")
		fmt.Fprint(w, "metadata")
	case strings.HasSuffix(path, "/security-credentials/"):
		fmt.Fprint(w, "role")
	case strings.HasSuffix(path, "/role"):
		reply(a.credentials("instance " + path))
	default:
		w.WriteHeader(http.StatusNotFound)
	}
}

// role answers STS. The session name that the SDK generates contains the time.
func (a who) role(w http.ResponseWriter, r *http.Request) {
	name := r.Form.Get("RoleArn") + " external " + r.Form.Get("ExternalId") + " by " + asker(r) +
		plainText(r.Form.Get("WebIdentityToken"))
	if session := r.Form.Get("RoleSessionName"); !regexp.MustCompile(`^(aws-go-sdk-)?\d+$`).MatchString(session) {
		name += " as " + session
	}
	c, action := a.credentials(name), r.Form.Get("Action")
	w.Header().Set("Content-Type", "text/xml")
	fmt.Fprintf(w,
		`<%[1]sResponse `+
			`xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><%[1]sResult><Credentials><AccessKeyId>%[2]s</AccessKeyId>`+
			`<SecretAccessKey>secret</SecretAccessKey><SessionToken>%[3]s</SessionToken><Expiration>%[4]s</Expiration></Credentials></%[1]sResult></%[1]sResponse>`,
		action, c["AccessKeyId"], c["Token"], c["Expiration"])
}

// start points everything at the fake. The script of a credential_process takes the key ID from a
// variable and from its own file.
func (who) start(t *testing.T, home string, between func()) []string {
	server := httptest.NewServer(who{between})
	t.Cleanup(server.Close)
	script := "#!/bin/sh\nread -r id <\"$HOME/process-id\"\n" +
		"printf '{\"Version\":1,\"AccessKeyId\":\"%s%s\",\"SecretAccessKey\":\"s\"}' \"$id\" \"$WHO\"\n"
	for name, text := range map[string]string{"process": script, "process-id": "AKIAPROCESS\n"} {
		if err := helpertest.WriteProgram(filepath.Join(home, name), []byte(text), 0o755); err != nil {
			t.Fatal(err)
		}
	}
	env := []string{"AWS_EC2_METADATA_SERVICE_ENDPOINT=" + server.URL + "/a", "FAKE=" + server.URL}
	for _, service := range []string{"", "_STS", "_SSO", "_SSO_OIDC", "_SIGNIN"} {
		env = append(env, "AWS_ENDPOINT_URL"+service+"="+server.URL)
	}
	return env
}

func keysOf(id string) string { return "aws_access_key_id = " + id + "\naws_secret_access_key = s\n" }

// login returns a cached SSO login.
func login(token, refresh string, left time.Duration) string {
	return fmt.Sprintf(`{"accessToken":%q,"refreshToken":%q,"clientId":"c","clientSecret":"s",`+
		`"registrationExpiresAt":"2099-01-01T00:00:00Z","expiresAt":%q,"region":"eu-west-1",`+
		`"startUrl":"https://corp.example/start"}`,
		token, refresh, time.Now().Add(left).UTC().Format(time.RFC3339))
}

func ssoFile(name string) string {
	sum := sha1.Sum([]byte(name))
	return ".aws/sso/cache/" + hex.EncodeToString(sum[:]) + ".json"
}

const (
	ssoProfile = "sso_account_id = 123456789012\nsso_role_name = dev\n[sso-session corp]\nsso_region = eu-west-1\n" +
		"sso_start_url = https://corp.example/start\n"
	roleDev    = "role_arn = arn:aws:iam::123456789012:role/dev\n"
	configFile = ".aws/config"
	keysFile   = ".aws/credentials"
	rulesFile  = ".config/dockercfg/config.toml"
)

func rule(settings string) string { return "[[registry]]\nmatch = \"" + own + "\"\n" + settings + "\n" }

// TestAgreement: with the cache, a get returns the token of the identity that the SDK resolves.
func TestAgreement(t *testing.T) {
	t.Parallel()
	const another = "999999999999.dkr.ecr.eu-west-1.amazonaws.com"
	helpertest.Agreement{
		Program: program, Registries: []string{own, own, another, "public.ecr.aws"}, Start: who{}.start,
		Variables: map[string][]string{
			"AWS_PROFILE": {
				"-", "dev", "default", "missing", "process", "sso", "chain", "base",
			},
			"AWS_PROFILE_123456789012":           {"-", "-", "dev", "base"},
			"AWS_ACCESS_KEY_ID":                  {"-", "-", "AKIAENV", "AKIAENV2"},
			"AWS_SECRET_ACCESS_KEY":              {"-", "s"},
			"AWS_SESSION_TOKEN":                  {"-", plainText("session")},
			"AWS_CONTAINER_CREDENTIALS_FULL_URI": {"-", "-", "${FAKE}/container", "${FAKE}/container2"},
			"AWS_CONTAINER_AUTHORIZATION_TOKEN":  {"-", "one", "two"},
			"AWS_WEB_IDENTITY_TOKEN_FILE":        {"-", "-", "~/token", "token"},
			"AWS_ROLE_ARN": {
				"-", "arn:aws:iam::123456789012:role/ci", "arn:aws:iam::123456789012:role/other",
			},
			"AWS_CONFIG_FILE":                        {"-", "-", "~/.aws/config2", "config3"},
			"AWS_STS_ROLE":                           {"-", "-", "deploy"},
			"AWS_STS_ACCOUNT":                        {"-", "-", "111122223333"},
			"AWS_EC2_METADATA_DISABLED":              {"true", "-"},
			"WHO":                                    {"-", "ONE", "TWO"},
			"AWS_USE_FIPS_ENDPOINT":                  {"-"},
			"DOCKERCFG_CONFIG":                       {"-", "-", "~/rules.toml"},
			"AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE": {"-", "-", "~/container-token"},
		},
		Files: map[string][]string{
			configFile: {
				"-", "[profile dev]\nregion = eu-west-1\n", "[profile dev]\n" + roleDev + "source_profile = base\n",
				"[profile dev]\n" + roleDev + "source_profile = base # note\n",
				"[profile dev]\n" + roleDev + "source_profile: base\n",
				"[profile process]\ncredential_process = ~/process\n[profile sso]\nsso_session = corp # ours\n" +
					ssoProfile,
				"[profile sso]\nsso_session = corp\n" + ssoProfile + "[profile chain]\n" + roleDev +
					"source_profile = dev\n[profile dev]\nrole_arn = arn:aws:iam::1:role/x\nsource_profile = base\n",
				"[profile dev]\n" + roleDev + "web_identity_token_file = ~/token\n",
				"[profile dev]\n" + roleDev + "web_identity_token_file = \"~/token\"\n",
				" [profile dev]\n" + keysOf("AKIAINDENTED"), "[profile dev\n" + keysOf("AKIAUNCLOSED"),
				"[profile dev]\naws_access_key_id: AKIACOLON\naws_secret_access_key: s\n",
				"[profile dev]\n" + roleDev + "credential_source = Environment\n",
				"[default]\n" + keysOf("AKIADEFAULT"),
				"[profile dev]\n" + roleDev + "source_profile = base\nexternal_id = x\n",
			},
			".aws/config2": {"-", "[profile dev]\n" + keysOf("AKIACONFIG2")},
			"config3":      {"-", "[profile dev]\n" + keysOf("AKIACONFIG3")},
			keysFile: {
				"-", "[base]\n" + keysOf("AKIABASE"), "[base]\n" + keysOf("AKIABASE2"),
				"[default]\n" + keysOf("AKIADEFAULT2") + "[dev]\n" + keysOf("AKIADEV"),
				"[dev]\nregion = eu-west-1\n", "[base]\n" + keysOf("AKIABASE") + "role_arn = arn:aws:iam::1:role/z\n",
			},
			"token":           {"-", "tokenone", "tokentwo", "tokenone\n"},
			"container-token": {"-", "one", "two"},
			"process-id":      {"AKIAPROCESS\n", "AKIAPROCESS2\n"},
			ssoFile("corp"): {"-", login("A", "ra", time.Hour), login("B", "rb", time.Hour),
				login("old", "rc", -time.Hour)},
			rulesFile: {
				"-", rule(`profile = "dev"`), rule(`profile = "base"`),
				rule(`role_arn = "arn:aws:iam::123456789012:role/rule"`), rule(`profle = "typo"`),
				rule("on_failure = \"anonymous\""),
				rule("profile = \"base\"\nexternal_id = \"x\"\nrole_arn = \"arn:aws:iam::1:role/r\""), "[[registry]\n",
			},
			"rules.toml": {"-", rule(`profile = "base"`)},
		},
		From: state{Env: []string{"AWS_PROFILE=dev", "AWS_EC2_METADATA_DISABLED=true"}, Files: files{
			configFile: "[profile dev]\n" + roleDev + "source_profile = base\n",
			keysFile:   "[base]\n" + keysOf("AKIABASE"), "token": "tokenone",
			ssoFile("corp"): login("A", "ra", time.Hour),
		}},
		Rows: rows(),
	}.Test(t)
}
