package main

import (
	"io"
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	ecrlogin "github.com/awslabs/amazon-ecr-credential-helper/ecr-login"

	"github.com/dockercfg/dockercfg/shared/helpertest/fakeaws"
	"github.com/dockercfg/dockercfg/shared/inputs"
	"github.com/dockercfg/dockercfg/shared/registry"
	"github.com/dockercfg/dockercfg/shared/userconfig"
)

// settings are a home directory and its variables, for both helpers. variables are those of
// Amazon's SDK that this program reads itself, and that the row covers.
type settings struct {
	env       []string
	files     files
	variables string
}

// rowsOfTheirs are settings with which Amazon's helper works. "~" is the home directory, "${FAKE}"
// the fake's address.
var rowsOfTheirs = map[string]settings{
	"keys": {[]string{"AWS_ACCESS_KEY_ID=AKIAONE", "AWS_SECRET_ACCESS_KEY=s", "AWS_SESSION_TOKEN=t"},
		nil, "AWS_ACCESS_KEY_ID AWS_SECRET_ACCESS_KEY AWS_SESSION_TOKEN"},
	"old names":        {[]string{"AWS_ACCESS_KEY=AKIAOLD", "AWS_SECRET_KEY=s"}, nil, "AWS_ACCESS_KEY AWS_SECRET_KEY"},
	"an old and a new": {[]string{"AWS_ACCESS_KEY_ID=AKIAMIXED", "AWS_SECRET_KEY=s"}, nil, ""},
	"keys before profile": {[]string{"AWS_ACCESS_KEY_ID=AKIAONE", "AWS_SECRET_ACCESS_KEY=s", "AWS_PROFILE=dev"},
		files{keysFile: "[dev]\n" + keysOf("AKIADEV")}, "AWS_PROFILE"},
	"old name of profile": {[]string{"AWS_DEFAULT_PROFILE=dev"}, files{keysFile: "[dev]\n" + keysOf("AKIADEV")},
		"AWS_DEFAULT_PROFILE"},
	"files elsewhere": {[]string{"AWS_CONFIG_FILE=~/c", "AWS_SHARED_CREDENTIALS_FILE=~/k", "AWS_PROFILE=dev"},
		files{"c": "[profile dev]\nregion = eu-west-1\n", "k": "[dev]\n" + keysOf("AKIAELSEWHERE")},
		"AWS_CONFIG_FILE " +
			"AWS_SHARED_CREDENTIALS_FILE"},
	"web identity": {[]string{"AWS_WEB_IDENTITY_TOKEN_FILE=~/token",
		"AWS_ROLE_ARN=arn:aws:iam::123456789012:role/ci"},
		files{"token": fakeaws.WebIdentity("ci")}, "AWS_WEB_IDENTITY_TOKEN_FILE AWS_ROLE_ARN"},
	"container": {[]string{"AWS_CONTAINER_CREDENTIALS_FULL_URI=${FAKE}/container/credentials",
		"AWS_CONTAINER_AUTHORIZATION_TOKEN=t"}, nil,
		"AWS_CONTAINER_CREDENTIALS_FULL_URI AWS_CONTAINER_AUTHORIZATION_TOKEN"},
	"container, by a file": {[]string{"AWS_CONTAINER_CREDENTIALS_FULL_URI=${FAKE}/container/credentials",
		"AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE=~/t"}, files{"t": "t"}, "AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE"},
	"instance": {[]string{"AWS_EC2_METADATA_DISABLED=false", "AWS_EC2_METADATA_SERVICE_ENDPOINT=${FAKE}"},
		nil, "AWS_EC2_METADATA_SERVICE_ENDPOINT"},
	"instance, a mode too": {[]string{"AWS_EC2_METADATA_DISABLED=", "AWS_EC2_METADATA_SERVICE_ENDPOINT=${FAKE}",
		"AWS_EC2_METADATA_SERVICE_ENDPOINT_MODE=IPv6"}, nil, ""},
	"instance, by profile": {[]string{"AWS_EC2_METADATA_DISABLED=", "AWS_PROFILE=dev"},
		files{configFile: "[profile dev]\nec2_metadata_service_endpoint = ${FAKE}\n"}, ""},
	"endpoint of ECR": {[]string{"AWS_ENDPOINT_URL=http://127.0.0.1:1", "AWS_ENDPOINT_URL_ECR=${FAKE}",
		"AWS_ACCESS_KEY_ID=AKIAONE", "AWS_SECRET_ACCESS_KEY=s"}, nil, "AWS_ENDPOINT_URL AWS_ENDPOINT_URL_ECR"},
	"endpoint of profile": {[]string{"AWS_ENDPOINT_URL=-", "AWS_PROFILE=dev"},
		files{configFile: "[profile dev]\nendpoint_url = ${FAKE}\n" + keysOf("AKIADEV")}, ""},
	"endpoints ignored, not": {[]string{"AWS_IGNORE_CONFIGURED_ENDPOINT_URLS=false", "AWS_ACCESS_KEY_ID=AKIAONE",
		"AWS_SECRET_ACCESS_KEY=s"}, nil,
		"AWS_IGNORE_CONFIGURED_ENDPOINT_URLS"},
	"attempts": {[]string{"AWS_RETRY_MODE=adaptive", "AWS_MAX_ATTEMPTS=2", "AWS_ACCESS_KEY_ID=AKIAONE",
		"AWS_SECRET_ACCESS_KEY=s"}, nil, ""},
	"a process": {[]string{"AWS_PROFILE=dev"}, files{configFile: "[profile dev]\ncredential_process = printf " +
		"'{\"Version\":1,\"AccessKeyId\":\"AKIAPROC\",\"SecretAccessKey\":\"s\"}'\n"}, ""},
	"a byte order mark": {[]string{"AWS_PROFILE=dev"}, files{keysFile: "\ufeff[default]\nregion = " +
		"x\n[dev]\n" + keysOf("AKIADEV")}, ""},
	"a mark, other file": {[]string{"AWS_PROFILE=dev"}, files{configFile: "\ufeff[default]\n",
		keysFile: "[dev]\n" + keysOf("AKIADEV")}, ""},
}

