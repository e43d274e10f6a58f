package main

import (
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
	"unicode/utf16"

	"github.com/dockercfg/dockercfg/shared/helpertest/fakeaws"
)

// damages are ways in which a file becomes unreadable, each applied to a valid file.
var damages = map[string]struct {
	do   func(t *testing.T, path, text string)
	says string
}{
	"another's": {func(t *testing.T, path, text string) { put(t, path, text, 0o000) },
		"keeps this user from reading it"},
	"a directory": {func(t *testing.T, path, _ string) {
		if err := os.MkdirAll(path, 0o700); err != nil {
			t.Fatal(err)
		}
	}, "is a directory"},
	"a byte order mark": {func(t *testing.T, path, text string) { put(t, path, "\ufeff"+text, 0o600) },
		"byte order mark"},
	"UTF-16": {func(t *testing.T, path, text string) {
		wide := []byte{0xff, 0xfe}
		for _, unit := range utf16.Encode([]rune(text)) {
			wide = append(wide, byte(unit), byte(unit>>8))
		}
		put(t, path, string(wide), 0o600)
	}, "UTF-16"},
}

func put(t *testing.T, path, text string, mode os.FileMode) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(text), mode); err != nil {
		t.Fatal(err)
	}
	if err := os.Chmod(path, mode); err != nil { // independent of the umask
		t.Fatal(err)
	}
}

// TestDamagedProfiles: the error names the file of Amazon's that cannot be read. Without another
// identity it is an error, even for the registry that allows anonymous pulls. With another
// identity, that is used and a warning names the file.
func TestDamagedProfiles(t *testing.T) {
	texts := map[string]string{"credentials": "[default]\n" + keysOf("AKIADEFAULT"),
		"config": "[default]\n" + keysOf("AKIADEFAULT")}
	for name, text := range texts {
		for what, damage := range damages {
			t.Run(name+" "+what, func(t *testing.T) {
				t.Parallel()
				w := newWorld(t)
				w.Ordinary(t)
				path := filepath.Join(w.Home, ".aws", name)
				damage.do(t, path, text)
				for _, env := range [][]string{nil, {"AWS_PROFILE=default"},
					{"AWS_EC2_METADATA_DISABLED=", "AWS_EC2_METADATA_SERVICE_ENDPOINT=http://127.0.0.1:1"}} {
					for _, asked := range []string{own, "public.ecr.aws"} {
						a := w.Run(t, "get", asked, env...)
						if a.Code != 1 || !strings.HasPrefix(a.Out, program+": config: ") ||
							!strings.Contains(a.Out, path) ||
							!strings.Contains(a.Out, damage.says) {
							t.Errorf("%q, %s: %+v", env, asked, a)
						}
					}
				}
				if a := w.Run(t, "explain", "public.ecr.aws"); a.Code != 1 || !strings.Contains(a.Out, damage.says) {
					t.Errorf("explain: %+v", a)
				}
				if what == "a directory" {
					return // the SDK rejects the file, even with another identity
				}
				a := w.Run(t, "get", own, "AWS_ACCESS_KEY_ID=AKIAENV", "AWS_SECRET_ACCESS_KEY=s")
				if got := a.Password(t, user); !strings.Contains(got, "AKIAENV") || !strings.Contains(a.Err, path) ||
					!strings.Contains(a.Err, damage.says) {
					t.Errorf("with keys in variables: %+v", a)
				}
			})
		}
	}
}

