package credential_test

import (
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"encoding/pem"
	"fmt"
	"math/rand/v2"
	"net/url"
	"strings"
	"testing"

	"github.com/dockercfg/dockercfg/shared/credential"
)

// TestScrubMessages: messages of real programs are not changed.
func TestScrubMessages(t *testing.T) {
	for _, message := range []string{
		// docker-credential-helpers: secretservice, pass, osxkeychain, wincred
		"error getting credentials - err: exit status 1, out: `The name org.freedesktop.secrets was " +
			"not provided by any .service files`",
		"Cannot autolaunch D-Bus without X11 $DISPLAY",
		"failed to unlock correct collection '/org/freedesktop/secrets/collection/login'",
		"No such interface “org.freedesktop.DBus.Properties” on object at path " +
			"/org/freedesktop/secrets/collection/session",
		"exit status 2: gpg: decryption failed: No secret key",
		"gpg: public key decryption failed: Inappropriate ioctl for device",
		"gpg: WARNING: unsafe permissions on homedir '/home/ann/.gnupg'",
		"pass not initialized: exit status 1: Error: password store is empty. Try \"pass init\".",
		"User interaction is not allowed. (-25308)",
		"The user name or passphrase you entered is not correct. (-25293)",
		"The specified item could not be found in the keychain.",
		"A specified logon session does not exist. It may already have been terminated.",
		// docker
		"error getting credentials - err: exec: \"docker-credential-desktop.exe\": " +
			"executable file not found in $PATH, out: ``",
		"unauthorized: authentication required, visit https://docs.docker.com/go/access-tokens/ for more information",
		"Error response from daemon: Get \"https://registry-1.docker.io/v2/\": " +
			"unauthorized: incorrect username or password",
		// Amazon
		"operation error ECR: GetAuthorizationToken, https response error StatusCode: 400, " +
			"RequestID: 5f0e1b1e-6f5d-4f0c-9c5e-0d8f3a6b7c21, api error UnrecognizedClientException: " +
			"The security token included in the request is invalid.",
		"User: arn:aws:iam::123456789012:user/ci-puller is not authorized to perform: " +
			"ecr:GetAuthorizationToken on resource: * " +
			"because no identity-based policy allows the ecr:GetAuthorizationToken action",
		"The AWS Access Key Id you provided does not exist in our records.",
		"An error occurred (ExpiredTokenException) when calling the AssumeRole operation: The " +
			"security token included in the request is expired",
		"The SSO session associated with this profile has expired or is otherwise invalid. To " +
			"refresh this SSO session run aws sso login with the corresponding profile.",
		"no EC2 IMDS role found, operation error ec2imds: GetMetadata, canceled, context deadline exceeded",
		"failed to load shared config profile: /home/ann/.aws/credentials: invalid state with ASTKind {completed_stmt}",
		"dial tcp: lookup api.ecr.eu-central-1.amazonaws.com on 10.0.0.2:53: no such host",
		// Google
		"google: could not find default credentials. See " +
			"https://cloud.google.com/docs/authentication/external/set-up-adc for more information",
		"ERROR: (gcloud.auth.docker-helper) There was a problem refreshing your current auth tokens: " +
			"Reauthentication failed. cannot prompt during non-interactive execution.",
		"Please run: $ gcloud auth login to obtain new credentials.",
		"oauth2: \"invalid_grant\" \"Token has been expired or revoked.\"",
		"oauth2/google: unable to generate access token: status code 403: Permission " +
			"'iam.serviceAccounts.getAccessToken' denied on resource (or it may not exist).",
		"Caller does not have permission to act as service account ci-puller@my-project.iam.gserviceaccount.com",
		"('invalid_grant: Invalid JWT Signature.', {'error': 'invalid_grant', 'error_description': " +
			"'Invalid JWT Signature.'})",
		"Permission \"artifactregistry.repositories.downloadArtifacts\" denied on resource " +
			"\"projects/my-project/locations/europe/repositories/images\"",
		// Azure
		"AADSTS7000215: Invalid client secret provided. " +
			"Ensure the secret being sent in the request is the client secret value, " +
			"not the client secret ID, for a secret added to app '6731de76-14a6-49ae-97bc-6eba6914391e'.",
		"AADSTS700082: The refresh token has expired due to inactivity. The token was hasTokenPrefix on " +
			"2025-01-14T07:12:09.2342515Z and was inactive for 90.00:00:00.",
		"Trace ID: 3f2504e0-4f89-11d3-9a0c-0305e82c3301 Correlation ID: " +
			"9b2d8d5e-3a94-4f5e-8d0e-6d5b2f8a1c77 Timestamp: 2025-01-14 07:12:09Z",
		"Please run 'az login' to setup account.",
		"ERROR: The subscription of 'eb87f285-893a-4f0f-8c55-7b4f67b1d097' doesn't exist in cloud 'AzureCloud'.",
		"failed to acquire a token: " +
			"https://login.microsoftonline.com/72f988bf-86f1-41af-91ab-2d7cd011db47/oauth2/v2.0/token",
		// others
		"Invalid client secret provided",
		"secret not found", "the token is expired: log in again", "bad password: try again",
		"Basic authentication is disabled", "bearer token missing",
		"GitHub: Bad credentials (https://docs.github.com/rest/overview/authentication-in-the-rest-api)",
		"HTTP Basic: Access denied. If a password was provided for Git authentication, the password " +
			"was incorrect or you're required to use a token instead of a password.",
		"See https://gitlab.com/help/topics/git/troubleshooting_git#error-on-git-fetch-http-basic-access-denied",
		"BXNIM0415E: Provided API key could not be found.",
		"x509: certificate signed by unknown authority",
		"tls: failed to verify certificate: x509: certificate is valid for *.example.com, not registry.example",
		"dial unix /run/user/1000/bus: connect: no such file or directory",
		"panic: runtime error: invalid memory address or nil pointer dereference",
		"cannot open /usr/lib/x86_64-linux-gnu/libsecret-1.so.0: cannot open shared object file: No " +
			"such file or directory",
		"Traceback (most recent call last): File " +
			"\"/usr/lib/python3/dist-packages/keyring/backends/SecretService.py\", line 72, in " +
			"get_password",
		"keyring.errors.KeyringLocked: Failed to unlock the collection!",
		"set DOCKER_CONTENT_TRUST_REPOSITORY_PASSPHRASE, or unset AWS_WEB_IDENTITY_TOKEN_FILE",
		"2025/01/14 07:12:09 [ERROR] github.com/docker/docker-credential-helpers/client.Get: " +
			"registry.example:5000 (v0.9.3, linux/amd64, go1.24.1)",
	} {
		want := strings.Join(strings.Fields(message), " ")
		if got := credential.Scrub(message, 1000); got != want {
			t.Errorf("%s\nis shown as\n%s", want, got)
		}
	}
}