var keyOfToken = regexp.MustCompile(`CANARY-ECR-([A-Z]+)`)

// TestAsAmazonsHelper: with every setting with which Amazon's own helper works, this one works too
// and uses the same identity.
func TestAsAmazonsHelper(t *testing.T) {
	for what, row := range rowsOfTheirs {
		t.Run(what, func(t *testing.T) {
			w := newWorld(t)
			expand := strings.NewReplacer("~", w.Home, "${FAKE}", w.URL())
			for name, text := range row.files {
				w.File(t, name, expand.Replace(text))
			}
			env := append(append([]string{}, w.Environment()...), "AWS_EC2_METADATA_SERVICE_ENDPOINT=",
				"AWS_EC2_METADATA_DISABLED=true", "AWS_ECR_DISABLE_CACHE=1", "HOME="+w.Home,
				"AWS_CONFIG_FILE="+filepath.Join(w.Home, configFile),
				"AWS_SHARED_CREDENTIALS_FILE="+filepath.Join(w.Home,
					keysFile)) // the SDK knows the home that it began with
			for _, assignment := range row.env {
				env = append(env, expand.Replace(assignment))
			}
			for _, assignment := range os.Environ() {
				if name, _, _ := strings.Cut(assignment, "="); strings.HasPrefix(name, "AWS_") {
					t.Setenv(name, "")
					os.Unsetenv(name)
				}
			}
			var ours []string
			for _, assignment := range env {
				name, value, _ := strings.Cut(assignment, "=")
				if t.Setenv(name, value); value == "-" {
					os.Unsetenv(name)
				}
			}
			ours = append(ours, os.Environ()...)
			_, theirs, err := ecrlogin.NewECRHelper(ecrlogin.WithLogger(io.Discard)).Get(own)
			if err != nil {
				t.Fatalf("Amazon's helper does not work with it: %v", err)
			}
			w.Env = ours
			a := w.Run(t, "get", own)
			want := keyOfToken.FindString(theirs)
			if got := a.Password(t, user); want == "" || keyOfToken.FindString(got) != want {
				t.Errorf("this one is %s, Amazon's is %s", got, theirs)
			}
		})
	}
}

