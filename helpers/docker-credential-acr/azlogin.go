package main

import (
	"encoding/json"
	"errors"
	"os"
	"path/filepath"

	"github.com/dockercfg/dockercfg/shared/fault"
	"github.com/dockercfg/dockercfg/shared/identity"
	"github.com/dockercfg/dockercfg/shared/safefile"
	"github.com/dockercfg/dockercfg/shared/userdirs"
)

// maxAzFile is the maximum size of a file of az's in bytes.
const maxAzFile = 8 << 20

// az returns the login of az: the account of its default subscription, from az's file.
// AZURE_TENANT_ID alone selects another tenant of the same account.
func (s search) az() (source, error) {
	config := azConfig()
	if config == "" {
		return source{}, nil
	}
	account, ok, err := s.azAccount(config)
	if !ok || err != nil {
		return source{}, err
	}
	if cloud := s.registry.cloud.name; account.Cloud != "" && cloud != "" && account.Cloud != cloud {
		return source{}, fault.New(fault.Config, "az is logged in to %s, but this registry belongs to %s: "+
			"run `az cloud set --name %s`, then `az login`", printableName(account.Cloud), cloud, cloud)
	}
	s.noteAz(config)
	found := s.source(kindAz, "az login of "+printableName(account.User.Name))
	found.account, found.config, found.Configured = account.User.Name, config, true
	if s.tenant.value != "" && (s.client.value == "" || s.tenant.rule.Found) {
		found.tenant = s.tenant.value
	}
	if account.managed() {
		found.Keeping = identity.OfMachine(anySet("IDENTITY_ENDPOINT", "MSI_ENDPOINT", metadataVariable), azureTag)
	}
	return found, nil
}

// azConfig returns az's directory, or "" if there is no home directory. az is started with
// this directory, so that it reads the files that are recorded. If the home directory comes
// from /etc/passwd, that file has been recorded with config.toml.
func azConfig() string {
	if dir := os.Getenv("AZURE_CONFIG_DIR"); dir != "" {
		return dir
	}
	home, err := userdirs.Home(os.Getenv)
	if err != nil {
		return ""
	}
	return filepath.Join(home, ".azure")
}

// azAccount is the login of a subscription in az's file.
type azAccount struct {
	IsDefault bool
	Cloud     string `json:"environmentName"`
	User      struct {
		Name         string
		CloudShellID bool // a managed identity under a user's name
	}
}

// managed reports whether the identity belongs to the machine and not to the file
// (https://github.com/Azure/azure-cli/blob/dev/src/azure-cli-core/azure/cli/core/_profile.py).
func (a azAccount) managed() bool {
	return a.User.Name == "systemAssignedIdentity" || a.User.Name == "userAssignedIdentity" || a.User.CloudShellID
}

// azAccount returns the account of the default subscription; ok is false if there is none.
func (s search) azAccount(config string) (account azAccount, ok bool, err error) {
	var profile struct{ Subscriptions []azAccount }
	if err := s.readAz(filepath.Join(config, "azureProfile.json"), &profile); err != nil {
		return azAccount{}, false, err
	}
	for _, a := range profile.Subscriptions {
		if a.IsDefault {
			return a, true, nil
		}
	}
	return azAccount{}, false, nil
}

// readAz reads a file of az's, which begins with a byte order mark. It ignores values of an
// unexpected type. A missing file is empty.
func (s search) readAz(path string, document any) error {
	data, err := s.in.Read(path, maxAzFile, false)
	if safefile.Absent(err) {
		return nil
	}
	text := ""
	if err == nil {
		text, err = safefile.Text(data)
	}
	if err != nil {
		return identity.UnreadFile("the login of az", path, err, "az login")
	}
	var other *json.UnmarshalTypeError
	if err := json.Unmarshal([]byte(text), document); err != nil && !errors.As(err, &other) {
		return identity.UnreadFile("the login of az", path, safefile.ErrNotJSON, "az login")
	}
	return nil
}

// noteAz records the files from which az chooses an account, a cloud and the certificate of
// a service principal. It leaves out the token caches, which az rewrites.
func (s search) noteAz(config string) {
	for _, name := range []string{"config", "clouds.config", "service_principal_entries.bin"} {
		s.in.Note(filepath.Join(config, name))
	}
	var principals []struct{ Certificate string }
	_ = s.readAz(filepath.Join(config, "service_principal_entries.json"), &principals) // az reports errors in it
	for _, p := range principals {
		s.in.Note(p.Certificate)
	}
}

// printableName returns a name, or a placeholder if it is not printable.
func printableName(name string) string {
	if name == "" || fault.Printable(name, 80) != name {
		return "(an unprintable name)"
	}
	return name
}

func anySet(names ...string) bool {
	for _, name := range names {
		if os.Getenv(name) != "" {
			return true
		}
	}
	return false
}
