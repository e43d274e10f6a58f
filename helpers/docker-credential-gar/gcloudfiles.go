package main

import (
	"cmp"
	"errors"
	"os"
	"path/filepath"
	"runtime"
	"strings"

	"github.com/dockercfg/dockercfg/shared/fault"
	"github.com/dockercfg/dockercfg/shared/identity"
	"github.com/dockercfg/dockercfg/shared/inputs"
	"github.com/dockercfg/dockercfg/shared/paths"
	"github.com/dockercfg/dockercfg/shared/safeexec"
	"github.com/dockercfg/dockercfg/shared/safefile"
)

// gcloud is the account that gcloud is logged in with, and the program to run.
type gcloud struct {
	account string
	named   bool // the account comes from a rule and not from gcloud's configuration
	byFile  bool // a file or a token overrides every account
	keeping identity.Keeping
	program string
	missing error // why the program cannot be started
}

// gcloudToken is a variable with a token that gcloud prefers to everything else. It is
// not one of gcloud's properties (googlecloudsdk/core/credentials/store.py).
const gcloudToken = "CLOUDSDK_AUTH_ACCESS_TOKEN"

// gcloudDir returns gcloud's directory, or "" if there is no home directory
// (https://cloud.google.com/sdk/docs/configurations).
func gcloudDir() (string, error) {
	if dir := os.Getenv("CLOUDSDK_CONFIG"); dir != "" {
		if !filepath.IsAbs(dir) {
			return "", fault.New(fault.Config, "CLOUDSDK_CONFIG is a relative path: make it absolute")
		}
		return dir, nil
	}
	if runtime.GOOS == "windows" {
		if data := os.Getenv("APPDATA"); filepath.IsAbs(data) {
			return filepath.Join(data, "gcloud"), nil
		}
		return "", nil
	}
	if home := paths.Home(os.Getenv); home != "" {
		return filepath.Join(home, ".config", "gcloud"), nil
	}
	return "", nil
}

// gcloudLogin returns the session of the account that gcloud is logged in with, or of the
// account in a rule; nil if there is no login. It records the files from which gcloud
// chooses an account and an endpoint, but not those that gcloud rewrites when it makes
// a token: credentials.db and access_tokens.db.
func gcloudLogin(in *inputs.Recorder, dir, named string) (*session, error) {
	c := gcloud{named: named != ""}
	c.program, c.missing = safeexec.Find(gcloudNames()...)
	noteProgram(in, c.program)
	p, unread, err := gcloudProperties(in, dir, c.program)
	if err != nil {
		return nil, err
	}
	c.account = p.get("core", "account")
	as := p.get("auth", "impersonate_service_account")
	override, token := p.get("auth", "credential_file_override"), p.get("auth", "access_token_file")
	c.byFile = os.Getenv(gcloudToken)+override+token != ""
	if c.named {
		c.account = named
		if err := overridden(override, token); err != nil {
			return nil, err
		}
	}
	if c.account == "" && !c.byFile {
		return nil, unread
	}
	noteUserFile(in, token)
	c.keeping = overriding(in, override)
	label := "account " + plain(c.account) + " of gcloud"
	switch {
	case os.Getenv(gcloudToken) != "":
		label = "access token of " + gcloudToken
	case c.byFile:
		label = "credential file of gcloud"
	}
	if as != "" {
		label += " as " + plain(as)
	}
	return &session{kind: fromGcloud, label: label, cli: c, unread: unread}, nil
}

func gcloudNames() []string { return []string{"gcloud", "gcloud.cmd"} }

// noteProgram records the places where gcloud is searched for, up to where it is found,
// because another installation has its own properties. It skips a directory that cannot
// be read, since nothing is started from there.
func noteProgram(in *inputs.Recorder, found string) {
	for _, dir := range filepath.SplitList(os.Getenv("PATH")) {
		for _, name := range gcloudNames() {
			path := filepath.Join(dir, name)
			if _, err := os.Stat(path); !filepath.IsAbs(dir) || err != nil && !os.IsNotExist(err) {
				continue
			}
			if in.Note(path); path == found {
				return
			}
		}
	}
}

// overridden refuses the properties that make gcloud ignore every account, even one that
// is passed as an argument
// (https://cloud.google.com/sdk/gcloud/reference/topic/configurations).
func overridden(file, token string) error {
	if os.Getenv(gcloudToken) != "" {
		return fault.New(fault.Config, "account is for gcloud, but %s overrides every account: unset it", gcloudToken)
	}
	for _, p := range [2][3]string{
		{file, "auth/credential_file_override", "CLOUDSDK_AUTH_CREDENTIAL_FILE_OVERRIDE"},
		{token, "auth/access_token_file", "CLOUDSDK_AUTH_ACCESS_TOKEN_FILE"},
	} {
		if p[0] != "" {
			return fault.New(fault.Config, "account is for gcloud, but its property %s overrides every account: "+
				"run `gcloud config unset %s`, or unset %s", p[1], p[1], p[2])
		}
	}
	return nil
}