// TestScrubFields: a value is removed if its name says that it is secret, whatever the
// value looks like.
func TestScrubFields(t *testing.T) {
	for _, c := range []struct{ text, want string }{
		{
			`{"ServerURL":"h","Username":"u","Secret":"hunter two"}`,
			`{"ServerURL":"h","Username":"u","Secret":[cut]}`,
		},
		{`{"Username": "u", "Secret": "a\"b` + "\n", `{"Username": "u", "Secret": [cut]`},
		{`msg="{\"secret\":\"hunter\"}" level=x`, `msg="{\"secret\":[cut]}" level=x`},
		{"password=hunter user=ann", "password=[cut] user=ann"},
		{"REGISTRY_PASSWORD='hunter two' x", "REGISTRY_PASSWORD=[cut] x"},
		{"aws_secret_access_key = hunter", "aws_secret_access_key = [cut]"},
		{"password: hunter\nuser: ann", "password: [cut] user: ann"},
		{"gpg: failed: no secret key", "gpg: failed: no secret key"},
		{"GET https://h/token?access_token=hunter&scope=pull", "GET https://h/token?access_token=[cut]&scope=pull"},
		{"https://ann:hunter@h.example/x", "https://[cut]@h.example/x"},
		{`parse "http://ann:hun#ter/2@proxy:3128": invalid port`, `parse "http://[cut]@proxy:3128": invalid port`},
		{"login ann:hunter@h.example failed", "login ann:[cut]@h.example failed"},
		{"Authorization: Basic aDpw", "Authorization: Basic [cut]"},
		{"got Bearer HUNTERHUNTERHUNTER", "got Bearer [cut]"},
		{
			`Bearer realm="https://auth.example/token",service="x"`,
			`Bearer realm="https://auth.example/token",service="x"`,
		},
		{"https://h.example/a@v1.2.3/b", "https://h.example/a@v1.2.3/b"},
		{"key -----BEGIN PRIVATE KEY-----\nx\n-----END PRIVATE KEY----- end", "key [cut] end"},
		{"-----BEGIN PRIVATE KEY-----\nx", "[cut]"},
		{"x CANARYCANARYCANARYCANARY y", "x [cut] y"},
		{"a\x1b[31mb\x00c\nd", "a [31mb c d"},
	} {
		if got := credential.Scrub(c.text, 1000); got != c.want {
			t.Errorf("%s is shown as\n%s, want\n%s", c.text, got, c.want)
		}
	}
}

