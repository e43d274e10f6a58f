//go:build unix

package main

import (
	"strings"
	"testing"

	"github.com/dockercfg/dockercfg/shared/helpertest/fakegoogle"
)

// ofAccount is a gcloud with two accounts, which is asked for one of them.
const ofAccount = `case "$*" in
"config config-helper --format=json(credential)") who=active ;;
"config config-helper --format=json(credential) --account=me@example.com") who=me ;;
"config config-helper --format=json(credential) --account=other@example.com") who=other ;;
*) echo "Your current active account does not have any valid credentials" >&2; exit 1 ;;
esac
echo "{\"credential\":{\"access_token\":\"ya29.token-$who\",\"token_expiry\":\"2999-01-01T00:00:00Z\"}}"`

// TestRuleOfGcloud: a rule selects one of gcloud's accounts, whatever the variables and the active
// account are.
func TestRuleOfGcloud(t *testing.T) {
	w := withGcloud(t, ofAccount)
	w.set("GOOGLE_AUTH_JSON="+fakegoogle.ServiceAccount(account("a")), "CLOUDSDK_CORE_ACCOUNT=dev@example.com")
	w.rules(t, `
[[registry]]
match = "us-docker.pkg.dev"
account = "me@example.com"

[[registry]]
match = "eu-docker.pkg.dev"
account = "other@example.com"
source = "gcloud"

[[registry]]
match = "asia-docker.pkg.dev"
source = "gcloud"

[[registry]]
match = "`+own+`"
account = "gone@example.com"

[[registry]]
match = "gcr.io"
account = "me@example.com"
impersonate = "`+accountX+`"
`)
	for host, c := range map[string][2]string{
		"us-docker.pkg.dev":   {"ya29.token-me", "account me@example.com of gcloud, by the rule in line 2"},
		"eu-docker.pkg.dev":   {"ya29.token-other", "account other@example.com of gcloud, by the rule in line 6"},
		"asia-docker.pkg.dev": {"ya29.token-active", "account dev@example.com of gcloud, by the rule in line 11"},
		"gcr.io": {"ya29.as-", "service account " + accountX +
			" impersonated by the account me@example.com of gcloud, by the rule in line 19"},
	} {
		token := w.Run(t, "get", host).Password(t, user)
		calls := w.calls()
		if again := w.Run(t, "get", host).Password(t, user); !strings.HasPrefix(token, c[0]) || again != token ||
			w.calls() != calls {
			t.Errorf("%s: %s, then %s, %d calls", host, token, again, w.calls()-calls)
		}
		if e := w.Run(t, "explain", host); !strings.Contains(e.Out, c[1]) {
			t.Errorf("%s: %+v", host, e)
		}
	}
	if got := w.last(iamHost).Header.Get("Authorization"); got != "Bearer ya29.token-me" {
		t.Errorf("IAM was asked with %q", got)
	}
	w.Fails(t, "no-identity", "gcloud has no login of gone@example.com, which the rule in line 15 of config.toml "+
		"names: run `gcloud auth login gone@example.com`")
	w.set("CLOUDSDK_AUTH_ACCESS_TOKEN_FILE=" + w.File(t, "token", "CANARY"))
	w.Fails(t, "config", "its property auth/access_token_file overrides every account")
	w.Fails(t, "config", "CLOUDSDK_AUTH_ACCESS_TOKEN overrides every account", "CLOUDSDK_AUTH_ACCESS_TOKEN=CANARY")
	if w.Count(tokenHost) != 0 {
		t.Error("the variable's account was used")
	}
}
