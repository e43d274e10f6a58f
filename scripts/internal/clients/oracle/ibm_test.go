package oracle

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/IBM/go-sdk-core/v5/core"
	"github.com/docker/docker-credential-helpers/client"
)

// ibmFiles are files for IBM_CREDENTIALS_FILE, with every documented property that determines the
// identity
// (https://github.com/IBM/go-sdk-core/blob/main/Authentication.md).
var ibmFiles = map[string]string{
	"a key":                "CONTAINER_REGISTRY_APIKEY=k\n",
	"a key and its type":   "CONTAINER_REGISTRY_AUTH_TYPE=iam\nCONTAINER_REGISTRY_APIKEY=k\n",
	"a type in upper case": "CONTAINER_REGISTRY_AUTH_TYPE=IAM\nCONTAINER_REGISTRY_APIKEY=k\n",
	"the other name of the type": "CONTAINER_REGISTRY_AUTHTYPE=bearerToken\n" +
		"CONTAINER_REGISTRY_BEARER_TOKEN=t\nCONTAINER_REGISTRY_APIKEY=k\n",
	"a token": "CONTAINER_REGISTRY_AUTH_TYPE=bearerToken\nCONTAINER_REGISTRY_BEARER_TOKEN=t\n",
	"an assumed profile": "CONTAINER_REGISTRY_AUTH_TYPE=iamAssume\nCONTAINER_REGISTRY_APIKEY=k\n" +
		"CONTAINER_REGISTRY_IAM_PROFILE_ID=Profile-1\n",
	"an instance's identity": "CONTAINER_REGISTRY_AUTH_TYPE=vpc\n" +
		"CONTAINER_REGISTRY_AUTH_URL=http://127.0.0.1:1\nCONTAINER_REGISTRY_IAM_PROFILE_ID=Profile-1\n",
	"an instance without profile": "CONTAINER_REGISTRY_AUTH_TYPE=vpc\nCONTAINER_REGISTRY_AUTH_URL=http://127.0.0.1:1\n",
	"the same name twice":         "CONTAINER_REGISTRY_APIKEY=first\nCONTAINER_REGISTRY_APIKEY=k\n",
	"a comment":                   "#CONTAINER_REGISTRY_APIKEY=no\nCONTAINER_REGISTRY_APIKEY=k\n",
	"spaces around a line":        " CONTAINER_REGISTRY_APIKEY=k \n",
	"an equals sign in a value":   "CONTAINER_REGISTRY_APIKEY=k=v=\n",
	"Windows line endings":        "CONTAINER_REGISTRY_APIKEY=k\r\n",
	"an unknown type":             "CONTAINER_REGISTRY_AUTH_TYPE=other\nCONTAINER_REGISTRY_APIKEY=k\n",
	"a type without its key":      "CONTAINER_REGISTRY_AUTH_TYPE=iam\n",
	"a profile in two forms": "CONTAINER_REGISTRY_AUTH_TYPE=iamAssume\nCONTAINER_REGISTRY_APIKEY=k\n" +
		"CONTAINER_REGISTRY_IAM_PROFILE_ID=p\nCONTAINER_REGISTRY_IAM_PROFILE_CRN=crn:p\n",
	"a profile without account": "CONTAINER_REGISTRY_AUTH_TYPE=iamAssume\nCONTAINER_REGISTRY_APIKEY=k\n" +
		"CONTAINER_REGISTRY_IAM_PROFILE_NAME=p\n",
}

// TestIBM: docker-credential-icr reads such a file as IBM's own SDK does.
func TestIBM(t *testing.T) {
	for what, text := range ibmFiles {
		t.Run(what, func(t *testing.T) {
			home := isolate(t)
			file := filepath.Join(home, "ibm.env")
			if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
				t.Fatal(err)
			}
			set(t, "IBM_CREDENTIALS_FILE", file)
			theirs, err := core.GetAuthenticatorFromEnvironment("container_registry")
			if err == nil && theirs != nil {
				err = theirs.Validate()
			}
			got, failed := client.Get(client.NewShellProgramFunc(filepath.Join(programs, "docker-credential-icr")), "de.icr.io")
			user, secret := "", ""
			if failed == nil {
				user, secret = got.Username, got.Secret
			}
			switch theirs := theirs.(type) {
			case *core.IamAuthenticator:
				check(t, err, user == "iamapikey" && secret == theirs.ApiKey, user, secret, failed)
			case *core.BearerTokenAuthenticator:
				check(t, err, user == "iambearer" && secret == theirs.BearerToken, user, secret, failed)
			case *core.IamAssumeAuthenticator:
				check(t, err, user == "Profile-1" && secret == "k", user, secret, failed)
			case *core.VpcInstanceAuthenticator:
				ask := exec.Command(filepath.Join(programs, "docker-credential-icr"), "explain")
				ask.Stdin = strings.NewReader("de.icr.io")
				out, wrong := ask.Output()
				source := string(out)
				check(t, err, strings.Contains(source, "instance's identity") && strings.Contains(source, theirs.IAMProfileID), source, "", wrong)
			default:
				check(t, err, false, user, secret, failed)
			}
		})
	}
}

// check compares the helper's answer with the SDK's: both accept the file with the same identity, or
// both refuse it.
func check(t *testing.T, theirs error, same bool, user, secret string, ours error) {
	t.Helper()
	if (theirs == nil) != same || theirs != nil && ours == nil {
		t.Errorf("IBM's SDK: %v; the helper: %q, %q, %v", theirs, user, secret, ours)
	}
}
