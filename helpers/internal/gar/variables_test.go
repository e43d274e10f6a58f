package gar

import (
	"strings"
	"testing"
)

// documented are variables of Google's libraries and of gcloud that the helper reads itself. All of them
// distinguish cached tokens.
var documented = []string{
	"GOOGLE_APPLICATION_CREDENTIALS", "GOOGLE_EXTERNAL_ACCOUNT_ALLOW_EXECUTABLES", "GCE_METADATA_HOST", "NO_GCE_CHECK",
	"CLOUDSDK_CONFIG", "CLOUDSDK_ACTIVE_CONFIG_NAME", "CLOUDSDK_CORE_ACCOUNT",
	"CLOUDSDK_AUTH_IMPERSONATE_SERVICE_ACCOUNT",
	"CLOUDSDK_AUTH_CREDENTIAL_FILE_OVERRIDE", "CLOUDSDK_AUTH_ACCESS_TOKEN_FILE", "CLOUDSDK_AUTH_ACCESS_TOKEN",
	"AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN", "AWS_REGION", "AWS_DEFAULT_REGION",
}

func TestDocumented(t *testing.T) {
	for _, variable := range documented {
		covered := false
		for _, pattern := range Provider().Variables {
			begin, open := strings.CutSuffix(pattern, "*")
			covered = covered || variable == pattern || open && strings.HasPrefix(variable, begin)
		}
		if !covered {
			t.Errorf("a token is kept under no pattern of %s", variable)
		}
	}
}
