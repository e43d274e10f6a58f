package main

import (
	"path/filepath"
	"strconv"
	"strings"

	"github.com/dockercfg/dockercfg/shared/fault"
	"github.com/dockercfg/dockercfg/shared/inputs"
	"github.com/dockercfg/dockercfg/shared/userconfig"
)

// The values of source in a rule.
const (
	sourceGcloud  = "gcloud"
	sourceMachine = "metadata"
	sourceDefault = "application_default"
)

// resolve returns the identity that the user's rule selects, or the first of the chain. A
// host that only a rule assigns to this helper accepts the same tokens as the others.
func resolve(in *inputs.Recorder, u userconfig.Rule) (*session, error) {
	if err := checkRule(u); err != nil {
		return nil, err
	}
	source, account := u.Get(userconfig.Source), u.Get(userconfig.Account)
	switch {
	case u.Get(userconfig.CredentialsFile) != "":
		return keyFile(in, u)
	case source == sourceMachine:
		return metadata(), nil
	case source == "" && account == "":
		return chain(in)
	}
	dir, err := gcloudDir()
	if err != nil {
		return nil, inRule(u, err)
	}
	if dir == "" {
		return nil, u.Mistake("gcloud's logins cannot be found without a home directory: set HOME or CLOUDSDK_CONFIG")
	}
	if source == sourceDefault {
		s, err := defaultFile(in, dir)
		if err == nil && s == nil {
			err = u.Mistake("source is application_default, but there is no such login: " +
				"run `gcloud auth application-default login`")
		}
		return s, err
	}
	s, err := gcloudLogin(in, dir, account)
	switch {
	case err != nil:
		return nil, inRule(u, err)
	case s == nil:
		return nil, u.Mistake("source is gcloud, but no account is logged in to it: run `gcloud auth login`")
	}
	return s, nil
}

// selectsIdentity reports whether a rule selects an identity. If that identity is missing, it is an
// error and not "nothing configured".
func selectsIdentity(u userconfig.Rule) bool {
	return u.Get(userconfig.CredentialsFile)+u.Get(userconfig.Account)+
		u.Get(userconfig.Source)+u.Get(userconfig.Impersonate) != ""
}

// checkRule returns an error for settings that are not valid, alone or together.
func checkRule(u userconfig.Rule) error {
	if err := u.Only("docker-credential-gar", userconfig.CredentialsFile, userconfig.Account, userconfig.Source,
		userconfig.Impersonate, userconfig.Delegates); err != nil {
		return err
	}
	file, account, source := u.Get(userconfig.CredentialsFile), u.Get(userconfig.Account), u.Get(userconfig.Source)
	as, delegates := u.Get(userconfig.Impersonate), strings.Fields(u.Get(userconfig.Delegates))
	switch {
	case source != "" && source != sourceGcloud && source != sourceMachine && source != sourceDefault:
		return u.Mistake("source is not valid: expected gcloud, metadata or application_default")
	case file != "" && account+source != "":
		return u.Mistake("credentials_file cannot be combined with account or source: remove one of them")
	case account != "" && source != "" && source != sourceGcloud:
		return u.Mistake("account is for gcloud, but source selects another identity: remove one of them")
	case account != "" && !isAccount(account):
		return u.Mistake("account is not a valid gcloud account: list the accounts with `gcloud auth list`")
	case as != "" && !isEmail(as):
		return u.Mistake("impersonate is not a service account: expected name@project.iam.gserviceaccount.com")
	case as == "" && len(delegates) > 0:
		return u.Mistake("delegates need a service account: add impersonate")
	}
	for _, delegate := range delegates {
		if !isEmail(delegate) {
			return u.Mistake("delegates must be service accounts, each of the form " +
				"name@project.iam.gserviceaccount.com")
		}
	}
	return nil
}

// keyFile returns the session of the document in the file that a rule names.
func keyFile(in *inputs.Recorder, u userconfig.Rule) (*session, error) {
	path := u.Get(userconfig.CredentialsFile)
	if !filepath.IsAbs(path) {
		return nil, u.Mistake("credentials_file is a relative path: " +
			"use an absolute path, which does not depend on the working directory")
	}
	text, err := read(in, path)
	if err != nil {
		return nil, u.Mistake("reading the credentials_file: %w: fix the path or the file's permissions", err)
	}
	s, err := parseSession(in, text, "credentials_file")
	if err != nil {
		return nil, inRule(u, err)
	}
	s.doc.name("credentials_file in line " + strconv.Itoa(u.Line) + " of config.toml")
	return s, nil
}

// inRule adds the rule's line to an error, and keeps its code.
func inRule(u userconfig.Rule, err error) error {
	return fault.Within(err, "config.toml, line "+strconv.Itoa(u.Line))
}

// isEmail reports whether s has the form of a service account's name, which becomes part
// of a URL's path.
func isEmail(s string) bool {
	name, domain, found := strings.Cut(s, "@")
	return found && len(s) <= 200 && isDotted(name) && isDotted(domain) && strings.Index(domain, ".") > 0
}

func isDotted(s string) bool {
	return s != "" && s[0] != '.' && s[0] != '-' && consistsOf(s, "-._")
}

// isAccount reports whether s has a form of gcloud's accounts: an e-mail address, or a
// workforce principal such as principal://iam.googleapis.com/... It becomes an argument of
// a program, on Windows of a script.
func isAccount(s string) bool {
	return s != "" && len(s) <= 400 && s[0] != '-' && consistsOf(s, "@._+-:/'")
}

// consistsOf reports whether a text contains only letters, digits and the given characters.
func consistsOf(s, others string) bool {
	return !strings.ContainsFunc(s, func(r rune) bool {
		return !(r|0x20 >= 'a' && r|0x20 <= 'z' || r >= '0' && r <= '9' || strings.ContainsRune(others, r))
	})
}
