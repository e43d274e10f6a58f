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

// ibmFiles are files of IBM_CREDENTIALS_FILE, with every documented property that
// decides about an identity
// (https://github.com/IBM/go-sdk-core/blob/main/Authentication.md).
var ibmFiles = map[string]string{
	"a key":                     "CONTAINER_REGISTRY_APIKEY=k\n",
	"a key, named":              "CONTAINER_REGISTRY_AUTH_TYPE=iam\nCONTAINER_REGISTRY_APIKEY=k\n",
	"in other letters":          "CONTAINER_REGISTRY_AUTH_TYPE=IAM\nCONTAINER_REGISTRY_APIKEY=k\n",
	"the other spelling":        "CONTAINER_REGISTRY_AUTHTYPE=bearerToken\nCONTAINER_REGISTRY_BEARER_TOKEN=t\nCONTAINER_REGISTRY_APIKEY=k\n",
	"a token":                   "CONTAINER_REGISTRY_AUTH_TYPE=bearerToken\nCONTAINER_REGISTRY_BEARER_TOKEN=t\n",
	"an assumed profile":        "CONTAINER_REGISTRY_AUTH_TYPE=iamAssume\nCONTAINER_REGISTRY_APIKEY=k\nCONTAINER_REGISTRY_IAM_PROFILE_ID=Profile-1\n",
	"a server's identity":       "CONTAINER_REGISTRY_AUTH_TYPE=vpc\nCONTAINER_REGISTRY_AUTH_URL=http://127.0.0.1:1\nCONTAINER_REGISTRY_IAM_PROFILE_ID=Profile-1\n",
	"a server without profile":  "CONTAINER_REGISTRY_AUTH_TYPE=vpc\nCONTAINER_REGISTRY_AUTH_URL=http://127.0.0.1:1\n",
	"two lines of one name":     "CONTAINER_REGISTRY_APIKEY=first\nCONTAINER_REGISTRY_APIKEY=k\n",
	"a comment":                 "#CONTAINER_REGISTRY_APIKEY=no\nCONTAINER_REGISTRY_APIKEY=k\n",
	"spaces around":             " CONTAINER_REGISTRY_APIKEY=k \n",
	"an equals sign within":     "CONTAINER_REGISTRY_APIKEY=k=v=\n",
	"Windows' line ends":        "CONTAINER_REGISTRY_APIKEY=k\r\n",
	"an unknown type":           "CONTAINER_REGISTRY_AUTH_TYPE=other\nCONTAINER_REGISTRY_APIKEY=k\n",
	"a type without its key":    "CONTAINER_REGISTRY_AUTH_TYPE=iam\n",
	"a profile in two forms":    "CONTAINER_REGISTRY_AUTH_TYPE=iamAssume\nCONTAINER_REGISTRY_APIKEY=k\nCONTAINER_REGISTRY_IAM_PROFILE_ID=p\nCONTAINER_REGISTRY_IAM_PROFILE_CRN=crn:p\n",
	"a profile without account": "CONTAINER_REGISTRY_AUTH_TYPE=iamAssume\nCONTAINER_REGISTRY_APIKEY=k\nCONTAINER_REGISTRY_IAM_PROFILE_NAME=p\n",
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

// check holds the helper's answer against the SDK's: both take a file, or neither does.
func check(t *testing.T, theirs error, same bool, user, secret string, ours error) {
	t.Helper()
	if (theirs == nil) != same || theirs != nil && ours == nil {
		t.Errorf("IBM's SDK: %v; the helper: %q, %q, %v", theirs, user, secret, ours)
	}
}
