package offline

import (
	"errors"
	"os"

	"github.com/dockercfg/dockercfg/shared/ascii"
	"github.com/dockercfg/dockercfg/shared/flatjson"
	"github.com/dockercfg/dockercfg/shared/rawfile"
	"github.com/dockercfg/dockercfg/shared/tokencache"
)

// maxProfile bounds az's file of subscriptions, in bytes.
const maxProfile = 8 << 20

// cli is the login of az: the account of its default subscription, as its file
// has it. AZURE_TENANT_ID alone names another tenant of the same account.
func (p principal) cli(r Registry) (Identity, error) {
	account, ok := defaultAccount(profile())
	if !ok {
		return Identity{}, nil
	}
	if account.cloud != "" && r.Cloud.Name != "" && account.cloud != r.Cloud.Name {
		return Identity{}, errors.New("az is logged in to " + shown(account.cloud) + ", and this registry is of " + r.Cloud.Name +
			": az cloud set --name " + r.Cloud.Name + ", then az login")
	}
	tenant, named := account.tenant, ""
	if p.tenant != "" && (p.client == "" || p.named[0].ruled) {
		tenant, named = p.tenant, p.tenant
	}
	id := "az " + tenant + " " + account.cloud + " " + account.kind + " " + account.assigned + "\n" + account.user
	if account.user == "systemAssignedIdentity" {
		id += "\n" + machineID()
	}
	return Identity{Kind: CLI, Tenant: named, Account: account.user, Source: tokencache.Source{ID: id, Words: "az login of " + shown(account.user), Configured: true}}, nil
}

// profile is the text of az's file; "" where it is not there.
func profile() string {
	dir := os.Getenv("AZURE_CONFIG_DIR")
	if dir == "" {
		home := tokencache.Home(os.Getenv)
		if home == "" {
			return ""
		}
		dir = home + "/.azure"
	}
	data, _ := rawfile.Read(dir+"/azureProfile.json", maxProfile)
	text := string(data)
	if ascii.HasPrefix(text, "\ufeff") { // az writes a byte order mark
		text = text[len("\ufeff"):]
	}
	return text
}

// account is what a subscription in that file says of its login.
type account struct{ user, kind, assigned, tenant, cloud string }

func defaultAccount(text string) (account, bool) {
	list, _ := member(text, "subscriptions")
	for _, subscription := range elements(list) {
		if is, _ := member(subscription, "isDefault"); is != "true" {
			continue
		}
		a := account{}
		var ok bool
		a.user, ok = flatjson.String(subscription, "user", "name")
		a.kind, _ = flatjson.String(subscription, "user", "type")
		a.assigned, _ = flatjson.String(subscription, "user", "assignedIdentityInfo")
		a.tenant, _ = flatjson.String(subscription, "tenantId")
		a.cloud, _ = flatjson.String(subscription, "environmentName")
		if !ok { // a name of other letters: told apart, and not shown
			a.user = "digest " + tokencache.Digest(subscription)
		}
		return a, true
	}
	return account{}, false
}

// shown is a name fit to be shown.
func shown(name string) string {
	if name == "" || len(name) > 80 || !ascii.Printable(name) || ascii.HasPrefix(name, "digest ") {
		return "(an odd name)"
	}
	return name
}
