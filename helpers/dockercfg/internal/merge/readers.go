package merge

import (
	"encoding/json"
	"errors"
	"fmt"

	"github.com/dockercfg/dockercfg/shared/dockerconfig"
	"github.com/dockercfg/dockercfg/shared/fault"
	"github.com/dockercfg/dockercfg/shared/strictjson"
)

// A reader that cannot decode one value often refuses the whole file, and with it the
// logins that were added. So the result is checked by its reader's rules before it is
// written. The tests compare these rules with the readers themselves.

// entry is what docker decodes of an entry
// (https://github.com/docker/cli/blob/master/cli/config/types/authconfig.go).
type entry struct {
	Username      string `json:"username"`
	Password      string `json:"password"`
	Auth          string `json:"auth"`
	Email         string `json:"email"`
	ServerAddress string `json:"serveraddress"`
	IdentityToken string `json:"identitytoken"`
	RegistryToken string `json:"registrytoken"`
}

// dockerFile is what else docker decodes: it refuses the file if a member has another
// type
// (https://github.com/docker/cli/blob/master/cli/config/configfile/file.go).
type dockerFile struct {
	HTTPHeaders          map[string]string            `json:"HttpHeaders"`
	PsFormat             string                       `json:"psFormat"`
	ImagesFormat         string                       `json:"imagesFormat"`
	NetworksFormat       string                       `json:"networksFormat"`
	PluginsFormat        string                       `json:"pluginsFormat"`
	VolumesFormat        string                       `json:"volumesFormat"`
	StatsFormat          string                       `json:"statsFormat"`
	DetachKeys           string                       `json:"detachKeys"`
	CredentialsStore     string                       `json:"credsStore"`
	CredentialHelpers    map[string]string            `json:"credHelpers"`
	ServiceInspectFormat string                       `json:"serviceInspectFormat"`
	ServicesFormat       string                       `json:"servicesFormat"`
	TasksFormat          string                       `json:"tasksFormat"`
	SecretFormat         string                       `json:"secretFormat"`
	ConfigFormat         string                       `json:"configFormat"`
	NodesFormat          string                       `json:"nodesFormat"`
	PruneFilters         []string                     `json:"pruneFilters"`
	Proxies              map[string]proxy             `json:"proxies"`
	CurrentContext       string                       `json:"currentContext"`
	CLIPluginsExtraDirs  []string                     `json:"cliPluginsExtraDirs"`
	Plugins              map[string]map[string]string `json:"plugins"`
	Aliases              map[string]string            `json:"aliases"`
	Features             map[string]string            `json:"features"`
}

type proxy struct {
	HTTPProxy  string `json:"httpProxy"`
	HTTPSProxy string `json:"httpsProxy"`
	NoProxy    string `json:"noProxy"`
	FTPProxy   string `json:"ftpProxy"`
	AllProxy   string `json:"allProxy"`
}

// podmanFile is what podman, skopeo and buildah decode. They decode an entry's auth only
// when they need it, so a bad one does not harm others
// (https://github.com/containers/image/blob/main/pkg/docker/config/config.go).
type podmanFile struct {
	AuthConfigs map[string]struct {
		Auth          string `json:"auth"`
		IdentityToken string `json:"identitytoken"`
	} `json:"auths"`
	CredHelpers map[string]string `json:"credHelpers"`
}

// refused returns why the readers of a format would refuse a file.
func refused(format string, data []byte) error {
	document, _, err := strictjson.ParseAbout(data, dockerconfig.TopLevel()...)
	if err != nil {
		return err
	}
	if format == "podman" {
		return typed(data, &podmanFile{}, "podman")
	}
	entries, reader := document, "readers of "+format+" refuse"
	if format != "dockercfg" {
		entries, _ = document.Get("auths")
		reader = "docker refuses"
		if err := typed(data, &dockerFile{}, "docker"); err != nil {
			return err
		}
	}
	for _, m := range entries.Members {
		if err := unreadable(data[m.Value.Start:m.Value.End]); err != nil {
			return fmt.Errorf("its entry %s cannot be used (%w), and %s the whole file because of it: fix or remove "+
				"the entry", fault.Printable(m.Name, 100), err, reader)
		}
	}
	return nil
}

// typed reports a member with a type that the reader does not accept.
func typed(data []byte, file any, reader string) error {
	err := json.Unmarshal(data, file)
	var wrong *json.UnmarshalTypeError
	if errors.As(err, &wrong) {
		return fmt.Errorf("its member %s is a %s, and %s refuses the whole file because of it: fix it",
			fault.Printable(wrong.Field, 100), wrong.Value, reader)
	}
	return err
}

// unreadable returns why docker cannot use an entry.
func unreadable(text []byte) error {
	var e entry
	if err := json.Unmarshal(text, &e); err != nil {
		return errors.New("it is not an object of strings")
	}
	if e.Auth == "" {
		return nil
	}
	user, _, err := dockerconfig.DecodeAuth(e.Auth)
	if err == nil && user == "" {
		err = errors.New("auth has no user name")
	}
	return err
}
