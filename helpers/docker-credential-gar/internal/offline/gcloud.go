package offline

import (
	"errors"
	"os"

	"github.com/dockercfg/dockercfg/shared/ascii"
	"github.com/dockercfg/dockercfg/shared/rawfile"
	"github.com/dockercfg/dockercfg/shared/tokencache"
)

// properties are those of gcloud's properties that decide about its identity, as
// its variables and the files of its configuration have them
// (https://cloud.google.com/sdk/docs/properties).
type properties struct{ text string }

func (p properties) get(section, key, variable string) string {
	if value := os.Getenv(variable); value != "" {
		return value
	}
	inside := false
	for rest := p.text; rest != ""; {
		var line string
		line, rest = ascii.Line(rest)
		if ascii.HasPrefix(line, "[") {
			inside = line == "["+section+"]"
			continue
		}
		name, value, ok := ascii.Cut(line, '=')
		if ok && inside && ascii.Trim(name) == key {
			return ascii.Trim(value)
		}
	}
	return ""
}

// cli describes who gcloud is logged in as, or the account that a rule names.
// found is false where it is nobody.
func cli(dir, named string) (id Identity, found bool, err error) {
	name, err := activeConfiguration(dir)
	if err != nil {
		return id, false, err
	}
	text, _ := rawfile.Read(dir+"/configurations/config_"+name, maxDocument) // it need not be there
	p := properties{string(text)}
	account := p.get("core", "account", "CLOUDSDK_CORE_ACCOUNT")
	as := p.get("auth", "impersonate_service_account", "CLOUDSDK_AUTH_IMPERSONATE_SERVICE_ACCOUNT")
	override := p.get("auth", "credential_file_override", "CLOUDSDK_AUTH_CREDENTIAL_FILE_OVERRIDE")
	token := p.get("auth", "access_token_file", "CLOUDSDK_AUTH_ACCESS_TOKEN_FILE")
	if named != "" {
		account = named
		if err := overridden(override, token); err != nil {
			return id, false, err
		}
	}
	if account == "" && override == "" && token == "" {
		return id, false, nil
	}
	words := "account " + plain(account) + " of gcloud"
	byFile := override != "" || token != ""
	if byFile {
		words = "credential file of gcloud"
	}
	if as != "" {
		words += " as " + plain(as)
	}
	lines := "gcloud " + dir + "\naccount " + account + "\nas " + as + "\n" + ofFile("override", override) + ofFile("token", token)
	return Identity{
		Kind: CLI, Account: account, Named: named != "", ByFile: byFile,
		Source: tokencache.Source{ID: lines, Words: words, Configured: true},
	}, true, nil
}

// overridden refuses the properties that make gcloud pass over every account, also
// one that it is asked for
// (https://cloud.google.com/sdk/gcloud/reference/topic/configurations).
func overridden(file, token string) error {
	for _, p := range [2][3]string{
		{file, "auth/credential_file_override", "CLOUDSDK_AUTH_CREDENTIAL_FILE_OVERRIDE"},
		{token, "auth/access_token_file", "CLOUDSDK_AUTH_ACCESS_TOKEN_FILE"},
	} {
		if p[0] != "" {
			return errors.New("account is one of gcloud's, and gcloud's property " + p[1] + " takes the place of them all: gcloud config unset " + p[1] + ", or unset " + p[2])
		}
	}
	return nil
}

// ofFile stands for a file whose content is the identity.
func ofFile(what, path string) string {
	if path == "" {
		return ""
	}
	data, _ := rawfile.Read(path, maxDocument)
	return what + " " + path + " " + tokencache.Digest(string(data)) + "\n"
}

// activeConfiguration is the name of the configuration in use. It becomes a part
// of a path, so it is held to gcloud's own form of such names.
func activeConfiguration(dir string) (string, error) {
	name := os.Getenv("CLOUDSDK_ACTIVE_CONFIG_NAME")
	if name == "" {
		data, _ := rawfile.Read(dir+"/active_config", 4<<10)
		line, _ := ascii.Line(string(data))
		name = ascii.Trim(line)
	}
	if name == "" {
		return "default", nil
	}
	for i := 0; i < len(name); i++ {
		if c := name[i]; !isAlnum(c) && (c < 'A' || c > 'Z') && c != '-' && c != '_' {
			return "", errors.New("the name of gcloud's active configuration is none: list them with `gcloud config configurations list`")
		}
	}
	return name, nil
}