// shapes returns random secrets in the formats of registries and clouds.
func shapes(random *rand.Rand) map[string]string {
	const small, capital, digits = "abcdefghijklmnopqrstuvwxyz", "ABCDEFGHIJKLMNOPQRSTUVWXYZ", "0123456789"
	draw := func(n int, from string) string {
		out := make([]byte, n)
		for i := range out {
			out[i] = from[random.IntN(len(from))]
		}
		return string(out)
	}
	bytes := func(n int) []byte {
		out := make([]byte, n)
		for i := range out {
			out[i] = byte(random.Uint32())
		}
		return out
	}
	raw := base64.RawURLEncoding.EncodeToString
	return map[string]string{
		"base64 of 128 bits": base64.StdEncoding.EncodeToString(bytes(16)),
		"base64 of 256 bits": base64.StdEncoding.EncodeToString(bytes(32)),
		"base64 of 1 KiB":    base64.StdEncoding.EncodeToString(bytes(1024)), "base64 for URLs": raw(bytes(24)),
		"hex": hex.EncodeToString(bytes(16)), "hex of 256 bits": hex.EncodeToString(bytes(32)),
		"HEX":     strings.ToUpper(hex.EncodeToString(bytes(20))),
		"AWS key": "AKIA" + draw(16, capital+"234567"), "AWS secret": draw(40, small+capital+digits+"/+"),
		"AWS session": base64.StdEncoding.EncodeToString(bytes(300)),
		"ECR":         base64.StdEncoding.EncodeToString([]byte(`{"payload":"` + raw(bytes(90)) + `"}`)),
		"JWT": raw([]byte(`{"alg":"RS256"}`)) + "." + raw([]byte(`{"sub":"`+draw(20, digits)+`"}`)) + "." +
			raw(bytes(256)),
		"GitHub":              "ghp_" + draw(36, small+capital+digits),
		"actions":             "ghs_" + draw(36, small+capital+digits),
		"fine-grained":        "github_pat_" + draw(22, small+capital+digits) + "_" + draw(59, small+capital+digits),
		"GitLab":              "glpat-" + draw(20, small+capital+digits+"-_"),
		"GitLab job":          "glcbt-64_" + draw(20, small+capital+digits+"-_"),
		"Docker":              "dckr_pat_" + draw(27, small+capital+digits+"-_"),
		"Docker organization": "dckr_oat_" + draw(27, small+capital+digits+"-_"),
		"DigitalOcean":        "dop_v1_" + hex.EncodeToString(bytes(32)),
		"Google":              "ya29." + draw(180, small+capital+digits+"-_"),
		"Google key":          "AIza" + draw(35, small+capital+digits+"-_"),
		"Google refresh":      "1//0" + draw(99, small+capital+digits+"-_"),
		"Entra":               draw(3, small) + "8Q~" + draw(34, small+capital+digits+"-_.~"),
		"ACR":                 draw(52, small+capital+digits+"+/"), "IBM": draw(44, small+capital+digits+"-_"),
		"Quay":                    draw(64, capital+digits),
		"Heroku":                  fmt.Sprintf("%x-%x-%x-%x-%x", bytes(4), bytes(2), bytes(2), bytes(2), bytes(6)),
		"Heroku new":              "HRKU-" + draw(60, small+capital+digits+"_"),
		"private key":             string(pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: bytes(1200)})),
		"wrapped":                 wrap(base64.StdEncoding.EncodeToString(bytes(100)), 64),
		"password of a generator": draw(24, small+capital+digits),
	}
}

func wrap(text string, width int) string {
	for i := width; i < len(text); i += width + 1 {
		text = text[:i] + "\n" + text[i:]
	}
	return text
}

