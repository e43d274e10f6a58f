package offline

import (
	"errors"
	"os"

	"github.com/dockercfg/dockercfg/shared/ascii"
	"github.com/dockercfg/dockercfg/shared/rawfile"
	"github.com/dockercfg/dockercfg/shared/subject"
	"github.com/dockercfg/dockercfg/shared/tokencache"
)

// maxFile bounds ~/.aws/config and ~/.aws/credentials, in bytes.
const maxFile = 8 << 20

// files are Amazon's two files
// (https://docs.aws.amazon.com/sdkref/latest/guide/file-format.html).
type files struct {
	config, credentials         string // contents
	configPath, credentialsPath string
}

func readFiles() files {
	home := tokencache.Home(os.Getenv)
	read := func(variable, name string) (path, text string) {
		if path = os.Getenv(variable); path == "" && home != "" {
			path = home + "/.aws/" + name
		}
		data, _ := rawfile.Read(path, maxFile) // the SDK says what is wrong with it
		return path, string(data)
	}
	var f files
	f.configPath, f.config = read("AWS_CONFIG_FILE", "config")
	f.credentialsPath, f.credentials = read("AWS_SHARED_CREDENTIALS_FILE", "credentials")
	return f
}

// ofProfile describes a profile by its settings. variable is what names it, or
// "" for the default one, which need not be there.
func ofProfile(name, variable string) (Identity, error) {
	f := readFiles()
	id := Identity{Kind: Profile, Profile: name}
	if !f.describe(&id, name, 0) && variable != "" {
		return id, errors.New("the profile " + plain(name) + " of " + variable + " is neither in " + f.configPath + " nor in " + f.credentialsPath +
			": list them with `aws configure list-profiles`")
	}
	id.Words = "profile " + plain(name)
	id.Configured = id.Configured || variable != ""
	return id, nil
}

// describe adds the settings of a profile, and of all that it leads to, to the
// identity's ID. It tells whether the profile is there.
func (f files) describe(id *Identity, name string, depth int) bool {
	id.ID += "profile " + name + "\n"
	found, there := settings{}, false
	for _, section := range []struct{ text, title string }{
		{f.config, "profile " + name}, {f.config, bare(name)}, {f.credentials, name},
	} {
		if section.title != "" && found.read(id, section.text, section.title) {
			there = true
		}
	}
	id.Configured = id.Configured || found.credential
	if found.token != "" {
		id.ID += "token " + subject.File(found.token) + "\n"
	}
	for _, also := range []struct{ kind, name string }{{"sso-session ", found.sso}, {"services ", found.services}} {
		if also.name != "" {
			id.ID += also.kind + also.name + "\n"
			(&settings{}).read(id, f.config, also.kind+also.name)
		}
	}
	// A profile may name itself as the source of its keys; a circle is the SDK's to refuse.
	if found.source != "" && found.source != name && depth < 8 {
		f.describe(id, found.source, depth+1)
	}
	return there
}

// bare is the title that the default profile may have in the config file.
func bare(name string) string {
	if name == "default" {
		return name
	}
	return ""
}

// settings are those of a section's settings that lead on.
type settings struct {
	source, sso, services, token string
	credential                   bool // it has a credential of some kind
}

// read adds a section's settings to the ID: as they stand where they may be
// seen, digested where not, and without those that only prove the identity.
func (s *settings) read(id *Identity, text, title string) (there bool) {
	inside := false
	for text != "" {
		var line string
		line, text = ascii.Line(text)
		if line == "" || line[0] == '#' || line[0] == ';' {
			continue
		}
		if line[0] == '[' {
			inside = heading(line) == title
			there = there || inside
			continue
		}
		if inside {
			s.take(id, line)
		}
	}
	return there
}

func (s *settings) take(id *Identity, line string) {
	key, value, _ := ascii.Cut(line, '=')
	key, value = ascii.Lower(ascii.Trim(key)), ascii.Trim(value)
	nested := line[0] == ' ' || line[0] == '\t'
	switch key {
	case "aws_secret_access_key", "aws_session_token", "aws_security_token":
		return
	case "aws_access_key_id", "credential_process":
		s.credential = true
		value = tokencache.Digest(value)
	case "role_arn", "sso_start_url", "sso_account_id", "login_session":
		s.credential = true
	case "web_identity_token_file":
		s.credential, s.token = true, value
	case "source_profile":
		s.source = value
	case "sso_session":
		s.credential, s.sso = true, value
	case "services":
		if !nested {
			s.services = value
		}
	}
	id.ID += key + "=" + value + "\n"
}

// heading is a section's title: `[profile  dev]` is "profile dev".
func heading(line string) string {
	inner, _, _ := ascii.Cut(line[1:], ']')
	kind, name, two := ascii.Cut(ascii.Trim(inner), ' ')
	if !two {
		return kind
	}
	return kind + " " + ascii.Trim(name)
}

// plain is a name fit to be shown.
func plain(name string) string {
	if len(name) > 60 || !ascii.Printable(name) {
		return "(an odd name)"
	}
	return name
}