// TestProofs: the error names the damaged file that contains the proof of an identity, or the
// certificates, together with its setting, and does not blame a service.
func TestProofs(t *testing.T) {
	const role = "AWS_ROLE_ARN=arn:aws:iam::123456789012:role/ci"
	for what, c := range map[string]struct {
		env  func(w *world, path string) []string
		name string
	}{
		"web identity": {func(_ *world, path string) []string {
			return []string{role, "AWS_WEB_IDENTITY_TOKEN_FILE=" + path}
		}, "AWS_WEB_IDENTITY_TOKEN_FILE"},
		"web identity of a profile": {func(w *world, path string) []string {
			put(t, filepath.Join(w.Home, ".aws/config"), "[profile dev]\nrole_arn = "+
				"arn:aws:iam::123456789012:role/ci\nweb_identity_token_file = "+path+"\n", 0o600)
			return []string{"AWS_PROFILE=dev"}
		}, "web_identity_token_file in ~/.aws/config"},
		"container": {func(w *world, path string) []string {
			return []string{"AWS_CONTAINER_CREDENTIALS_FULL_URI=" + w.URL() + "/container/credentials",
				"AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE=" + path}
		}, "AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE"},
		"authorities": {func(_ *world, path string) []string {
			return []string{"AWS_ACCESS_KEY_ID=AKIAENV", "AWS_SECRET_ACCESS_KEY=s", "AWS_CA_BUNDLE=" + path}
		}, "AWS_CA_BUNDLE"},
		"authorities of a profile": {func(w *world, path string) []string {
			put(t, filepath.Join(w.Home, ".aws/config"),
				"[default]\nca_bundle = "+path+"\n"+keysOf("AKIADEFAULT"), 0o600)
			return nil
		}, "ca_bundle in ~/.aws/config"},
	} {
		t.Run(what, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t, "AWS_MAX_ATTEMPTS=1")
			w.Ordinary(t)
			w.Behave(fakeaws.Container, fakeaws.Behaviour{Require: "CANARY-AUTH"})
			w.Behave(fakeaws.STS, fakeaws.Behaviour{Fault: fakeaws.Refuse(400, "InvalidIdentityToken", "")})
			path := filepath.Join(w.Home, "proof")
			env := c.env(w, path)
			w.Fails(t, "config", c.name+" names the file "+path+", which does not exist: ", env...)
			put(t, path, "", 0o600)
			if strings.HasPrefix(what, "authorities") {
				w.Fails(t, "config", "contains no certificate", env...)
			} else {
				w.Fails(t, "config", "is empty", env...)
			}
			put(t, path, "x", 0o000)
			w.Fails(t, "config", "keeps this user from reading it", env...)
			if err := os.Remove(path); err != nil {
				t.Fatal(err)
			}
			put(t, filepath.Join(path, "x"), "x", 0o600)
			w.Fails(t, "config", c.name+" names the file "+path+", which is a directory", env...)
		})
	}
}

// TestStrayCharacters: the error names the variable with characters that a shell or an env file adds.
func TestStrayCharacters(t *testing.T) {
	keys := map[string]string{"AWS_ACCESS_KEY_ID": "AKIAENV", "AWS_SECRET_ACCESS_KEY": "secret",
		"AWS_SESSION_TOKEN": "session"}
	for _, suffix := range []string{"", "_123456789012"} {
		for name := range keys {
			for _, around := range []string{"%\n", "%\r\n", " %", `"%"`, "'%'"} {
				var env []string
				for each, value := range keys {
					if each == name {
						value = strings.Replace(around, "%", value, 1)
					}
					env = append(env, each+suffix+"="+value)
				}
				newWorld(t).Fails(t, "config", "the value of "+name+suffix+" ", env...)
			}
		}
	}
	w := newWorld(t)
	w.Fails(t, "config", "AWS_CONTAINER_AUTHORIZATION_TOKEN ",
		"AWS_CONTAINER_CREDENTIALS_FULL_URI="+w.URL()+"/container/credentials", "AWS_CONTAINER_AUTHORIZATION_TOKEN=x\n")
}

const ssoConfig = "[profile dev]\nsso_session = corp\n" + ssoProfile

