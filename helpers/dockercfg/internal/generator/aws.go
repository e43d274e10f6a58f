package generator

import (
	"fmt"
	"os"
	"strings"

	"github.com/dockercfg/dockercfg/shared/dockerconfig"
	"github.com/dockercfg/dockercfg/shared/fault"
)

// awsProvider is Amazon ECR, by the variables of CodeShip's generator image.
// Which identity they amount to is for the helper to find; here it is only which
// registries are meant.
func awsProvider() provider {
	return provider{
		name: "aws",
		secrets: func([]string) bool {
			return anySet("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_PROFILE", "AWS_WEB_IDENTITY_TOKEN_FILE",
				"AWS_CONTAINER_CREDENTIALS_RELATIVE_URI", "AWS_CONTAINER_CREDENTIALS_FULL_URI")
		},
		missing:  func() []string { return readAmazon().missing() },
		bindings: func([]string) ([]dockerconfig.Binding, error) { return readAmazon().bindings() },
		env:      func() []string { return nil },
		helper:   "ecr",
		ask:      func() bool { a := readAmazon(); return a.private && len(a.accounts) == 0 },
	}
}

// amazon is which registries the variables mean. Accounts and region come with
// the variable that they are from, for an error.
type amazon struct {
	public               bool // public.ecr.aws
	private              bool // those of the accounts
	accounts             []string
	region               string
	accountsBy, regionBy string
}

func readAmazon() amazon {
	a := amazon{region: os.Getenv("AWS_REGION"), regionBy: "AWS_REGION"}
	if a.region == "" {
		a.region, a.regionBy = os.Getenv("AWS_DEFAULT_REGION"), "AWS_DEFAULT_REGION"
	}
	// The official image asks no more than that: empty and `false` count.
	_, a.public = os.LookupEnv("ECR_PUBLIC")
	for _, a.accountsBy = range []string{"AWS_ECR_REGISTRY_IDS", "AWS_STS_ACCOUNT", "AWS_ACCOUNT_ID"} {
		if a.accounts = strings.Fields(os.Getenv(a.accountsBy)); len(a.accounts) > 0 {
			break
		}
	}
	// The public registry takes the place of the account's own, not of a named one.
	a.private = !a.public || len(a.accounts) > 0
	if account := accountOfKey(os.Getenv("AWS_ACCESS_KEY_ID")); a.private && len(a.accounts) == 0 && account != "" {
		a.accounts = []string{account}
	}
	return a
}

// missing is what has to be set besides. Keys and role are pairs; where neither
// half is set, the helper finds another identity, whose profile may have a region.
func (a amazon) missing() (missing []string) {
	if a.private && a.region == "" && (len(a.accounts) > 0 || anySet("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY")) {
		missing = append(missing, "AWS_REGION")
	}
	for _, pair := range [][]string{{"AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"}, {"AWS_STS_ROLE", "AWS_STS_ACCOUNT"}} {
		if half := unset(pair...); len(half) == 1 {
			missing = append(missing, half...)
		}
	}
	return missing
}

// bindings are the registries.
func (a amazon) bindings() (bound []dockerconfig.Binding, err error) {
	if a.private && len(a.accounts) > 0 && !isRegion(a.region) {
		return nil, fault.New(fault.Config, "%s is no region: it has the form eu-west-1", a.regionBy)
	}
	for i, account := range a.accounts {
		if !isAccount(account) {
			where := a.accountsBy
			if len(a.accounts) > 1 {
				where = fmt.Sprintf("%s: number %d", where, i+1)
			}
			return nil, fault.New(fault.Config, "%s is no account id: it is twelve digits", where)
		}
		bound = append(bound, dockerconfig.Binding{Key: account + ".dkr.ecr." + a.region + "." + endingOf(a.region), Helper: "ecr"})
	}
	if a.public {
		bound = append(bound, dockerconfig.Binding{Key: "public.ecr.aws", Helper: "ecr"})
	}
	return bound, nil
}

// isRegion holds the form of a region: Amazon adds regions without notice.
func isRegion(text string) bool {
	return strings.Trim(text, "-") == text && text != "" && strings.Trim(text, "abcdefghijklmnopqrstuvwxyz0123456789-") == ""
}

// endingOf is what registries' names end in where the region is, one ending for
// each of Amazon's partitions.
func endingOf(region string) string {
	for _, partition := range []struct{ begins, ending string }{
		{"cn-", "amazonaws.com.cn"},
		{"eusc-", "amazonaws.eu"},
		{"us-iso-", "c2s.ic.gov"},
		{"us-isob-", "sc2s.sgov.gov"},
		{"eu-isoe-", "cloud.adc-e.uk"},
		{"us-isof-", "csp.hci.ic.gov"},
	} {
		if strings.HasPrefix(region, partition.begins) {
			return partition.ending
		}
	}
	return "amazonaws.com"
}
