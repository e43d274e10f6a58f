package generator

import (
	"fmt"
	"os"
	"strings"

	"github.com/dockercfg/dockercfg/shared/dockerconfig"
	"github.com/dockercfg/dockercfg/shared/fault"
)

// awsProvider is Amazon ECR, with the variables of CodeShip's generator image. It decides
// only which registries are meant; the helper finds the identity.
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

// amazon is what the variables mean. Accounts and region have the variable that they come
// from, for errors.
type amazon struct {
	public               bool // public.ecr.aws
	private              bool // the registries of the accounts
	accounts             []string
	region               string
	accountsBy, regionBy string
}

func readAmazon() amazon {
	a := amazon{region: os.Getenv("AWS_REGION"), regionBy: "AWS_REGION"}
	if a.region == "" {
		a.region, a.regionBy = os.Getenv("AWS_DEFAULT_REGION"), "AWS_DEFAULT_REGION"
	}
	// The official image checks only that it is set: empty and `false` count.
	_, a.public = os.LookupEnv("ECR_PUBLIC")
	for _, a.accountsBy = range []string{"AWS_ECR_REGISTRY_IDS", "AWS_STS_ACCOUNT", "AWS_ACCOUNT_ID"} {
		if a.accounts = strings.Fields(os.Getenv(a.accountsBy)); len(a.accounts) > 0 {
			break
		}
	}
	// The public registry replaces the account's own, but not a named one.
	a.private = !a.public || len(a.accounts) > 0
	if account := accountOfKey(os.Getenv("AWS_ACCESS_KEY_ID")); a.private && len(a.accounts) == 0 && account != "" {
		a.accounts = []string{account}
	}
	return a
}

// missing returns the variables that are needed as well. Keys and role are pairs; if
// neither half is set, the helper finds another identity, whose profile may have a region.
func (a amazon) missing() (missing []string) {
	if a.private && a.region == "" && (len(a.accounts) > 0 || anySet("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY")) {
		missing = append(missing, "AWS_REGION")
	}
	pairs := [][]string{{"AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"}, {"AWS_STS_ROLE", "AWS_STS_ACCOUNT"}}
	for _, pair := range pairs {
		if half := unset(pair...); len(half) == 1 {
			missing = append(missing, half...)
		}
	}
	return missing
}

// bindings returns the registries.
func (a amazon) bindings() (bound []dockerconfig.Binding, err error) {
	if a.private && len(a.accounts) > 0 && !isRegion(a.region) {
		return nil, fault.New(fault.Config, "%s is not a valid region: expected a name such as eu-west-1", a.regionBy)
	}
	for i, account := range a.accounts {
		if !isAccount(account) {
			where := a.accountsBy
			if len(a.accounts) > 1 {
				where = fmt.Sprintf("%s: number %d", where, i+1)
			}
			return nil, fault.New(fault.Config, "%s is not a valid account id: it must be 12 digits", where)
		}
		key := account + ".dkr.ecr." + a.region + "." + endingOf(a.region)
		bound = append(bound, dockerconfig.Binding{Key: key, Helper: "ecr"})
	}
	if a.public {
		bound = append(bound, dockerconfig.Binding{Key: "public.ecr.aws", Helper: "ecr"})
	}
	return bound, nil
}

// isRegion reports whether text has the form of a region. There is no list: Amazon adds
// regions without notice.
func isRegion(text string) bool {
	const allowed = "abcdefghijklmnopqrstuvwxyz0123456789-"
	return text != "" && strings.Trim(text, "-") == text && strings.Trim(text, allowed) == ""
}

// endingOf returns the end of the names of registries in a region: each of Amazon's
// partitions has one.
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