// settings returns texts in which a failing program may print a secret.
func settings() []string {
	return []string{
		"%s", "token %s is not valid", "error: the token %s.", "error: exit status 1, out: `%s`",
		`unexpected answer "%s" from https://h.example/`,
		"Authorization: Bearer %s\n", "login failed for ann:%s@registry.example",
		"GET https://h.example/token?x=1&t=%s&y=2: 401",
		"https://h.example/%s/manifests", "cannot read /run/secrets/%s: no such file",
		"{'error':'x','token':'%s'}", "[%s]", "(%s)", "a=%s;b",
		"gpg: decryption failed: %s", "x\n%s\ny", "key=%s", "id: %s", "%s: permission denied",
	}
}

// TestScrubSecrets: no secret in one of these formats is shown, wherever it appears. The
// random numbers are the same in every run: about three of 100,000 keys of 128 bits
// without a prefix look like words.
func TestScrubSecrets(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 2))
	for range 100 {
		for what, secret := range shapes(random) {
			for _, setting := range settings() {
				if what == "Heroku" && strings.HasPrefix(setting, "id") {
					continue // a request's number has the same form
				}
				text := fmt.Sprintf(setting, secret)
				if shown := credential.Scrub(text, 400); leaks(shown, secret) {
					t.Errorf("%s: %q is shown as %q", what, text, shown)
				}
			}
		}
	}
}

// leaks reports whether eight consecutive bytes of a secret are shown, not counting its
// provider's prefix.
func leaks(shown, secret string) bool {
	marks := strings.NewReplacer("github_pat_", "", "dckr_pat_", "", "dckr_oat_", "",
		"-----BEGIN PRIVATE KEY-----", "", "-----END PRIVATE KEY-----", "")
	for line := range strings.Lines(marks.Replace(secret)) {
		line = strings.TrimSpace(line)
		for i := 0; i+8 <= len(line); i++ {
			if strings.Contains(shown, line[i:i+8]) {
				return true
			}
		}
	}
	return false
}

// TestScrubKnown: a known password is removed, whatever it contains and however it is
// encoded.
func TestScrubKnown(t *testing.T) {
	random := rand.New(rand.NewPCG(3, 4))
	const signs = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789 " +
		"!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~äß€\n\t"
	for range 300 {
		letters := []rune(signs)
		password := []rune{letters[random.IntN(62)]}
		for range 4 + random.IntN(30) {
			password = append(password, letters[random.IntN(len(letters))])
		}
		password = append(password, letters[random.IntN(62)])
		c := credential.Credential{Username: "ann", Secret: credential.Secret(string(password))}
		quoted, _ := json.Marshal(string(password))
		for form, printed := range map[string]string{
			"verbatim": string(password),
			"JSON":     string(quoted),
			"a URL":    url.PathEscape(string(password)),
			"a query":  url.QueryEscape(string(password)),
			"base64":   base64.StdEncoding.EncodeToString([]byte(string(password))),
			"a login":  base64.StdEncoding.EncodeToString([]byte("ann:" + string(password))),
		} {
			for _, setting := range settings() {
				shown := credential.Scrub(fmt.Sprintf(setting, printed), 400, c)
				if strings.Contains(shown, oneLine(string(password))) ||
					len(printed) > 8 && strings.Contains(shown, oneLine(printed)) {
					t.Errorf("%s of %q: %q", form, string(password), shown)
				}
			}
		}
	}
	for text, want := range map[string]string{
		"the password pw is wrong, try power": "the password [cut] is wrong, try power",
		"pw":                                  "[cut]", "(pw)": "([cut])", "spw": "spw",
	} {
		if got := credential.Scrub(text, 100, credential.Credential{Username: "u", Secret: "pw"}); got != want {
			t.Errorf("%q is shown as %q", text, got)
		}
	}
}

func oneLine(text string) string { return strings.Join(strings.Fields(text), " ") }

// FuzzScrub: Scrub returns, and its result is one line within the limit.
func FuzzScrub(f *testing.F) {
	for _, seed := range settings() {
		f.Add(seed)
	}
	f.Add("-----BEGIN -----END ")
	f.Fuzz(func(t *testing.T, text string) {
		got := credential.Scrub(text, 50, credential.Credential{Secret: "x"})
		if len(got) > 50 || strings.ContainsAny(got, "\n\r\x1b") {
			t.Fatalf("%q is shown as %q", text, got)
		}
	})
}