// notTheirs are variables that Amazon's SDK does not have, or that another test covers.
var notTheirs = strings.Fields(`AWS_STS_ROLE AWS_STS_ACCOUNT AWS_ECR_DISABLE_CACHE AWS_ECR_CACHE_DIR AWS_ECR_ROLE_ARN AWS_CA_BUNDLE
	AWS_CONTAINER_CREDENTIALS_RELATIVE_URI AWS_LOGIN_CACHE_DIRECTORY AWS_ENDPOINT_URL_`)

// TestVariablesOfOurOwn: a row covers each variable of the SDK that this program reads itself, so
// that a new one is not forgotten.
func TestVariablesOfOurOwn(t *testing.T) {
	covered := map[string]bool{}
	for _, name := range notTheirs {
		covered[name] = true
	}
	for _, row := range rowsOfTheirs {
		for _, name := range strings.Fields(row.variables) {
			covered[name] = true
		}
	}
	var sources []string
	for _, pattern := range []string{"*.go", "internal/api/*.go", "../internal/ecr/*.go"} {
		found, err := filepath.Glob(pattern)
		if err != nil {
			t.Fatal(err)
		}
		sources = append(sources, found...)
	}
	read := regexp.MustCompile(`"(AWS_[A-Z0-9_]+)"`)
	for _, path := range sources {
		if strings.HasSuffix(path, "_test.go") {
			continue
		}
		text, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		for _, found := range read.FindAllStringSubmatch(string(text), -1) {
			if !covered[found[1]] {
				t.Errorf("%s reads %s, which no row of rowsOfTheirs covers", path, found[1])
			}
		}
	}
}

// TestLoginElsewhere: a login in AWS_LOGIN_CACHE_DIRECTORY is an input of the cache.
func TestLoginElsewhere(t *testing.T) {
	w := newWorld(t)
	env := append(sources["login session"].prepare(t, w),
		"AWS_LOGIN_CACHE_DIRECTORY="+filepath.Join(w.Home, "elsewhere"))
	w.Fails(t, "login-expired", "the profile dev has no login yet: run `aws login --profile dev`", env...)
	if err := os.Rename(filepath.Join(w.Home, ".aws/login/cache"), filepath.Join(w.Home, "elsewhere")); err != nil {
		t.Fatal(err)
	}
	first := w.password(t, own, env...)
	if again := w.password(t, own, env...); again != first {
		t.Error("the token is not kept")
	}
	if err := os.RemoveAll(filepath.Join(w.Home, "elsewhere")); err != nil {
		t.Fatal(err)
	}
	w.Fails(t, "login-expired", "has no login yet", env...)
}

// recorded is a network that records the hosts of requests.
type recorded struct{ hosts []string }

func (r *recorded) RoundTrip(request *http.Request) (*http.Response, error) {
	r.hosts = append(r.hosts, request.URL.Host)
	return nil, io.ErrUnexpectedEOF
}

// TestMetadataByIPv6: the variable and the profile's key select the service's IPv6 address, which
// no test may ask.
func TestMetadataByIPv6(t *testing.T) {
	for _, c := range []struct{ mode, profile, host string }{
		{"", "", "169.254.169.254"},
		{"IPv4", "ec2_metadata_service_endpoint_mode = IPv6\n", "169.254.169.254"},
		{"IPv6", "", "[fd00:ec2::254]"},
		{"ipv6", "", "[fd00:ec2::254]"},
		{"", "ec2_metadata_service_endpoint_mode = IPv6\n", "[fd00:ec2::254]"},
	} {
		w := newWorld(t)
		t.Setenv("HOME", w.Home)
		t.Setenv("AWS_CONFIG_FILE", w.File(t, configFile, "[default]\n"+c.profile))
		t.Setenv("AWS_EC2_METADATA_SERVICE_ENDPOINT_MODE", c.mode)
		name, err := registry.Parse(own)
		if err != nil {
			t.Fatal(err)
		}
		s, _, err := identify(t.Context(), &inputs.Recorder{}, name, userconfig.Rule{})
		if err != nil {
			t.Fatal(err)
		}
		network := &recorded{}
		s.instance.first.Transport, s.instance.more.Transport = network, network
		_, _ = retrieve(t.Context(), s)
		if len(network.hosts) != 1 || network.hosts[0] != c.host {
			t.Errorf("%+v: it asks %q", c, network.hosts)
		}
	}
}
