package merge

import (
	"encoding/json"
	"errors"
	"fmt"

	"github.com/dockercfg/dockercfg/shared/dockerconfig"
	"github.com/dockercfg/dockercfg/shared/fault"
	"github.com/dockercfg/dockercfg/shared/strictjson"
)

// A reader that stumbles over one value often refuses the whole file, and with it
// the logins that were put into it. So the result is read by the rules of its
// reader before it is written. The tests compare them with the readers themselves.

// entry is what docker decodes of one entry
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

// dockerFile is the rest of what docker decodes: a member of another type makes it
// refuse the file
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

// podmanFile is what podman, skopeo and buildah decode. They decode an entry's auth
// when they need it, so a bad one harms no other
// (https://github.com/containers/image/blob/main/pkg/docker/config/config.go).
type podmanFile struct {
	AuthConfigs map[string]struct {
		Auth          string `json:"auth"`
		IdentityToken string `json:"identitytoken"`
	} `json:"auths"`
	CredHelpers map[string]string `json:"credHelpers"`
}

// refused tells why the readers of a format would not take a file.
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
			return fmt.Errorf("its entry %s cannot be used (%w), and %s the whole file for it: fix the entry or "+
				"remove it", fault.Printable(m.Name, 100), err, reader)
		}
	}
	return nil
}

// typed tells a member whose type the reader does not take.
func typed(data []byte, file any, reader string) error {
	err := json.Unmarshal(data, file)
	var wrong *json.UnmarshalTypeError
	if errors.As(err, &wrong) {
		return fmt.Errorf("its member %s is a %s, and %s refuses the whole file for it: fix it",
			fault.Printable(wrong.Field, 100), wrong.Value, reader)
	}
	return err
}

// unreadable tells why docker cannot take an entry.
func unreadable(text []byte) error {
	var e entry
	if err := json.Unmarshal(text, &e); err != nil {
		return errors.New("it is not an object of texts")
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