// TestRenewal: the error says why an SSO login cannot be renewed. A login that was renewed and
// cannot be saved is used.
func TestRenewal(t *testing.T) {
	expired := func(t *testing.T) (*world, string) {
		w := newWorld(t, "AWS_PROFILE=dev")
		w.Ordinary(t)
		w.File(t, configFile, ssoConfig)
		return w, w.File(t, ssoFile("corp"), login("old", "CANARY-REFRESH", -time.Hour))
	}
	for what, c := range map[string]struct {
		fault      fakeaws.Fault
		code, text string
	}{
		"in disorder": {fakeaws.Refuse(503, "ServiceUnavailable", ""), "upstream", "status 503"},
		"asked often": {fakeaws.Refuse(429, "TooManyRequestsException", ""), "throttled", ""},
		"refused":     {fakeaws.Refuse(400, "invalid_grant", ""), "login-expired", "aws sso login --profile dev"},
	} {
		t.Run(what, func(t *testing.T) {
			t.Parallel()
			w, _ := expired(t)
			w.Behave(fakeaws.OIDC, fakeaws.Behaviour{Fault: c.fault})
			w.Fails(t, c.code, c.text, "AWS_MAX_ATTEMPTS=1")
		})
	}
	t.Run("no network", func(t *testing.T) {
		t.Parallel()
		w, _ := expired(t)
		w.Fails(t, "upstream", "cannot be reached", "AWS_ENDPOINT_URL=http://127.0.0.1:1", "AWS_MAX_ATTEMPTS=1")
	})
	t.Run("no section", func(t *testing.T) {
		t.Parallel()
		w, _ := expired(t)
		w.File(t, configFile, "[profile dev]\nsso_session = corq\n"+ssoProfile)
		w.Fails(t, "config", "corq")
	})
	t.Run("damaged", func(t *testing.T) {
		t.Parallel()
		w, path := expired(t)
		w.File(t, ssoFile("corp"), `{"accessToken":`)
		w.Fails(t, "login-expired", path+" is damaged")
		put(t, path, "{}", 0o000)
		w.Fails(t, "login-expired", "keeps this user from reading it")
	})
	t.Run("never made", func(t *testing.T) {
		t.Parallel()
		w, path := expired(t)
		if err := os.Remove(path); err != nil {
			t.Fatal(err)
		}
		w.Fails(t, "login-expired", "the profile dev has no login yet: run `aws sso login --profile dev`")
	})
	t.Run("cannot be written", func(t *testing.T) {
		t.Parallel()
		w, path := expired(t)
		if err := os.Chmod(filepath.Dir(path), 0o500); err != nil {
			t.Fatal(err)
		}
		a := w.Run(t, "get", own)
		if a.Password(t, user); !strings.Contains(a.Err, path) || w.Count(fakeaws.OIDC) != 1 ||
			w.Count(fakeaws.ECR) != 1 {
			t.Errorf("%+v, %+v", a, w.Requests())
		}
		if err := os.Chmod(filepath.Dir(path), 0o700); err != nil {
			t.Fatal(err)
		}
	})
}

// TestRefusals: the error explains a refusal by its code and by the service that refused.
func TestRefusals(t *testing.T) {
	role := []string{"AWS_ACCESS_KEY_ID=A", "AWS_SECRET_ACCESS_KEY=b", "AWS_STS_ROLE=r", "AWS_STS_ACCOUNT=111122223333"}
	for what, c := range map[string]struct {
		service    string
		fault      fakeaws.Fault
		code, text string
	}{
		"a region that is off": {fakeaws.STS, fakeaws.Refuse(403, "RegionDisabledException", ""), "denied",
			"aws account enable-region --region-name eu-west-1"},
		"half a signature": {fakeaws.STS, fakeaws.Refuse(400, "IncompleteSignature", ""), "denied", "key ID"},
		"half a signature, ECR": {fakeaws.ECR, fakeaws.Refuse(400, "IncompleteSignatureException", ""), "denied",
			"key ID"},
		"a policy": {fakeaws.ECR, fakeaws.Refuse(400, "AccessDeniedException", ""), "denied",
			"AmazonEC2ContainerRegistryReadOnly"},
		"something else": {fakeaws.ECR, fakeaws.Refuse(403, "AccountSuspended", ""), "denied", "AccountSuspended"},
		"a subscription": {fakeaws.ECR, fakeaws.Refuse(403, "OptInRequired", ""), "denied", "subscribed"},
	} {
		t.Run(what, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t, role...)
			w.Behave(c.service, fakeaws.Behaviour{Fault: c.fault})
			a := w.Run(t, "get", own)
			w.Fails(t, c.code, c.text)
			if policy := strings.Contains(a.Out, "ReadOnly"); policy != (what == "a policy") {
				t.Errorf("it blames the policy: %v: %+v", policy, a)
			}
		})
	}
	t.Run("a misspelt SSO role", func(t *testing.T) {
		t.Parallel()
		w := newWorld(t, "AWS_PROFILE=dev")
		w.File(t, configFile, ssoConfig)
		w.File(t, ssoFile("corp"), login("A", "r", time.Hour))
		w.Behave(fakeaws.SSO, fakeaws.Behaviour{Fault: fakeaws.Refuse(http.StatusForbidden, "ForbiddenException",
			"No access")})
		w.Fails(t, "denied", "no access to the role dev in the account 123456789012 (ForbiddenException): check "+
			"sso_role_name")
		w.Behave(fakeaws.SSO, fakeaws.Behaviour{
			Fault: fakeaws.Refuse(http.StatusUnauthorized, "UnauthorizedException", ""),
		})
		w.Fails(t, "login-expired", "aws sso login --profile dev")
	})
}