// overriding records the credential file that overrides every account of gcloud, and the
// files that it refers to.
func overriding(in *inputs.Recorder, path string) identity.Keeping {
	noteUserFile(in, path)
	if path == "" {
		return identity.ByInputs
	}
	text, err := read(in, path)
	if err != nil {
		return identity.ByInputs // gcloud explains what is wrong with it
	}
	d, err := parse(text, path)
	if err != nil {
		return identity.ByInputs
	}
	in.Note(d.subjectFile())
	if keeping := d.keeping(); keeping != identity.ByProgram {
		return keeping
	}
	return identity.Unsafe // gcloud starts the program, so its output is not known here
}

// noteUserFile records a file that a property names. gcloud expands a leading "~" in
// some of them.
func noteUserFile(in *inputs.Recorder, path string) {
	in.Note(path)
	if rest, found := strings.CutPrefix(path, "~/"); found {
		in.Note(filepath.Join(paths.Home(os.Getenv), rest))
	}
}

// gcloudProperties reads the property files in effect. It also records the other ones, so
// that a change to any of them is noticed. unread is the first file in effect that
// cannot be read.
func gcloudProperties(in *inputs.Recorder, dir, program string) (p properties, unread, err error) {
	in.Note(filepath.Join(dir, "application_default_credentials.json"))
	in.Note(filepath.Join(dir, "properties")) // from old versions; gcloud moves it to configurations
	configurations := filepath.Join(dir, "configurations")
	in.Note(configurations)
	entries, _ := os.ReadDir(configurations)
	for _, entry := range entries {
		in.Note(filepath.Join(configurations, entry.Name()))
	}
	name, err := activeConfiguration(in, dir)
	if err != nil {
		return nil, nil, err
	}
	p = properties{}
	unread, err = p.readFile(in, installation(in, program), "the properties of gcloud's installation")
	if err != nil || name == "NONE" { // gcloud's name for no configuration
		return p, unread, err
	}
	other, err := p.readFile(in, filepath.Join(configurations, "config_"+name), "gcloud's configuration "+name)
	return p, cmp.Or(other, unread), err
}

// readFile reads one file. Like configparser, it ignores a file that cannot be opened, and
// returns the reason as unread.
func (p properties) readFile(in *inputs.Recorder, path, what string) (unread, err error) {
	if path == "" {
		return nil, nil
	}
	data, err := in.Read(path, maxDocument, false)
	switch {
	case safefile.Absent(err):
		return nil, nil
	case err != nil:
		return unreadError(what, path, err), nil
	}
	text, err := safefile.Text(data)
	if err == nil && text != string(data) {
		err = errMark
	}
	if err == nil {
		err = p.read(text)
	}
	if err != nil {
		return nil, fault.New(fault.Config, "%s, %s, is not valid (%w): fix the file, "+
			"or create a new configuration with `gcloud config configurations create NAME`",
			what, fault.Printable(path, 120), err)
	}
	return nil, nil
}

// errMark is the error for a byte order mark, with which gcloud refuses a file. Some
// editors write it.
var errMark = errors.New("it begins with a byte order mark: save it as UTF-8 without one")

// installation returns the property file next to gcloud's program directory, after
// resolving a link on PATH.
func installation(in *inputs.Recorder, program string) string {
	if program == "" {
		return ""
	}
	beside := func(program string) string {
		return filepath.Join(filepath.Dir(filepath.Dir(program)), "properties")
	}
	in.Note(beside(program)) // if the directory is the link, it is the same file
	real, err := filepath.EvalSymlinks(program)
	if err != nil {
		return beside(program)
	}
	return beside(real)
}

// activeConfiguration returns the name of the configuration in use. The name becomes part
// of a path, so only the characters that gcloud allows are accepted. If its file cannot
// be read, gcloud fails too.
func activeConfiguration(in *inputs.Recorder, dir string) (string, error) {
	path := filepath.Join(dir, "active_config")
	data, err := in.Read(path, 4<<10, false)
	name := os.Getenv("CLOUDSDK_ACTIVE_CONFIG_NAME")
	if name == "" {
		if err != nil && !safefile.Absent(err) {
			return "", unreadError("the name of gcloud's active configuration", path, err)
		}
		text, err := safefile.Text(data)
		if err != nil {
			return "", unreadError("the name of gcloud's active configuration", path, err)
		}
		line, _, _ := strings.Cut(text, "\n")
		name = strings.TrimSpace(line)
	}
	if name == "" {
		return "default", nil
	}
	if !consistsOf(name, "-_") {
		return "", fault.New(fault.Config, "the name of gcloud's active configuration is not valid: "+
			"list the configurations with `gcloud config configurations list`")
	}
	return name, nil
}

// unreadError returns an error for a file of gcloud's that may contain an identity and cannot
// be read.
func unreadError(what, path string, err error) error {
	return identity.UnreadFile(what, path, err, "gcloud auth login")
}
